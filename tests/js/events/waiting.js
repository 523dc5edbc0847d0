// events.once, events.on, and the questions about listeners, for emitters and event targets.
const events = require('events');
const { EventEmitter, once, on, getEventListeners, addAbortListener } = events;
const log = (...words) => console.log(words.join(' '));

async function main() {
  const ee = new EventEmitter();
  setTimeout(() => ee.emit('go', 1, 2), 1);
  log('once', await once(ee, 'go'), ee.eventNames().length);

  process.nextTick(() => ee.emit('error', new Error('bad')));
  await once(ee, 'go').catch((error) => log('rejected', error.message));
  process.nextTick(() => ee.emit('error', new Error('wanted')));
  log('error as value', (await once(ee, 'error'))[0].message);

  const ac = new AbortController();
  process.nextTick(() => ac.abort());
  await once(ee, 'go', { signal: ac.signal }).catch((error) => log(error.name, error.code, error.message));
  await once(ee, 'go', { signal: ac.signal }).catch((error) => log(error.name, error.code));

  const target = new EventTarget();
  process.nextTick(() => target.dispatchEvent(new Event('ping')));
  log('target', (await once(target, 'ping'))[0].type);

  process.nextTick(() => {
    for (let i = 0; i < 3; i++) ee.emit('item', i);
    ee.emit('done');
    ee.emit('item', 9);
  });
  for await (const [item] of on(ee, 'item', { close: ['done'] })) log('item', item);
  log(ee.eventNames().length);

  const failing = on(ee, 'item');
  ee.emit('item', 'before');
  ee.emit('error', new Error('stop'));
  log((await failing.next()).value);
  await failing.next().catch((error) => log('failing', error.message));
  log(JSON.stringify(await failing.next()));

  const listener = () => {};
  ee.on('q', listener);
  target.addEventListener('q', listener);
  log(getEventListeners(ee, 'q')[0] === listener, getEventListeners(target, 'q')[0] === listener);
  log(events.getMaxListeners(ee), events.getMaxListeners(target));
  events.setMaxListeners(5, ee, target);
  log(events.getMaxListeners(ee), events.getMaxListeners(target));

  const again = new AbortController();
  addAbortListener(again.signal, () => log('aborted'));
  again.signal.addEventListener('abort', (event) => event.stopImmediatePropagation());
  const removed = addAbortListener(again.signal, () => log('never'));
  removed[Symbol.dispose]();
  again.abort();
}
main();
