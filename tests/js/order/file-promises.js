// `fs.promises` settles from an I/O callback: what awaits it goes on before any immediate that it makes.
const fs = require('fs');

(async () => {
  const begun = fs.promises.stat(__filename);
  process.nextTick(() => console.log('tick of main'));
  queueMicrotask(() => console.log('microtask of main'));
  console.log('asked');
  const stats = await begun;
  console.log('stat', stats.isFile());
  setImmediate(() => console.log('immediate'));
  const timeout = new Promise((resolve) => setTimeout(resolve, 0)).then(() => console.log('timeout'));
  process.nextTick(() => console.log('tick'));
  queueMicrotask(() => console.log('microtask'));
  await null;
  console.log('after null');
  await timeout;
  const [text, missing] = await Promise.allSettled([
    fs.promises.readFile(__filename, 'utf8'), fs.promises.readFile('/nowhere/at/all'),
  ]);
  console.log(text.value.length > 100, missing.reason.code);
})();
console.log('main ends');
