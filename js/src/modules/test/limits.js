// What may end a test before its function does: time, a signal, its parent.

const { failure } = require('test/failure');

// A promise that is only ever rejected, and `done` to forget it.
function stopper(test) {
  const { promise, reject } = Promise.withResolvers();
  // Nobody may be listening any more when it is rejected.
  promise.catch(() => {});
  const { timeout, outerSignal } = test;
  let timer;
  if (timeout !== undefined && timeout !== null && timeout !== Infinity) {
    timer = realTimeout(() => {
      reject(failure(`test timed out after ${timeout}ms`, 'testTimeoutFailure'));
    }, timeout);
  }
  const aborted = () => reject(outerSignal.reason);
  if (outerSignal?.aborted) aborted();
  else outerSignal?.addEventListener('abort', aborted, { once: true });
  test.interrupt = reject;
  return {
    promise,
    done() {
      timer?.close();
      outerSignal?.removeEventListener('abort', aborted);
      test.interrupt = undefined;
    },
  };
}

// Not the global function, which a test may have replaced.
function realTimeout(fn, delay) {
  return require('timers/internal').startTimeout(fn, delay, undefined, false, true);
}

module.exports = { stopper };
