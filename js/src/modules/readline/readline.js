// readline: lines from streams, questions, and the cursor of terminals. See interface.js, edit.js and cursor.js.

const lazy = require('internal/lazy');
const { Interface: Base } = require('readline/interface');
const { cursorTo, moveCursor, clearLine, clearScreenDown } = require('readline/cursor');
const { emitKeypressEvents } = require('readline/keypress');
const { AbortError } = require('internal/errors');
const { promisify } = require('internal/util');
const { validateAbortSignal } = require('internal/validators');
const { kQuestion, kQuestionCancel, kCallCompleter } = require('readline/symbols');

function Interface(input, output, completer, terminal) {
  if (!(this instanceof Interface)) return new Interface(input, output, completer, terminal);
  Base.call(this, input, output, completer, terminal);
}

Object.setPrototypeOf(Interface.prototype, Base.prototype);
Object.setPrototypeOf(Interface, Base);

// question(query[, options], callback)
Interface.prototype.question = function question(query, options, callback) {
  if (typeof options === 'function') callback = options;
  const { signal } = options !== null && typeof options === 'object' ? options : {};
  if (signal) {
    validateAbortSignal(signal, 'options.signal');
    if (signal.aborted) return;
    const onAbort = () => this[kQuestionCancel]();
    signal.addEventListener('abort', onAbort, { once: true });
    const answered = callback;
    callback = typeof answered === 'function' ? (answer) => {
      signal.removeEventListener('abort', onAbort);
      answered(answer);
    } : answered;
  }
  if (typeof callback === 'function') this[kQuestion](query, callback);
};

Interface.prototype.question[promisify.custom] = function question(query, options) {
  const signal = options?.signal;
  if (signal?.aborted) return Promise.reject(new AbortError(undefined, { cause: signal.reason }));
  return new Promise((resolve, reject) => {
    let answered = resolve;
    if (signal) {
      const onAbort = () => reject(new AbortError(undefined, { cause: signal.reason }));
      signal.addEventListener('abort', onAbort, { once: true });
      answered = (answer) => {
        signal.removeEventListener('abort', onAbort);
        resolve(answer);
      };
    }
    this.question(query, options, answered);
  });
};

// A completer answers by a callback, or, if it takes one parameter, at once.
Interface.prototype[kCallCompleter] = function (text, done) {
  if (this.completer.length !== 1) return this.completer(text, done);
  let value;
  try {
    value = this.completer(text);
  } catch (error) {
    return done(error);
  }
  done(null, value);
};

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = { Interface, clearLine, clearScreenDown, createInterface, cursorTo, emitKeypressEvents, moveCursor };

lazy(module.exports, 'promises', () => require('readline/promises'), true);
