// timers/promises, with signals and without.
const { setTimeout: wait, setImmediate: soon, setInterval: every, scheduler } = require('timers/promises');
const log = (...words) => console.log(words.join(' '));
const failure = (promise) => promise.then(
  (value) => log('fulfilled', value),
  (error) => log(error.name, error.code, error.message, 'because', error.cause && error.cause.name || error.cause));

(async () => {
  log(await wait(1, 'value'), await wait(), await soon('soon'), await scheduler.wait(1), await scheduler.yield());

  await failure(wait(10, 1, { signal: AbortSignal.abort() }));
  await failure(soon(1, { signal: AbortSignal.abort('why') }));
  for (const start of [(o) => wait(5000, 1, o), (o) => soon(1, o), (o) => scheduler.wait(5000, o)]) {
    const controller = new AbortController();
    const promise = start({ signal: controller.signal });
    controller.abort(new TypeError('enough'));
    await failure(promise);
  }
  for (const [delay, options] of [['5'], [null], [1, null], [1, 5], [1, { signal: 1 }], [1, { ref: 1 }], [1, {}]]) {
    await failure(wait(delay, 'fine', options));
  }
  await failure(soon('fine', { ref: 'no' }));

  let turns = 0;
  for await (const value of every(1, 'turn')) {
    log(value, ++turns);
    if (turns === 3) break;
  }
  const controller = new AbortController();
  try {
    for await (const value of every(1, 'signal', { signal: controller.signal })) {
      log(value);
      controller.abort();
    }
  } catch (error) {
    log(error.name, error.code);
  }
  // Turns that nobody took are made up for.
  const iterator = every(2, 'late');
  await iterator.next();
  for (const end = performance.now() + 10; performance.now() < end;);
  await wait(5);
  const late = [(await iterator.next()).value, (await iterator.next()).value, (await iterator.return()).done];
  log(late.join(' '));
  await failure(every('1').next());
  await failure(every(1, 0, { ref: 3 }).next());
  try {
    new scheduler.constructor();
  } catch (error) {
    log(error.code);
  }
  wait(1e9, 'never', { ref: false }).then(log);
  // It runs when the loop comes by, which nothing but a timer sees to.
  const held = setInterval(() => {}, 1);
  log(await soon('last', { ref: false }));
  clearInterval(held);
})();
