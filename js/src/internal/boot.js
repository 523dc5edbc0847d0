// Runs once, when an engine is made: joins the two sides of the door and lays out the globals.
//
// Start-up is counted in fractions of a millisecond, so nothing is loaded here that a small program does not use:
// most globals are accessors that load their room when they are first touched.

require('internal/stack');
require('internal/json');
const ticks = require('internal/ticks');
require('process');
const { lazyGlobals, hiddenGlobals, shownGlobals } = require('internal/globals');

ticks.setup(native.tickWaits, native.facts);
native.setHooks(
  ticks.runTicks,
  (error, fromPromise) => require('internal/uncaught').onUncaught(error, fromPromise),
  (promise, reason, handled) => require('internal/rejections').news(promise, reason, handled),
  () => require('internal/rejections').settle(),
);

hiddenGlobals({ global: globalThis });
shownGlobals({
  queueMicrotask: function queueMicrotask(callback) {
    if (typeof callback !== 'function') {
      const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
      throw new ERR_INVALID_ARG_TYPE('callback', 'Function', callback);
    }
    native.enqueueMicrotask(ticks.bound(callback, 'Microtask'), callback);
  },
});
lazyGlobals(process, native.lazyGlobal);
