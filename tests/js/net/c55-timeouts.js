// A socket's time-out: begun anew by traffic in either direction, told once for each idle span, in force while paused.
const net = require('net');
const SPAN = 500;
const cases = {
  // Twelve words in more than a span, and then silence.
  'traffic that comes'(client, peer, done) {
    let words = 0;
    client.on('data', () => { words += 1; });
    const timer = setInterval(() => peer.write('x'), SPAN / 10);
    setTimeout(() => clearInterval(timer), SPAN * 1.3);
    client.setTimeout(SPAN, () => done(words >= 5 ? 'after the last word' : 'too early'));
  },
  'traffic that goes'(client, peer, done) {
    let words = 0;
    peer.on('data', () => { words += 1; });
    const timer = setInterval(() => client.write('x'), SPAN / 10);
    setTimeout(() => clearInterval(timer), SPAN * 1.3);
    client.setTimeout(SPAN, () => done(words >= 5 ? 'after the last word' : 'too early'));
  },
  'once for each span'(client, peer, done) {
    let count = 0;
    client.on('timeout', () => { count += 1; });
    client.setTimeout(SPAN / 5);
    setTimeout(() => {
      const first = count;
      client.resume();
      peer.write('x');
      setTimeout(() => done(`${first} time, and after another word ${count} times`), SPAN);
    }, SPAN);
  },
  'paused'(client, peer, done) {
    client.pause();
    client.setTimeout(SPAN / 5, () => done(`isPaused ${client.isPaused()}`));
  },
  'taken back'(client, peer, done) {
    const listener = () => console.log('never');
    client.setTimeout(SPAN / 5, listener);
    client.setTimeout(0, listener);
    setTimeout(() => done(`${client.timeout} ${client.listenerCount('timeout')}`), SPAN);
  },
  'destroyed before'(client, peer, done) {
    client.setTimeout(SPAN / 5, () => console.log('never'));
    client.destroy();
    setTimeout(() => done(`destroyed ${client.destroyed}`), SPAN);
  },
};
const names = Object.keys(cases);
const results = {};
for (const name of names) {
  const server = net.createServer((peer) => {
    peer.on('error', () => {});
    server.close();
    const done = (what) => {
      results[name] = what;
      client.destroy();
      peer.destroy();
      if (Object.keys(results).length === names.length) for (const each of names) console.log(`${each}: ${results[each]}`);
    };
    cases[name](client, peer, done);
  });
  let client;
  server.listen(0, '127.0.0.1', () => { client = net.connect(server.address().port, '127.0.0.1'); });
}
