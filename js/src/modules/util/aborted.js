// util.aborted: a promise that is fulfilled when the signal aborts.

const { validateAbortSignal } = require('internal/validators');
const { codes } = require('internal/errors');

// The promise must not keep `resource` alive: when the resource is gone, nobody waits any more.
const watched = new FinalizationRegistry(({ signal, listener }) => {
  signal.deref()?.removeEventListener('abort', listener);
});

exports.aborted = async function aborted(signal, resource) {
  if (signal === undefined) throw new codes.ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  if (resource === null || (typeof resource !== 'object' && typeof resource !== 'function')) {
    throw new codes.ERR_INVALID_ARG_TYPE('resource', 'Object', resource);
  }
  if (signal.aborted) return undefined;
  const { promise, resolve } = Promise.withResolvers();
  const listener = (event) => resolve(event);
  signal.addEventListener('abort', listener, { once: true });
  watched.register(resource, { signal: new WeakRef(signal), listener });
  await promise;
  return undefined;
};
