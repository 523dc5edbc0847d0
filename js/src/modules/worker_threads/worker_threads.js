// require('worker_threads'): what a program's only thread can truly say. Threads of one's own do not exist yet.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const EventEmitter = require('events');
const { defineLazyProperties } = require('internal/util');
const clone = require('internal/clone');

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

class Worker extends EventEmitter {
  constructor() {
    super();
    throw new ERR_METHOD_NOT_IMPLEMENTED('worker_threads.Worker');
  }
}

const shared = new Map();

// Data that later threads would begin with.
function setEnvironmentData(key, value) {
  if (value === undefined) shared.delete(key);
  else shared.set(key, value);
}

function markAsUntransferable(value) {
  if (isObject(value)) clone.untransferable.add(value);
}

function isMarkedAsUntransferable(value) {
  return isObject(value) && clone.untransferable.has(value);
}

function markAsUncloneable(value) {
  if (isObject(value)) clone.uncloneable.add(value);
}

function moveMessagePortToContext(port) {
  const { MessagePort } = require('worker_threads/ports');
  if (!(port instanceof MessagePort)) throw new ERR_INVALID_ARG_TYPE('port', 'MessagePort', port);
  throw new ERR_METHOD_NOT_IMPLEMENTED('worker_threads.moveMessagePortToContext');
}

async function postMessageToThread(threadId) {
  const { codes } = require('internal/errors');
  if (threadId === 0) throw new codes.ERR_WORKER_MESSAGING_SAME_THREAD();
  throw new codes.ERR_WORKER_MESSAGING_FAILED();
}

module.exports = {
  isInternalThread: false,
  isMainThread: true,
  isMarkedAsUntransferable,
  moveMessagePortToContext,
  resourceLimits: {},
  postMessageToThread,
  threadId: 0,
  threadName: '',
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  Worker,
  parentPort: null,
  workerData: null,
  setEnvironmentData,
  getEnvironmentData: (key) => shared.get(key),
  markAsUncloneable,
  markAsUntransferable,
};

defineLazyProperties(module.exports, 'worker_threads/ports', ['MessagePort', 'MessageChannel', 'receiveMessageOnPort']);
defineLazyProperties(module.exports, 'worker_threads/broadcast', ['BroadcastChannel']);
