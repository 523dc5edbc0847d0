//@ node: 20-22
// A name server of our own: answers of all kinds, refusals, and what a resolver makes of them.
const dns = require('dns');
const dgram = require('dgram');
const net = require('net');

const name = (text) => Buffer.concat([
  ...text.split('.').filter(Boolean).map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.from([0]),
]);
const short = (value) => Buffer.from([value >> 8, value & 255]);
const long = (value) => Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
const string = (text) => Buffer.from([text.length, ...Buffer.from(text)]);
const record = (type, data) => Buffer.concat([Buffer.from([0xc0, 12]), short(type), short(1), long(60), short(data.length), data]);

const records = {
  1: [record(1, Buffer.from([10, 0, 0, 1])), record(1, Buffer.from([10, 0, 0, 2]))],
  28: [record(28, Buffer.from([...new Array(15).fill(0), 1]))],
  5: [record(5, name('else.example'))],
  2: [record(2, name('ns.example'))],
  12: [record(12, name('back.example'))],
  15: [record(15, Buffer.concat([short(10), name('mail.example')]))],
  16: [record(16, Buffer.concat([string('a=b'), string(''), string('=c')])), record(16, string('two'))],
  6: [record(6, Buffer.concat([name('ns.example'), name('you.example'), long(1), long(2), long(3), long(4), long(3e9)]))],
  33: [record(33, Buffer.concat([short(1), short(2), short(80), name('host.example')]))],
  35: [record(35, Buffer.concat([short(1), short(2), string('S'), string('SIP'), string('!x!'), name('next.example')]))],
  257: [record(257, Buffer.concat([Buffer.from([0]), string('issue'), Buffer.from('ca.example')]))],
};
const codes = { 'nobody': 3, 'refuses': 5, 'fails': 2, 'form': 1 };
function answer(question) {
  const asked = [];
  let at = 12;
  while (question[at] !== 0) {
    asked.push(question.toString('latin1', at + 1, at + 1 + question[at]));
    at += 1 + question[at];
  }
  const type = question.readUInt16BE(at + 1);
  const found = asked[0] === 'nothing' || codes[asked[0]] ? [] : type === 255 ? [...records[1], ...records[16]] : records[type];
  const flags = short(0x8180 | (codes[asked[0]] ?? 0));
  const parts = [question.subarray(0, 2), flags, short(1), short(found.length), long(0), question.subarray(12, at + 5), ...found];
  return { asked: asked.join('.'), bytes: Buffer.concat(parts) };
}

const tcp = net.createServer((socket) => {
  let data = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    data = Buffer.concat([data, piece]);
    if (data.length < 2 || data.length < 2 + data.readUInt16BE()) return;
    const { bytes } = answer(data.subarray(2));
    socket.write(Buffer.concat([short(bytes.length), bytes.subarray(0, 3)]));
    socket.end(bytes.subarray(3));
  });
});
const udp = dgram.createSocket('udp4');
udp.on('message', (question, { address, port }) => {
  const { asked, bytes } = answer(question);
  if (asked === 'silent.example') return;
  if (asked === 'long.example') udp.send(Buffer.concat([bytes.subarray(0, 2), short(0x8380), short(1), short(0), long(0), question.subarray(12)]), port, address);
  else if (asked === 'cut.example') udp.send(bytes.subarray(0, bytes.length - 5), port, address);
  else udp.send(bytes, port, address);
});

// A port that is free for both kinds of sockets.
function listen(ready) {
  tcp.listen(0, '127.0.0.1', () => {
    const taken = () => tcp.close(() => listen(ready));
    udp.once('error', taken);
    udp.bind(tcp.address().port, '127.0.0.1', () => {
      udp.off('error', taken);
      ready();
    });
  });
}

listen(async () => {
  // Node shortens the time as answers come soon: so several tries, should the machine stand still.
  const patient = { timeout: 60000, tries: 8 };
  const resolver = new dns.Resolver(patient);
  const promised = new dns.promises.Resolver(patient);
  // Asks those who never answer.
  const hasty = new dns.Resolver({ timeout: 50, tries: 1 });
  const servers = [`127.0.0.1:${tcp.address().port}`];
  for (const one of [resolver, promised, hasty]) one.setServers(servers);
  const ask = (method, ...args) => askBy(resolver, method, ...args);
  const askBy = (whom, method, ...args) => new Promise((resolve) => {
    whom[method](...args, (error, found) => {
      console.log(method, args[0], ...(error ? [error.code, error.message] : [JSON.stringify(found)]));
      resolve();
    });
  });
  for (const method of ['4', '6', 'Cname', 'Ns', 'Ptr', 'Mx', 'Txt', 'Soa', 'Srv', 'Naptr', 'Caa', 'Any']) {
    await ask(`resolve${method}`, 'some.example');
  }
  await ask('resolve4', 'some.example', { ttl: true });
  await ask('resolve', 'some.example', 'TXT');
  await ask('reverse', '10.9.8.7');
  await ask('reverse', '2001:db8::1');
  for (const unlucky of ['nothing', 'nobody', 'refuses', 'fails', 'form', 'long']) await ask('resolve4', `${unlucky}.example`);
  await askBy(hasty, 'resolve4', 'silent.example');
  console.log(await promised.resolve('some.example'), await promised.resolveMx('some.example'));
  await promised.resolve4('nobody.example').catch((error) => console.log(error.code, error.syscall));
  const cancelled = ask('resolve4', 'silent.example');
  resolver.cancel();
  await cancelled;
  hasty.resolve4('silent.example', (error) => {
    console.log(error.code);
    udp.close();
    tcp.close();
  });
  try {
    hasty.setServers(servers);
  } catch (error) {
    console.log(error.code);
  }
});
