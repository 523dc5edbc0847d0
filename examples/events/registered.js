// Push, consumers register: the producer listens, and whoever connects and says so hears its events from then on.

const net = require('net');
const { EventEmitter, once } = require('events');
const { say, hear, listen } = require('./lines');
const { READINGS, CONSUMERS } = require('./vessel');

// Inside the producer a consumer is a listener like any other: a function of this program, or a connection to another one.
class Sensor extends EventEmitter {
  #sockets = new Set();
  #server = net.createServer((socket) => {
    this.#sockets.add(socket);
    const listener = (event) => say(socket, event);
    hear(socket, ({ register }) => {
      if (register !== 'pressure' || this.listeners('pressure').includes(listener)) return;
      this.on('pressure', listener);
      say(socket, { registered: register });
    });
    socket.on('error', () => socket.destroy());
    // Whoever leaves is forgotten.
    socket.on('close', () => {
      this.off('pressure', listener);
      this.#sockets.delete(socket);
    });
  });

  start() {
    return listen(this.#server);
  }

  end() {
    this.#server.close();
    for (const socket of this.#sockets) socket.end();
  }
}

// Connects and registers. Resolves when it is registered, to a function that waits for the end.
async function consume(name, { address, port }) {
  const socket = net.connect(port, address);
  const did = [];
  let registered;
  const ready = new Promise((resolve) => { registered = resolve; });
  hear(socket, ({ bar }) => {
    if (bar === undefined) return registered();
    const act = CONSUMERS[name](bar);
    if (act !== undefined) did.push(act);
  });
  const closed = once(socket, 'close');
  say(socket, { register: 'pressure' });
  await ready;
  return async () => {
    await closed;
    return `${name} ${did.join(', ')}`;
  };
}

(async () => {
  const sensor = new Sensor();
  let count = 0;
  sensor.on('pressure', () => count++);
  const where = await sensor.start();

  const alarm = await consume('alarm', where);
  for (const bar of READINGS.slice(0, 2)) sensor.emit('pressure', { bar });
  // What was before somebody registered, he does not hear.
  const gauge = await consume('gauge', where);
  for (const bar of READINGS.slice(2)) sensor.emit('pressure', { bar });
  sensor.end();

  console.log(await alarm());
  console.log(await gauge());
  console.log('the sensor itself has counted', count);
})();
