// require('async_hooks'): stores that follow a program through its asynchronous operations, and news of those.

const { AsyncResource, executionAsyncId, triggerAsyncId, executionAsyncResource } = require('async_hooks/resource');
const { defineLazyProperties } = require('internal/util');

module.exports = { createHook, executionAsyncId, triggerAsyncId, executionAsyncResource, AsyncResource };
defineLazyProperties(module.exports, 'async_hooks/storage', ['AsyncLocalStorage']);

Object.defineProperty(module.exports, 'asyncWrapProviders', {
  get: () => require('async_hooks/hook').providers,
  enumerable: true,
  configurable: true,
});

function createHook(callbacks) {
  const { AsyncHook } = require('async_hooks/hook');
  return new AsyncHook(callbacks);
}
