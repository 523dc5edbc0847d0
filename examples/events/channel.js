// The event channel: somebody in the middle whom producers give events to, and who knows the consumers for them.

const net = require('net');
const { EventEmitter, once } = require('events');
const { say, hear, listen } = require('./lines');

// A consumer that has so many bytes still to read is too slow, and let go: the others shall not wait for it.
const PATIENCE = 1024 * 1024;

// The middle: an EventEmitter whose listeners are connections.
exports.serve = function serve() {
  const channel = new EventEmitter().setMaxListeners(0);
  return net.createServer((socket) => {
    const wanted = new Map();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const [subject, listener] of wanted) channel.off(subject, listener);
    });
    hear(socket, ({ subscribe, publish, event, id }) => {
      if (publish !== undefined) channel.emit(`on ${publish}`, { subject: publish, event });
      if (subscribe !== undefined && !wanted.has(`on ${subscribe}`)) {
        const listener = (message) => {
          say(socket, message);
          if (socket.writableLength > PATIENCE) socket.destroy();
        };
        wanted.set(`on ${subscribe}`, listener);
        channel.on(`on ${subscribe}`, listener);
      }
      if (id !== undefined) say(socket, { done: id });
    });
  });
};

// One end: for producers and consumers alike. Others look the same over NATS (over_nats.js) and Redis (over_redis.js).
exports.connect = async function connect({ host, port }) {
  const socket = net.connect(port, host);
  const events = new EventEmitter().setMaxListeners(0);
  const confirmed = new EventEmitter();
  let count = 0;
  await once(socket, 'connect');
  hear(socket, ({ subject, event, done }) => {
    if (subject !== undefined) events.emit(`on ${subject}`, event);
    else confirmed.emit(done);
  });
  return {
    publish(subject, event) {
      say(socket, { publish: subject, event });
    },
    // Resolves when the channel knows of it.
    async subscribe(subject, listener) {
      events.on(`on ${subject}`, listener);
      const id = `${++count}`;
      say(socket, { subscribe: subject, id });
      await once(confirmed, id);
    },
    // What has been published is sent before.
    async close() {
      socket.end();
      if (!socket.closed) await once(socket, 'close');
    },
  };
};

// evloop run channel.js: a channel of its own.
if (require.main === module) {
  const server = exports.serve();
  listen(server).then(({ address, port }) => console.log(`listening on ${address}:${port}`));
}
