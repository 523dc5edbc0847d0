// async: the control flow of callbacks.
const async = require('async');

async.parallel({
  one: (done) => setTimeout(done, 20, null, 1),
  two: (done) => process.nextTick(done, null, 2),
  three: async () => 3,
}, (error, results) => {
  console.log('parallel', error, Object.entries(results).sort());
  waterfall();
});

function waterfall() {
  async.waterfall([
    (next) => next(null, 2, 3),
    (a, b, next) => setImmediate(next, null, a * b),
    (product, next) => next(product === 6 ? null : new Error('not six'), `product ${product}`),
  ], (error, said) => {
    console.log('waterfall', error, said);
    series();
  });
}

function series() {
  async.series([
    (next) => next(null, 'first'),
    (next) => next(new Error('the second fails')),
    () => console.log('never reached'),
  ], (error, results) => {
    console.log('series', error.message, results);
    queue();
  });
}

function queue() {
  let running = 0;
  let most = 0;
  const work = async.queue((task, done) => {
    most = Math.max(most, ++running);
    setImmediate(() => {
      running--;
      done(task.name === 'c' ? new Error('no c') : null, task.name.toUpperCase());
    });
  }, 2);
  for (const name of 'abcde') {
    work.push({ name }, (error, result) => console.log('queue', name, error ? error.message : result));
  }
  work.drain(() => {
    console.log('drained, at most', most, 'at a time');
    rest();
  });
}

async function rest() {
  const squares = await async.mapLimit([1, 2, 3, 4], 2, async (n) => n * n);
  console.log('mapLimit', squares);
  const order = await async.auto({
    bread: async () => 'bread',
    butter: async () => 'butter',
    sandwich: ['bread', 'butter', (results, done) => done(null, `${results.bread} and ${results.butter}`)],
  });
  console.log('auto', order.sandwich);

  let tries = 0;
  const late = await async.retry({ times: 5, interval: 1 }, async () => {
    if (++tries < 3) throw new Error(`try ${tries}`);
    return `after ${tries} tries`;
  });
  console.log('retry', late);

  const slow = async.timeout((done) => setTimeout(done, 600_000).unref(), 5);
  await new Promise((resolve) => slow((error) => resolve(console.log('timeout', error.code, error.message))));

  const memo = async.memoize((n, done) => {
    console.log('computed', n);
    done(null, n + 1);
  });
  await new Promise((resolve) => memo(1, () => memo(1, (error, n) => resolve(console.log('memoize', n)))));
  await async.eachOfSeries(['x', 'y'], async (value, index) => console.log('eachOfSeries', index, value));
}
