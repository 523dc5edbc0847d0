// How many turns of the microtask queue each kind of waiting takes.
const log = [];
async function waits(name, times) {
  for (let i = 0; i < times; i++) {
    await undefined;
    log.push(name + i);
  }
}
async function returnsPromise() {
  return Promise.resolve('value');
}
const thenable = { then(resolve) { log.push('then called'); resolve('thenable'); } };
waits('a', 4);
waits('b', 4);
returnsPromise().then((value) => log.push('returned ' + value));
Promise.resolve(thenable).then((value) => log.push(value));
(async () => log.push('awaited ' + await thenable))();
Promise.reject(new Error('x')).catch((error) => log.push('caught ' + error.message)).finally(() => log.push('finally'));
setImmediate(() => console.log(log.join('\n')));
