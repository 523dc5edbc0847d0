// Errors that tell of a failed system call. `err` is a negative errno, as libuv has it.

const uv = require('internal/uv');

function nameAndText(err) {
  return uv.entry(err) ?? ['UNKNOWN', 'unknown error'];
}

function place(address, port) {
  if (port && port > 0) return ` ${address}:${port}`;
  return address ? ` ${address}` : '';
}

exports.errnoException = function errnoException(err, syscall, original) {
  const code = uv.errname(err);
  const error = new Error(original ? `${syscall} ${code} ${original}` : `${syscall} ${code}`);
  error.errno = err;
  error.code = code;
  error.syscall = syscall;
  return error;
};

exports.uvException = function uvException(context) {
  const { 0: code, 1: text } = nameAndText(context.errno);
  // An empty path is one, too.
  const path = context.path === undefined ? undefined : String(context.path);
  const dest = context.dest === undefined ? undefined : String(context.dest);
  let message = `${code}: ${context.message || text}, ${context.syscall}`;
  if (path !== undefined) message += ` '${path}'`;
  if (dest !== undefined) message += ` -> '${dest}'`;
  const error = new Error(message);
  for (const key of Object.keys(context)) {
    if (key !== 'message' && key !== 'path' && key !== 'dest') error[key] = context[key];
  }
  error.code = code;
  if (path !== undefined) error.path = path;
  if (dest !== undefined) error.dest = dest;
  return error;
};

// connect: "connect ECONNREFUSED 127.0.0.1:1"
exports.exceptionWithHostPort = function exceptionWithHostPort(err, syscall, address, port, additional) {
  const code = uv.errname(err);
  const local = additional ? ` - Local (${additional})` : '';
  const error = new Error(`${syscall} ${code}${place(address, port)}${local}`);
  error.errno = err;
  error.code = code;
  error.syscall = syscall;
  error.address = address;
  if (port) error.port = port;
  return error;
};

// listen: "listen EADDRINUSE: address already in use 127.0.0.1:80"
exports.uvExceptionWithHostPort = function uvExceptionWithHostPort(err, syscall, address, port) {
  const { 0: code, 1: text } = nameAndText(err);
  const error = new Error(`${syscall} ${code}: ${text}${place(address, port)}`);
  error.code = code;
  error.errno = err;
  error.syscall = syscall;
  error.address = address;
  if (port) error.port = port;
  return error;
};

// `code` is an errno of getaddrinfo, or the name of a DNS answer.
exports.dnsException = function dnsException(code, syscall, hostname) {
  const errno = typeof code === 'number' ? code : undefined;
  // Both mean that the name has no address, and Node has one word for them.
  if (errno === uv.UV_EAI_NODATA || errno === uv.UV_EAI_NONAME) code = 'ENOTFOUND';
  else if (errno !== undefined) code = uv.errname(errno);
  const error = new Error(`${syscall} ${code}${hostname ? ` ${hostname}` : ''}`);
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  if (hostname) error.hostname = hostname;
  return error;
};

exports.connResetException = function connResetException(message) {
  const error = new Error(message);
  error.code = 'ECONNRESET';
  return error;
};

exports.genericNodeError = function genericNodeError(message, properties) {
  return Object.assign(new Error(message), properties);
};

// The error of an operation and the error of cleaning up after it become one.
exports.aggregateTwoErrors = function aggregateTwoErrors(inner, outer) {
  if (!inner || !outer || inner === outer) return inner || outer;
  if (Array.isArray(outer.errors)) {
    outer.errors.push(inner);
    return outer;
  }
  const both = new AggregateError([outer, inner], outer.message);
  both.code = outer.code;
  return both;
};

// All attempts failed; the code is that of the first.
exports.aggregateErrors = function aggregateErrors(errors, message) {
  const { kIsNodeError } = require('internal/errors');
  class NodeAggregateError extends AggregateError {
    get ['constructor']() { return AggregateError; }
    get [kIsNodeError]() { return true; }
  }
  const error = new NodeAggregateError(errors, message);
  error.code = errors[0]?.code;
  return error;
};

// ERR_FS_EISDIR and its like: a coded error around the context of a system call, which stays in `info`.
let SystemError;
exports.systemError = function systemError(code, text, context) {
  SystemError ??= makeSystemErrorClass();
  return new SystemError(code, text, context);
};

function makeSystemErrorClass() {
  const { kIsNodeError } = require('internal/errors');
  return class NodeError extends Error {
    constructor(code, text, context) {
      let message = `${text}: ${context.syscall} returned ${context.code} (${context.message})`;
      if (context.path !== undefined) message += ` ${context.path}`;
      if (context.dest !== undefined) message += ` => ${context.dest}`;
      super(message);
      this.code = code;
      Object.defineProperties(this, {
        [kIsNodeError]: { value: true, configurable: true },
        name: { value: 'SystemError', writable: true, configurable: true },
        info: { value: context, enumerable: true, configurable: true },
        errno: mirror(context, 'errno'),
        syscall: mirror(context, 'syscall'),
      });
      if (context.path !== undefined) Object.defineProperty(this, 'path', mirrorPath(context, 'path'));
      if (context.dest !== undefined) Object.defineProperty(this, 'dest', mirrorPath(context, 'dest'));
    }

    toString() { return `${this.name} [${this.code}]: ${this.message}`; }

    [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
      const { inspect } = require('internal/inspect');
      return inspect(this, { ...options, getters: true, customInspect: false });
    }
  };
}

function mirror(context, key) {
  return {
    get() { return context[key]; },
    set(value) { context[key] = value; },
    enumerable: true,
    configurable: true,
  };
}

// A path is shown as text, and kept as bytes once it is set.
function mirrorPath(context, key) {
  return {
    get() { return context[key] == null ? context[key] : context[key].toString(); },
    set(value) { context[key] = value ? require('buffer').Buffer.from(value.toString()) : undefined; },
    enumerable: true,
    configurable: true,
  };
}
