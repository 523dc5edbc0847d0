// A store follows the program wherever it goes on.
const { AsyncLocalStorage, AsyncResource } = require('async_hooks');
const als = new AsyncLocalStorage();
const lines = [];
const log = (where) => lines.push(`${where} ${als.getStore()}`);
als.run('A', () => {
  setTimeout(() => log('1 timeout A'), 1);
  setImmediate(() => log('2 immediate A'));
  process.nextTick(() => log('3 tick A'));
  queueMicrotask(() => log('4 microtask A'));
  Promise.resolve(1).then(() => log('5 then A'));
  Promise.reject(1).catch(() => log('6 catch A')).finally(() => log('7 finally A'));
  (async () => {
    log('8 async A');
    await 5;
    log('9 await value A');
    await Promise.resolve();
    log('a await promise A');
    await new Promise((resolve) => setTimeout(resolve, 3));
    log('b await timer A');
    try { await Promise.reject(new Error('x')); } catch { log('c caught A'); }
    try { await new Promise((_, reject) => setTimeout(reject, 3)); } catch { log('d caught later A'); }
    for await (const x of [1, 2]) log(`e for await ${x} A`);
    await { then(done) { setTimeout(done, 1); } };
    log('f thenable A');
  })();
});
als.run('B', async () => {
  await 1;
  log('g B');
  await Promise.all([1, Promise.resolve(2)]);
  log('h B');
  als.exit(() => log('i undefined'));
  await null;
  log('j B');
});
(async () => {
  log('k undefined');
  await 1;
  log('l undefined');
  await new Promise((resolve) => setTimeout(resolve, 2));
  log('m undefined');
})();
setTimeout(() => log('n undefined'), 1);
const snapshot = als.run('S', () => AsyncLocalStorage.snapshot());
const bound = als.run('R', () => AsyncResource.bind(() => als.getStore()));
log('o undefined');
snapshot(() => log('p S'));
lines.push(`q ${bound()}`);
process.on('exit', () => console.log(lines.sort().join('\n')));
