// Channels, stores and traces.
const dc = require('diagnostics_channel');
const { AsyncLocalStorage } = require('async_hooks');
const channel = dc.channel('c');
console.log(channel.hasSubscribers, channel === dc.channel('c'));
const hear = (message, name) => console.log('heard', message, name);
dc.subscribe('c', hear);
channel.publish({ a: 1 });
console.log(dc.hasSubscribers('c'), dc.unsubscribe('c', hear), channel.hasSubscribers);
const store = new AsyncLocalStorage();
channel.bindStore(store, (data) => data.a + 1);
channel.runStores({ a: 1 }, () => console.log('store', store.getStore()));
const trace = dc.tracingChannel('t');
const told = (event) => (message) => console.log(event, Object.keys(message).join());
trace.subscribe({ start: told('start'), end: told('end'), asyncStart: told('asyncStart'), asyncEnd: told('asyncEnd'),
  error: ({ error }) => console.log('error', error.message) });
console.log(trace.traceSync((x) => x * 2, {}, undefined, 4));
try { trace.traceSync(() => { throw new Error('no'); }); } catch (error) { console.log(error.message); }
trace.tracePromise(async () => 'later', { id: 1 }).then(console.log);
trace.traceCallback((done) => setImmediate(done, null, 'called'), 0, { id: 2 }, undefined, (error, value) => console.log(error, value));
