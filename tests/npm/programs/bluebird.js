// bluebird: promises with a scheduler of their own, and whole rooms made into promises.
const Promise = require('bluebird');
const fs = Promise.promisifyAll(require('fs'));
const { EventEmitter } = require('events');

const order = [];
setImmediate(() => order.push('immediate'));
Promise.resolve().then(() => order.push('bluebird'));
process.nextTick(() => order.push('tick'));
order.push('program');

// One turn later all of that has been.
setImmediate(() => setImmediate(() => Promise.delay(1).then(main).then(last)));

async function main() {
  console.log(order.join(', '));

  console.log(await Promise.map([3, 1, 2], (n) => Promise.delay(n).return(n * 10), { concurrency: 2 }));
  console.log(await Promise.reduce([1, 2, 3, 4], (sum, n) => sum + n, 0));
  console.log(await Promise.props({ a: Promise.resolve(1), b: 2 }));
  console.log(await Promise.filter([1, 2, 3, 4], (n) => n % 2 === 0));
  console.log(await Promise.mapSeries(['a', 'b'], (letter, index) => letter + index));
  console.log(await Promise.some([new Promise(() => {}), 'first', Promise.resolve('second')], 2));

  const text = await fs.readFileAsync(__filename, 'utf8');
  console.log(text.split('\n')[0]);
  await fs.readFileAsync('/there/is/no/such/file').catch({ code: 'ENOENT' }, (error) => {
    console.log('caught by its code:', error.code, error instanceof Promise.OperationalError);
  });

  await Promise.resolve(5).timeout(600_000).tap((n) => console.log('tap', n));
  await new Promise(() => {}).timeout(5, 'too slow').catch(Promise.TimeoutError, (error) => console.log(error.message));

  class Own extends Error {}
  await Promise.reject(new Own('mine'))
    .catch(TypeError, () => console.log('never'))
    .catch(Own, (error) => console.log('own', error.message))
    .finally(() => console.log('finally'));

  const disposer = Promise.resolve('resource').disposer((resource) => console.log('disposed of', resource));
  await Promise.using(disposer, (resource) => console.log('using', resource));

  const nodeback = Promise.fromCallback((done) => setImmediate(done, null, 'from a callback'));
  await nodeback.asCallback((error, value) => console.log(error, value));
  const spread = await Promise.join(1, Promise.resolve(2), (a, b) => a + b);
  console.log('join', spread);

  const emitter = new EventEmitter();
  const cancelled = Promise.coroutine(function* (limit) {
    let sum = 0;
    for (let n = 1; n <= limit; n++) sum += yield Promise.resolve(n);
    return sum;
  });
  emitter.once('go', () => cancelled(10).then((sum) => console.log('coroutine', sum)));
  emitter.emit('go');
}

function last() {
  process.once('unhandledRejection', (error) => console.log('unhandled:', error.message));
  Promise.reject(new Error('nobody listens'));
}
