// Scenario 154: whatever takes a callback refuses what is none, at once and with Node's error; or takes it, where Node does.
const { AsyncResource, AsyncLocalStorage, createHook } = require('async_hooks');
const cp = require('child_process');
const dgram = require('dgram');
const dns = require('dns');
const { EventEmitter } = require('events');
const fs = require('fs');
const net = require('net');
const readline = require('readline');
const stream = require('stream');
const util = require('util');
const { performance, PerformanceObserver } = require('perf_hooks');

const wrong = [undefined, null, 'code', {}];
const emitter = new EventEmitter();
const target = new EventTarget();
const socket = dgram.createSocket('udp4');
const resolver = new dns.Resolver();
const lines = readline.createInterface({ input: new stream.PassThrough() });
const calls = {
  setTimeout, setInterval, setImmediate, queueMicrotask,
  'process.nextTick': process.nextTick,
  'process.on': (callback) => process.on('x', callback),
  'process.setUncaughtExceptionCaptureCallback': (callback) => process.setUncaughtExceptionCaptureCallback(callback ?? 1),
  'emitter.on': (callback) => emitter.on('x', callback),
  'emitter.once': (callback) => emitter.once('x', callback),
  'emitter.prependListener': (callback) => emitter.prependListener('x', callback),
  'emitter.prependOnceListener': (callback) => emitter.prependOnceListener('x', callback),
  'emitter.off': (callback) => emitter.off('x', callback),
  'target.addEventListener': (callback) => target.addEventListener('x', callback === undefined || callback === null ? 5 : callback),
  'net.createServer': (callback) => net.createServer(callback ?? 1),
  'server.on': (callback) => net.createServer().on('listening', callback),
  'socket.setTimeout': (callback) => new net.Socket().setTimeout(1, callback ?? 1),
  'socket.on': (callback) => new net.Socket().on('data', callback),
  'dgram.on': (callback) => socket.on('message', callback),
  'dns.lookup': (callback) => dns.lookup('127.0.0.1', callback),
  'dns.lookupService': (callback) => dns.lookupService('127.0.0.1', 80, callback),
  'dns.resolve4': (callback) => dns.resolve4('a.b', callback),
  'dns.reverse': (callback) => dns.reverse('127.0.0.1', callback),
  'resolver.resolve': (callback) => resolver.resolve('a.b', callback),
  'resolver.resolveMx': (callback) => resolver.resolveMx('a.b', callback),
  'cp.execFile': (callback) => cp.execFile('true', [], {}, callback ?? 1),
  'cp.exec': (callback) => cp.exec('true', {}, callback ?? 1),
  'lines.question': (callback) => lines.question('', { signal: undefined }, callback),
  'util.promisify': util.promisify,
  'util.callbackify': util.callbackify,
  'stream.finished': (callback) => stream.finished(new stream.PassThrough(), callback),
  'stream.pipeline': (callback) => stream.pipeline(new stream.PassThrough(), new stream.PassThrough(), callback),
  'readable.map': (callback) => stream.Readable.from([1]).map(callback),
  'readable.filter': (callback) => stream.Readable.from([1]).filter(callback),
  'readable.flatMap': (callback) => stream.Readable.from([1]).flatMap(callback),
  'AsyncResource.bind': (callback) => AsyncResource.bind(callback),
  'resource.bind': (callback) => new AsyncResource('x').bind(callback),
  'resource.runInAsyncScope': (callback) => new AsyncResource('x').runInAsyncScope(callback),
  'AsyncLocalStorage.bind': (callback) => AsyncLocalStorage.bind(callback),
  'createHook': (callback) => createHook({ init: callback ?? 1 }),
  'PerformanceObserver': (callback) => new PerformanceObserver(callback),
  'performance.timerify': (callback) => performance.timerify(callback),
  'AbortSignal listener': (callback) => new AbortController().signal.addEventListener('abort', callback ?? 1),
  'Promise': (callback) => new Promise(callback),
};
// All of fs that ends with a callback.
const file = __filename;
const forms = {
  access: [file], appendFile: ['/nowhere/x', ''], chmod: ['/nowhere/x', 0o600], chown: ['/nowhere/x', 0, 0],
  close: [1000], copyFile: ['/nowhere/x', '/nowhere/y'],
  cp: ['/nowhere/x', '/nowhere/y'], exists: [file], fchmod: [1000, 0o600], fchown: [1000, 0, 0], fdatasync: [1000],
  fstat: [1000], fsync: [1000],
  ftruncate: [1000], futimes: [1000, 1, 1], lchown: ['/nowhere/x', 0, 0], link: ['/nowhere/x', '/nowhere/y'],
  lstat: [file],
  lutimes: ['/nowhere/x', 1, 1], mkdir: ['/nowhere/x', {}], mkdtemp: ['/nowhere/x'], open: ['/nowhere/x', 'r'],
  opendir: ['/nowhere/x'],
  read: [1000, Buffer.alloc(1)], readFile: [file], readdir: ['/nowhere/x'], readlink: ['/nowhere/x'],
  readv: [1000, [Buffer.alloc(1)]], realpath: [file],
  rename: ['/nowhere/x', '/nowhere/y'], rmdir: ['/nowhere/x'], stat: [file], statfs: [file],
  symlink: ['/nowhere/x', '/nowhere/y'],
  truncate: ['/nowhere/x'], unlink: ['/nowhere/x'], utimes: ['/nowhere/x', 1, 1], watchFile: ['/nowhere/x'],
  write: [1000, 'x'],
  writeFile: ['/nowhere/x', ''], writev: [1000, [Buffer.alloc(1)]],
};
for (const [name, args] of Object.entries(forms)) calls[`fs.${name}`] = (callback) => fs[name](...args, callback);

for (const [name, call] of Object.entries(calls)) {
  for (const callback of wrong) {
    try {
      call(callback);
      console.log(name, callback, 'taken');
    } catch (error) {
      console.log(name, callback, error.name, error.code);
    }
  }
}
process.exit();
