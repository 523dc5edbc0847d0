// A socket's time-out: begun anew by traffic in either direction, told once for each idle span, in force while paused.
const net = require('net');
const SPAN = 500;
// The loop's clock counts whole milliseconds, and a span may begin in the middle of one.
const wasIdle = (since) => (performance.now() - since > SPAN - 2 ? 'after an idle span' : 'too early');

// Words for longer than a span, and then silence. Should the machine stand still for a span in the midst of them, then the
// time-out comes there, and is right.
function speaks(speaker, listener, client, done) {
  let last = performance.now();
  const heard = () => { last = performance.now(); };
  let words = 0;
  const timer = setInterval(() => {
    if (++words === 13) return clearInterval(timer);
    if (speaker === client) heard();
    speaker.write('x');
  }, SPAN / 10);
  listener.on('data', () => listener === client && heard());
  client.setTimeout(SPAN, () => {
    clearInterval(timer);
    done(wasIdle(last));
  });
}

const cases = {
  'traffic that comes': (client, peer, done) => speaks(peer, client, client, done),
  'traffic that goes': (client, peer, done) => speaks(client, peer, client, done),
  'once for each span'(client, peer, done) {
    let count = 0;
    client.resume();
    client.setTimeout(SPAN / 5);
    client.once('timeout', () => setTimeout(() => {
      const first = count;
      peer.write('x');
      client.once('timeout', () => setTimeout(() => done(`${first} time, and after another word ${count} times`), SPAN));
    }, SPAN));
    client.on('timeout', () => { count += 1; });
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
