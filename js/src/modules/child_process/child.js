// ChildProcess: a process that was begun, as an emitter of what befalls it.

const EventEmitter = require('events');
const { spawn: begin } = require('child_process/native');
const { codes, errnoException } = require('internal/errors');
const { validateString, validateObject, validateArray, validateOneOf } = require('internal/validators');
const { convertToValidSignal } = require('internal/util');

// Errors of the attempt that are told by an event. What else is wrong is wrong with the call.
const TOLD = ['ENOENT', 'EACCES', 'EAGAIN', 'EMFILE', 'ENFILE'];
const kGivenAway = Symbol('kIsUsedAsStdio');
const NO_DESCRIPTORS = ['EMFILE', 'ENFILE'];

function ChildProcess() {
  EventEmitter.call(this);
  // One for the process itself; and one for each stream that must close before 'close'.
  this._closesNeeded = 1;
  this._closesGot = 0;
  this.connected = false;
  this.signalCode = null;
  this.exitCode = null;
  this.killed = false;
  this.spawnfile = null;
  this._handle = null;
}
Object.setPrototypeOf(ChildProcess.prototype, EventEmitter.prototype);
Object.setPrototypeOf(ChildProcess, EventEmitter);

ChildProcess.prototype.spawn = function spawn(options) {
  validateObject(options, 'options');
  const { stdio, ipc } = require('child_process/stdio').normalize(options.stdio || 'pipe', false);
  options.stdio = stdio;
  validateOneOf(options.serialization, 'options.serialization', [undefined, 'json', 'advanced']);
  const serialization = options.serialization || 'json';
  if (ipc !== undefined) {
    if (options.envPairs === undefined) options.envPairs = [];
    else validateArray(options.envPairs, 'options.envPairs');
    options.envPairs.push(`NODE_CHANNEL_FD=${ipc}`, `NODE_CHANNEL_SERIALIZATION_MODE=${serialization}`);
  }
  validateString(options.file, 'options.file');
  if (options.args !== undefined) validateArray(options.args, 'options.args');
  this.spawnfile = options.file;
  this.spawnargs = options.args ?? [];
  const channel = ipc === undefined ? undefined : require('child_process/channel').prepare(this, serialization);
  const begun = begin(
    { __proto__: null, ...options, args: options.args?.map(String) ?? [], envPairs: options.envPairs ?? environment() },
    { exit: (code, signal) => onExit(this, code, signal), ...channel?.hooks });
  const failed = typeof begun === 'number';
  if (failed) {
    const name = require('internal/uv').errname(begun);
    if (!TOLD.includes(name)) throw errnoException(begun, 'spawn');
    process.nextTick(onExit, this, begun, 0);
    if (NO_DESCRIPTORS.includes(name)) return begun;
  } else {
    process.nextTick(() => this.emit('spawn'));
    this._handle = begun[0];
    this.pid = begun[1];
  }
  makeStreams(this, stdio, failed ? [] : begun[2]);
  for (const { type, owner } of stdio) if (type === 'wrap') giveUp(owner);
  if (channel !== undefined && !failed) {
    this._closesNeeded++;
    channel.open(begun[2][ipc]);
  }
  return failed ? begun : 0;
};

function environment() {
  const pairs = [];
  for (const name in process.env) pairs.push(`${name}=${process.env[name]}`);
  return pairs;
}

function makeStreams(child, stdio, handles) {
  child.stdin = null;
  child.stdout = null;
  child.stderr = null;
  child.stdio = stdio.map(({ type }, i) => {
    if (type !== 'pipe' && type !== 'overlapped') return null;
    return makeStream(child, handles[i], i);
  });
  [child.stdin, child.stdout, child.stderr] = child.stdio;
}

// A stream that the child has now is not for us to read any more.
function giveUp(stream) {
  if (!stream._handle?.readStop) return;
  stream._handle.readStop();
  stream.pause?.();
  stream.readableFlowing = false;
  stream[kGivenAway] = true;
}

function makeStream(child, handle, number) {
  const { Socket } = require('net');
  // The one that the child reads is written by us; what lies beyond the first three goes both ways.
  const socket = new Socket({ handle, readable: number > 0 });
  if (number > 0) {
    child._closesNeeded++;
    socket.on('close', () => maybeClose(child));
  }
  return socket;
}

function onExit(child, code, signal) {
  if (signal > 0) child.signalCode = require('internal/signals').signalName(signal) ?? null;
  else child.exitCode = code;
  if (child.stdin) child.stdin.destroy();
  child._handle = null;
  if (code < 0) {
    const error = errnoException(code, child.spawnfile ? `spawn ${child.spawnfile}` : 'spawn');
    if (child.spawnfile) error.path = child.spawnfile;
    error.spawnargs = child.spawnargs.slice(1);
    child.emit('error', error);
  } else {
    child.emit('exit', child.exitCode, child.signalCode);
  }
  // What nobody reads must not keep 'close' waiting.
  process.nextTick(flush, child);
  maybeClose(child);
}

function flush(child) {
  if (child.stdio === undefined) return;
  for (const stream of child.stdio) {
    if (stream?._handle === null && !stream.destroyed) stream.destroy(); // there never was a child
    else if (stream?.readable && !stream[kGivenAway]) stream.resume();
  }
}

function maybeClose(child) {
  child._closesGot++;
  if (child._closesGot === child._closesNeeded) child.emit('close', child.exitCode, child.signalCode);
}

ChildProcess.prototype.kill = function kill(sig) {
  const signal = sig === 0 ? 0 : convertToValidSignal(sig === undefined ? 'SIGTERM' : sig);
  if (this._handle === null) return false;
  const status = this._handle.kill(signal);
  if (status === 0) {
    this.killed = true;
    return true;
  }
  const name = require('internal/uv').errname(status);
  if (name === 'ESRCH') return false; // it has just ended
  const error = errnoException(status, 'kill');
  if (name === 'EINVAL' || name === 'ENOSYS') throw error;
  this.emit('error', error);
  return false;
};

ChildProcess.prototype[Symbol.dispose] = function () {
  if (!this.killed) this.kill();
};

ChildProcess.prototype.ref = function ref() {
  if (this._handle !== null) this._handle.ref();
};

ChildProcess.prototype.unref = function unref() {
  if (this._handle !== null) this._handle.unref();
};

module.exports = { ChildProcess, maybeClose };
