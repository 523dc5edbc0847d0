// 'error' without a listener, the monitor, captured rejections, the warning about leaks.
const EventEmitter = require('events');
const log = (...words) => console.log(words.join(' '));
const caught = (fn) => { try { fn(); } catch (error) { return error; } };

const boom = new Error('boom');
log(caught(() => new EventEmitter().emit('error', boom)) === boom);
for (const value of [undefined, null, 'text', 42]) {
  const error = caught(() => new EventEmitter().emit('error', value));
  log(error.name, error.code, error.message, error.context === value);
}

const monitored = new EventEmitter();
monitored.on(EventEmitter.errorMonitor, (error) => log('monitor', error.message));
log(caught(() => monitored.emit('error', boom)) === boom);
monitored.on('error', (error) => log('handled', error.message));
log(monitored.emit('error', boom));

const capturing = new EventEmitter({ captureRejections: true });
capturing.on('x', async () => { throw boom; });
capturing.on('error', (error) => log('captured', error === boom));
capturing.emit('x');

const own = new EventEmitter({ captureRejections: true });
own[Symbol.for('nodejs.rejection')] = (error, type, ...args) => log('own', error.message, type, args);
own.on('y', async () => { throw boom; });
own.emit('y', 1, 2);

class Leaky extends EventEmitter {}
const leaky = new Leaky();
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  log(warning.name, warning.message, warning.count, warning.emitter === leaky, String(warning.type));
});
for (let i = 0; i < 15; i++) leaky.on('drip', () => {});
