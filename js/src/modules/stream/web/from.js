// ReadableStream.from(iterable): a stream of what an iterable gives, which asks it for no more than is read.

const { codes: { ERR_ARG_NOT_ITERABLE, ERR_INVALID_STATE } } = require('internal/errors');

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

function from(iterable) {
  const { iterator, next, sync } = iteratorOf(iterable);
  const state = require('stream/web/readable').create({
    start() {},
    async pull(controller) {
      const result = await Reflect.apply(next, iterator, []);
      if (!isObject(result)) {
        throw new ERR_INVALID_STATE.TypeError('The promise returned by the iterator.next() method must fulfill with ' +
          'an object');
      }
      if (result.done) controller.close();
      else controller.enqueue(sync ? await result.value : result.value);
    },
    async cancel(reason) {
      const end = iterator.return;
      if (end === undefined || end === null) return;
      const result = await Reflect.apply(end, iterator, [reason]);
      if (!isObject(result)) {
        throw new ERR_INVALID_STATE.TypeError('The promise returned by the iterator.return() method must fulfill with ' +
          'an object');
      }
    },
  }, 0);
  return state.face;
}

function iteratorOf(iterable) {
  const asynchronous = iterable?.[Symbol.asyncIterator];
  const method = asynchronous ?? iterable?.[Symbol.iterator];
  if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE(iterable);
  const iterator = Reflect.apply(method, iterable, []);
  if (!isObject(iterator)) throw new ERR_INVALID_STATE.TypeError('The iterator method must return an object');
  return { iterator, next: iterator.next, sync: method !== asynchronous };
}

module.exports = { from };
