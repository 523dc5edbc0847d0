// Work of many steps, written once: a generator that yields calls `[native verb, …arguments]`, and is resumed with what came
// of each. It is driven at once or through the pool.

const calls = require('fs/native');

exports.now = function now(work) {
  for (let turn = work.next(); ;) {
    if (turn.done) return turn.value;
    let result;
    try {
      result = perform(turn.value);
    } catch (error) {
      turn = work.throw(error);
      continue;
    }
    turn = work.next(result);
  }
};

function perform([verb, ...args]) {
  return typeof verb === 'function' ? verb(...args) : calls[verb](...args);
}

// A promise for the work's result. A function among the calls may give a promise.
exports.later = async function later(work) {
  for (let turn = work.next(); ;) {
    if (turn.done) return turn.value;
    let result;
    try {
      result = await performLater(turn.value);
    } catch (error) {
      turn = work.throw(error);
      continue;
    }
    turn = work.next(result);
  }
};

function performLater([verb, ...args]) {
  if (typeof verb === 'function') return verb(...args);
  return new Promise((resolve, reject) => {
    calls[verb](...args, (error, value) => (error ? reject(error) : resolve(value)));
  });
}

// The same for the faces of a verb.
exports.run = function run(done, work) {
  if (done === undefined) return exports.now(work);
  // Thrown in a tick of its own: what a callback throws is none of the promise's business.
  exports.later(work).then(
    (value) => (value === undefined ? process.nextTick(done, null) : process.nextTick(done, null, value)),
    (error) => process.nextTick(done, error));
};
