// The process object: what a program knows of the process it runs in. It is an EventEmitter.
//
// Parts that few programs touch live in files of their own and are loaded when they are first used.

const EventEmitter = require('events');
const facts = require('process/native');
const { nextTick } = require('internal/ticks');
const lazy = require('internal/lazy');

// Every built-in file is given this object, whatever programs do to the global variable of its name. Here it gets what
// makes it `process`.
const proc = process;

function Process() {}
Object.defineProperty(Process, 'name', { value: 'process' });
Object.setPrototypeOf(Process.prototype, EventEmitter.prototype);
Object.setPrototypeOf(proc, Process.prototype);
Object.defineProperty(Process.prototype, Symbol.toStringTag, { value: 'process', configurable: true });
EventEmitter.call(proc);
module.exports = proc;

Object.assign(proc, facts.constants());
proc.env = require('process/environment').make(facts.environment());
proc.nextTick = nextTick;
proc._exiting = false;

let exitCode;
Object.defineProperty(proc, 'exitCode', {
  get: () => exitCode,
  set(code) {
    if (code !== undefined && code !== null) code = require('process/checks').exitCode(code);
    exitCode = code ?? undefined;
  },
  enumerable: true,
  configurable: false,
});

proc.exit = function exit(code) {
  if (arguments.length !== 0) proc.exitCode = code;
  require('internal/end').leave(undefined);
};
proc.reallyExit = facts.reallyExit;
proc.abort = facts.abort;

proc.cwd = function cwd() {
  const folder = facts.cwd();
  if (typeof folder === 'number') {
    const { uvException } = require('internal/errors');
    const message = folder === -2 ?
      'process.cwd failed with error no such file or directory, the current working directory was likely removed ' +
      'without changing the working directory' : undefined;
    throw uvException({ errno: folder, syscall: 'uv_cwd', message });
  }
  return folder;
};

proc.chdir = function chdir(directory) {
  require('internal/validators').validateString(directory, 'directory');
  const status = facts.chdir(directory);
  if (status < 0) {
    const { uvException } = require('internal/errors');
    throw uvException({ errno: status, syscall: 'chdir', path: proc.cwd(), dest: directory });
  }
};

proc.uptime = facts.uptime;

proc.hrtime = function hrtime(previous) {
  const now = facts.clock();
  if (previous === undefined) return now;
  require('process/checks').time(previous);
  let seconds = now[0] - previous[0];
  let nanoseconds = now[1] - previous[1];
  if (nanoseconds < 0) {
    seconds--;
    nanoseconds += 1e9;
  }
  return [seconds, nanoseconds];
};
proc.hrtime.bigint = function bigint() {
  return facts.clockBigint();
};

proc.memoryUsage = function memoryUsage() {
  const [rss, heapTotal, heapUsed, arrayBuffers] = facts.memory();
  return { rss, heapTotal, heapUsed, external: arrayBuffers, arrayBuffers };
};
proc.memoryUsage.rss = function rss() {
  return facts.rss();
};

proc.cpuUsage = function cpuUsage(previous) {
  const [user, system] = facts.resources();
  if (!previous) return { user, system };
  require('process/checks').cpuUsage(previous);
  return { user: user - previous.user, system: system - previous.system };
};

proc.resourceUsage = function resourceUsage() {
  const [
    userCPUTime, systemCPUTime, maxRSS, minorPageFault, majorPageFault, fsRead, fsWrite,
    voluntaryContextSwitches, involuntaryContextSwitches,
  ] = facts.resources();
  return {
    userCPUTime, systemCPUTime, maxRSS, sharedMemorySize: 0, unsharedDataSize: 0, unsharedStackSize: 0,
    minorPageFault, majorPageFault, swappedOut: 0, fsRead, fsWrite, ipcSent: 0, ipcReceived: 0,
    signalsCount: 0, voluntaryContextSwitches, involuntaryContextSwitches,
  };
};

proc.getuid = () => facts.identities()[0];
proc.geteuid = () => facts.identities()[1];
proc.getgid = () => facts.identities()[2];
proc.getegid = () => facts.identities()[3];

// What few programs ask for is loaded when they do.
function later(file, names) {
  for (const name of names) {
    proc[name] = { [name](...args) { return require(file)[name](...args); } }[name];
  }
}
later('process/identity', ['setuid', 'seteuid', 'setgid', 'setegid', 'getgroups', 'setgroups', 'initgroups']);
later('process/execve', ['execve']);
later('process/more', [
  'constrainedMemory', 'availableMemory', 'threadCpuUsage', 'getActiveResourcesInfo', 'getBuiltinModule', 'loadEnvFile',
  'ref', 'unref', '_rawDebug', 'dlopen', 'setSourceMapsEnabled', 'binding', '_kill',
]);

for (const [name, get] of [
  ['config', () => require('process/features').config],
  ['features', () => require('process/features').features],
  ['allowedNodeEnvironmentFlags', () => require('process/flags').flags],
  ['finalization', () => require('process/finalization')],
]) {
  lazy(proc, name, get, true);
}
proc.sourceMapsEnabled = false;

let title = proc.argv0;
Object.defineProperty(proc, 'title', {
  get: () => title,
  set(text) {
    title = `${text}`;
    facts.setTitle(title);
  },
  enumerable: true,
  configurable: true,
});

proc.umask = function umask(mask) {
  if (mask === undefined) return facts.umask();
  return facts.umask(require('internal/validators').parseFileMode(mask, 'mask'));
};

proc.emitWarning = function emitWarning(warning, type, code, ctor) {
  require('process/warning').emitWarning(warning, type, code, ctor);
};

const options = facts.options() === undefined ? undefined : require('internal/options');
if (options !== undefined) require('process/options').apply(proc, options);

// A listener from the beginning, so that a program can take it away.
if (proc.env.NODE_NO_WARNINGS !== '1' && options?.get('--warnings') !== 'false') {
  proc.on('warning', (warning) => require('process/warning').print(warning));
}

// Programs may take this away, and are told that they did: with the exit code.
proc._fatalException = function _fatalException(error, fromPromise) {
  return require('internal/uncaught').tell(error, fromPromise);
};

proc.setUncaughtExceptionCaptureCallback = function setUncaughtExceptionCaptureCallback(fn) {
  require('process/checks').setCapture(fn);
};
proc.hasUncaughtExceptionCaptureCallback = function hasUncaughtExceptionCaptureCallback() {
  return require('internal/uncaught').hasCapture();
};

for (const [fd, name] of [[1, 'stdout'], [2, 'stderr']]) {
  Object.defineProperty(proc, name, {
    get: () => require('internal/stdio').open(fd),
    enumerable: true,
    configurable: true,
  });
}

let stdin;
Object.defineProperty(proc, 'stdin', {
  get: () => (stdin ??= require('process/stdin').open()),
  enumerable: true,
  configurable: true,
});

proc.kill = function kill(pid, signal) {
  return require('process/signals').kill(pid, signal);
};

// Signals are watched while they have listeners. Other names are told apart here, so that few programs load the rest.
proc.on('newListener', function watchSignal(name) {
  if (typeof name === 'string' && name.startsWith('SIG')) require('process/signals').listened(name);
});
proc.on('removeListener', function unwatchSignal(name) {
  if (typeof name === 'string' && name.startsWith('SIG')) require('process/signals').unlistened(name);
});
