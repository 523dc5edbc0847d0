// The loader's errors, made for its native half.

const { kIsNodeError, uvException } = require('internal/errors');
const { kArrow } = require('internal/stack');

function hidden(error, key, value) {
  Object.defineProperty(error, key, { value, writable: true, configurable: true });
}

// An error with Node's code, and more properties from `details`.
exports.loadError = function loadError(code, message, isTypeError, details) {
  const error = isTypeError ? new TypeError(message) : new Error(message);
  if (code.startsWith('ERR_')) hidden(error, kIsNodeError, true);
  error.code = code;
  for (const key of Object.keys(details ?? {})) {
    const value = details[key];
    Object.defineProperty(error, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  }
  return error;
};

// The syntax error of a file. `arrow` is its place: `file:line`, the line, a caret. Node puts it into the stack of scripts,
// and for modules only in front of what it prints.
exports.syntaxError = function syntaxError(message, arrow, inStack) {
  const error = new SyntaxError(message);
  hidden(error, kArrow, arrow);
  if (inStack) error.stack = `${arrow}\n${error.stack}`;
  return error;
};

// True for what the engine's parser has just thrown, and nobody has explained yet.
exports.isPlainSyntaxError = (error) => error instanceof SyntaxError && !Object.hasOwn(error, kArrow);

exports.readError = (errno, path) => uvException({ errno, syscall: 'open', path });

// `require` of an ECMAScript module that waits at its top level, or that is part of a circle with modules that are running.
exports.cannotRequire = function cannotRequire(module, filename, requirers, waits) {
  const { loadError } = exports;
  if (!waits) {
    return loadError('ERR_REQUIRE_CYCLE_MODULE',
      `Cannot require() ES Module ${filename} in a cycle. (from ${requirers[0]}) A cycle involving require(esm) is not ` +
      'allowed to maintain invariants mandated by the ECMAScript specification. Try making at least part of the ' +
      'dependency in the graph lazily loaded.');
  }
  const stack = requirers.length > 0 ? `\nRequire stack:\n- ${requirers.join('\n- ')}` : '';
  return loadError('ERR_REQUIRE_ASYNC_MODULE',
    'require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the top-level ' +
    `await comes from, use --experimental-print-required-tla.\nRequired module: ${filename}${stack}`);
};

// `.node` files. What is no library at all is told in the dynamic linker's words.
exports.cannotOpenAddon = function cannotOpenAddon(filename) {
  const HEADER_BYTES = 64;
  const head = require('fs').readFileSync(filename).subarray(0, HEADER_BYTES);
  let why = "addons are made for Node's own binary and cannot be loaded here";
  if (head.length < HEADER_BYTES) why = 'file too short';
  else if (process.platform === 'linux' && head.latin1Slice(0, 4) !== '\x7fELF') why = 'invalid ELF header';
  return exports.loadError('ERR_DLOPEN_FAILED', `${filename}: ${why}`, false, {});
};
