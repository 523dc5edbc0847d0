// The program's first code: a file, source text, or what the command line says.

const Module = require('module');
const loader = require('module/native');
const { options: commandLine } = require('process/native');

// A module that is being run as the program: settled, or still waiting at its top level.
let running;

// Before the program's first line: what a parent process and the command line have left for it. `begin` is called at once,
// or when everything that shall be imported before has been.
function prepare(begin) {
  takeChannel();
  if (commandLine() === undefined) return begin();
  const options = require('internal/options');
  for (const name of options.all('--require')) Module.createRequire(`${process.cwd()}/`)(name);
  const imports = options.all('--import');
  if (imports.length === 0) return begin();
  const url = `${loader.toUrl(process.cwd())}/[import]`;
  const source = imports.map((name) => `import ${JSON.stringify(name)};`).join('');
  queueMicrotask(() => {
    const over = (error) => require('internal/uncaught').onUncaught(error, false);
    loader.importSource(source, url).then(begin).catch(over);
  });
}

function takeChannel() {
  const { NODE_CHANNEL_FD: fd, NODE_CHANNEL_SERIALIZATION_MODE: serialization } = process.env;
  if (fd === undefined) return;
  delete process.env.NODE_CHANNEL_FD;
  delete process.env.NODE_CHANNEL_SERIALIZATION_MODE;
  require('child_process')._forkChild(Number(fd), serialization ?? 'json');
  if (process.env.NODE_UNIQUE_ID !== undefined) require('cluster')._setupWorker();
}

function runMain(path) {
  // Through the public name, which programs that are loaded before may have changed.
  prepare(() => Module.runMain(path));
}

function loadMain(path) {
  // The command gives an absolute path; it may still lead up and down.
  const full = /^\/(?!.*\/\.{0,2}(\/|$))/.test(path) ? path : require('path').resolve(path);
  const folderOnly = path.endsWith('/');
  const filename = loader.findPath(full, folderOnly, undefined);
  if (filename === undefined) throw missing(full);
  loader.setMain(filename);
  if (loader.format(filename) === 'module') runModule(loader.toUrl(filename));
  else Module._load(filename, null, true);
}

function missing(path) {
  const error = new Error(`Cannot find module '${path}'`);
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = [];
  return error;
}

// Runs a module as the program. It begins in a promise job, so that what it leaves behind at its top level is done in
// Node's order: promise jobs before ticks.
function runModule(url) {
  start(url, () => loader.importModule(url));
}

function start(url, begin) {
  running = { settled: false, url };
  const program = running;
  queueMicrotask(() => {
    begin().then(
      () => { program.settled = true; },
      (error) => {
        program.settled = true;
        explain(error);
        // As Node does: an error of the program's own module is an uncaught exception, not a rejection.
        require('internal/uncaught').onUncaught(error, false);
      },
    );
  });
}

const COMMON_JS_NAMES = /^(require|exports|module|__filename|__dirname) is not defined$/;

// A CommonJS word in an ECMAScript module deserves a hint.
function explain(error) {
  if (!(error instanceof ReferenceError)) return;
  const name = COMMON_JS_NAMES.exec(error.message)?.[1];
  if (name === undefined) return;
  error.message += ' in ES module scope' + (name === 'require' ? ', you can use import instead' : '');
}

// Source text as a script of the current folder, with the names of CommonJS at hand; or as a module, if it is one.
function runSource(source, name) {
  prepare(() => evaluate(source, name));
}

function runEval(source, print) {
  process._eval = source;
  prepare(() => {
    exposeBuiltins();
    const value = evaluate(source, '[eval]', print);
    // A promise may be settled by then.
    if (print) process.on('exit', () => console.log(value));
  });
}

// Compiles, and that is all.
function checkMain(path) {
  const filename = loader.findPath(path, false, undefined);
  if (filename === undefined) throw missing(path);
  prepare(() => {
    const format = loader.format(filename);
    if (format !== 'json') check(loader.readText(filename), filename, format);
  });
}

function checkSource(source, name) {
  const options = commandLine() === undefined ? undefined : require('internal/options');
  check(source, name, options?.get('--input-type') ?? 'detect');
}

function check(source, name, format) {
  if (format === 'module' || loader.compile(source, name, format === 'detect') === null) loader.checkModule(source, name);
}

function evaluate(source, name, print = false) {
  if (commandLine() !== undefined && require('internal/options').get('--input-type') === 'module') {
    return evaluateModule(source, name, print);
  }
  const module = new Module(name);
  const folder = currentFolder();
  module.filename = `${folder}/${name}`;
  module.paths = loader.nodeModulePaths(folder);
  const own = Module.createRequire(module.filename);
  own.main = undefined;
  const words = { module, exports: module.exports, require: own, __filename: name, __dirname: '.' };
  for (const word of Object.keys(words)) {
    Object.defineProperty(globalThis, word, {
      value: words[word], writable: true, configurable: true, enumerable: true,
    });
  }
  const outcome = loader.runScript(source, name);
  if (outcome !== null) return outcome.value;
  for (const word of Object.keys(words)) delete globalThis[word];
  return evaluateModule(source, name, print);
}

// The current folder may have been removed.
function currentFolder() {
  try {
    return process.cwd();
  } catch {
    return require('path').dirname(process.execPath);
  }
}

function evaluateModule(source, name, print) {
  if (print) throw new (require('internal/errors').codes.ERR_EVAL_ESM_CANNOT_PRINT)();
  const url = `${loader.toUrl(process.cwd())}/${name.replace(']', '1]')}`;
  start(url, () => loader.importSource(source, url));
  return undefined;
}

// On the command line the built-in modules are there without `require`, each loaded when it is used.
function exposeBuiltins() {
  for (const id of loader.builtinIds()) {
    if (/[/:]/.test(id) || id in globalThis) continue;
    Object.defineProperty(globalThis, id, {
      get() {
        const value = loader.builtin(id);
        this[id] = value;
        return value;
      },
      set(value) {
        Object.defineProperty(globalThis, id, { value, writable: true, configurable: true, enumerable: false });
      },
      enumerable: false,
      configurable: true,
    });
  }
}

// The URL of the program's module, if it still waits, though there is nothing left that could wake it.
function waitsFor() {
  return running !== undefined && !running.settled ? running.url : undefined;
}

module.exports = { checkMain, checkSource, runMain, loadMain, runModule, runSource, runEval, waitsFor };
