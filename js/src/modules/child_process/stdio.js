// The option `stdio`: what each of the child's descriptors shall be.

const { codes } = require('internal/errors');
const { isArrayBufferView } = require('internal/types');

// 'pipe' → ['pipe', 'pipe', 'pipe'], with a channel behind if one is wanted.
function fromString(stdio, channel) {
  let list;
  if (stdio === 'inherit') list = [0, 1, 2];
  else if (stdio === 'pipe' || stdio === 'ignore' || stdio === 'overlapped') list = [stdio, stdio, stdio];
  else throw new codes.ERR_INVALID_ARG_VALUE('stdio', stdio);
  if (channel) list.push(channel);
  return list;
}

// { stdio, ipc }: a list of { type, … }, and the number that the channel has, if there is one.
function normalize(stdio, sync) {
  if (typeof stdio === 'string') stdio = fromString(stdio);
  else if (!Array.isArray(stdio)) throw new codes.ERR_INVALID_ARG_VALUE('stdio', stdio);
  const list = [];
  let ipc;
  for (let i = 0; i < Math.max(stdio.length, 3); i++) {
    const wish = stdio[i] ?? (i < 3 ? 'pipe' : 'ignore');
    if (wish === 'ipc') {
      if (sync) throw new codes.ERR_IPC_SYNC_FORK();
      if (ipc !== undefined) throw new codes.ERR_IPC_ONE_PIPE();
      ipc = i;
    }
    list.push(entry(wish, i, sync));
  }
  return { stdio: list, ipc };
}

function entry(wish, index, sync) {
  switch (wish) {
    case 'ignore': return { __proto__: null, type: 'ignore' };
    case 'ipc': return { __proto__: null, type: 'ipc' };
    case 'inherit': return { __proto__: null, type: 'inherit', fd: index };
    case 'pipe':
    case 'overlapped': return pipe(wish, index);
  }
  if (typeof wish === 'number') return wish < 0 ? pipe('pipe', index) : { __proto__: null, type: 'fd', fd: wish };
  if (typeof wish.fd === 'number') return { __proto__: null, type: 'fd', fd: wish.fd };
  const handle = handleOf(wish);
  if (handle) return { __proto__: null, type: 'wrap', handle, owner: wish };
  if (!sync && (isArrayBufferView(wish) || typeof wish === 'string')) {
    throw new codes.ERR_INVALID_SYNC_FORK_INPUT(require('internal/inspect').inspect(wish));
  }
  // A synchronous child reads it.
  if (isArrayBufferView(wish) || typeof wish === 'string') return pipe('pipe', index);
  throw new codes.ERR_INVALID_ARG_VALUE('stdio', wish);
}

function pipe(type, index) {
  return { __proto__: null, type, readable: index === 0, writable: index !== 0 };
}

function handleOf(wish) {
  const handle = wish.handle || wish._handle;
  return typeof handle === 'object' ? handle : undefined;
}

module.exports = { fromString, normalize };
