// Interface: lines from a stream, with editing if it is a terminal (edit.js).

const { EventEmitter } = require('events/emitter');
const { StringDecoder } = require('string_decoder');
const { codes } = require('internal/errors');
const {
  validateAbortSignal, validateArray, validateNumber, validateString, validateUint32,
} = require('internal/validators');
const { emitKeypressEvents } = require('readline/keypress');
const {
  kQuestion, kQuestionCancel, kQuestionCallback, kOldPrompt, kLineBuffer, kSawReturnAt, kDecoder, kLines,
  kOnLine, kNormalWrite, kTtyWrite, kWriteToOutput, kRefreshLine, kPreviousKey, kKillRing, kKillRingCursor, kMoveCursor, kYanking,
  kUndoStack, kRedoStack, kSubstringSearch, kPrompt,
} = require('readline/symbols');

const HISTORY = 30;
const LEAST_CRLF_DELAY = 100;
const TAB = 8;

// What ends a line.
const LINE_END = /\r?\n|\r(?!\n)|\u2028|\u2029/;

function Interface(input, output, completer, terminal) {
  EventEmitter.call(this);
  const given = input?.input ? input : { input, output, completer, terminal };
  const options = checkOptions(given);
  this.terminal = Boolean(given.terminal ?? given.output?.isTTY);
  this.isCompletionEnabled = true;
  this.input = given.input;
  this.output = given.output;
  this.line = '';
  this.cursor = 0;
  this.closed = false;
  this.paused = false;
  this.tabSize = given.tabSize ?? TAB;
  this.escapeCodeTimeout = given.escapeCodeTimeout ?? 500;
  this.crlfDelay = given.crlfDelay ? Math.max(LEAST_CRLF_DELAY, given.crlfDelay) : LEAST_CRLF_DELAY;
  this.completer = given.completer;
  this.history = options.history;
  this.historySize = options.historySize;
  this.historyIndex = -1;
  this.removeHistoryDuplicates = Boolean(given.removeHistoryDuplicates);
  this.prevRows = 0;
  this[kQuestionCallback] = null;
  this[kSawReturnAt] = 0;
  this[kSubstringSearch] = null;
  this[kPreviousKey] = null;
  this[kKillRing] = [];
  this[kKillRingCursor] = 0;
  this[kYanking] = false;
  this[kUndoStack] = [];
  this[kRedoStack] = [];
  this.setPrompt(given.prompt ?? '> ');
  if (this.terminal) attachTerminal(this);
  else attachStream(this);
  if (given.signal) closeOnAbort(this, given.signal);
  this.input.resume();
}

Object.setPrototypeOf(Interface.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Interface, EventEmitter);

function checkOptions({ signal, completer, history = [], historySize = HISTORY, tabSize, escapeCodeTimeout }) {
  if (signal) validateAbortSignal(signal, 'options.signal');
  if (escapeCodeTimeout !== undefined && !Number.isFinite(escapeCodeTimeout)) {
    throw new codes.ERR_INVALID_ARG_VALUE('input.escapeCodeTimeout', escapeCodeTimeout);
  }
  if (completer !== undefined && typeof completer !== 'function') {
    throw new codes.ERR_INVALID_ARG_VALUE('completer', completer);
  }
  validateArray(history, 'history');
  validateNumber(historySize, 'historySize', 0);
  if (tabSize !== undefined) validateUint32(tabSize, 'tabSize', true);
  return { history, historySize };
}

// Listens, and ceases to when the interface closes.
function listen(iface, emitter, listeners) {
  for (const [event, listener] of Object.entries(listeners)) emitter.on(event, listener);
  iface.once('close', () => {
    for (const [event, listener] of Object.entries(listeners)) emitter.removeListener(event, listener);
  });
}

function attachStream(iface) {
  iface[kDecoder] = new StringDecoder('utf8');
  listen(iface, iface.input, {
    error: (error) => iface.emit('error', error),
    data: (data) => iface[kNormalWrite](data),
    end() {
      if (typeof iface[kLineBuffer] === 'string' && iface[kLineBuffer].length > 0) {
        const line = iface[kLineBuffer];
        iface[kLineBuffer] = undefined;
        iface.emit('line', line);
      }
      iface.close();
    },
  });
}

function attachTerminal(iface) {
  require('readline/edit');
  emitKeypressEvents(iface.input, iface);
  listen(iface, iface.input, {
    error: (error) => iface.emit('error', error),
    keypress(text, key) {
      iface[kTtyWrite](text, key);
      // Half a character: the terminal has not drawn it, and would not know where the cursor is.
      if (key?.sequence && key.sequence.codePointAt(0) >= 0xd800 && key.sequence.codePointAt(0) <= 0xdfff) {
        iface[kRefreshLine]();
      }
    },
    end() {
      if (typeof iface.line === 'string' && iface.line.length > 0) iface.emit('line', iface.line);
      iface.close();
    },
  });
  iface._setRawMode(true);
  if (iface.output) listen(iface, iface.output, { resize: () => iface[kRefreshLine]() });
}

function closeOnAbort(iface, signal) {
  const close = () => iface.close();
  if (signal.aborted) return process.nextTick(close);
  signal.addEventListener('abort', close, { once: true });
  iface.once('close', () => signal.removeEventListener('abort', close));
}

function checkOpen(iface) {
  if (iface.closed) throw new codes.ERR_USE_AFTER_CLOSE('readline');
}

Object.defineProperty(Interface.prototype, 'columns', {
  get() { return this.output?.columns ? this.output.columns : Infinity; },
  configurable: true,
  enumerable: true,
});

Interface.prototype.getPrompt = function getPrompt() {
  return this[kPrompt];
};

Interface.prototype.setPrompt = function setPrompt(prompt) {
  this[kPrompt] = prompt;
};
Object.defineProperty(Interface.prototype, '_prompt', {
  get() { return this[kPrompt]; },
  set(prompt) { this[kPrompt] = prompt; },
  configurable: true,
});

// What the mode was is for the stream to know.
Interface.prototype._setRawMode = function _setRawMode(mode) {
  const { input } = this;
  const wasRaw = input.isRaw;
  if (typeof input.setRawMode === 'function') input.setRawMode(mode);
  return wasRaw;
};

Interface.prototype.prompt = function prompt(preserveCursor) {
  if (this.paused) this.resume();
  if (this.terminal && process.env.TERM !== 'dumb') {
    if (!preserveCursor) this.cursor = 0;
    this[kRefreshLine]();
  } else {
    this[kWriteToOutput](this[kPrompt]);
  }
};

Interface.prototype[kWriteToOutput] = function (text) {
  validateString(text, 'stringToWrite');
  if (this.output !== null && this.output !== undefined) this.output.write(text);
};

Interface.prototype.pause = function pause() {
  checkOpen(this);
  if (this.paused) return this;
  this.input.pause();
  this.paused = true;
  this.emit('pause');
  return this;
};

Interface.prototype.resume = function resume() {
  checkOpen(this);
  if (!this.paused) return this;
  this.input.resume();
  this.paused = false;
  this.emit('resume');
  return this;
};

Interface.prototype.close = function close() {
  if (this.closed) return;
  this.pause();
  if (this.terminal) this._setRawMode(false);
  this.closed = true;
  this.emit('close');
};

Interface.prototype[Symbol.dispose] = function () {
  this.close();
};

Interface.prototype.write = function write(text, key) {
  checkOpen(this);
  if (this.paused) this.resume();
  if (this.terminal) this[kTtyWrite](text, key);
  else this[kNormalWrite](text);
};

// ---- questions

Interface.prototype[kQuestion] = function (query, callback) {
  checkOpen(this);
  if (this[kQuestionCallback] !== null) return this.prompt();
  this[kOldPrompt] = this[kPrompt];
  this.setPrompt(query);
  this[kQuestionCallback] = callback;
  this.prompt();
};

Interface.prototype[kQuestionCancel] = function () {
  if (this[kQuestionCallback] === null) return;
  this[kQuestionCallback] = null;
  this.setPrompt(this[kOldPrompt]);
  this.clearLine();
};

// Leaves what stands there, and begins a new line.
Interface.prototype.clearLine = function clearLine() {
  if (this.terminal) this[kMoveCursor](+Infinity);
  this[kWriteToOutput]('\r\n');
  this.line = '';
  this.cursor = 0;
  this.prevRows = 0;
};

Interface.prototype[kOnLine] = function (line) {
  const callback = this[kQuestionCallback];
  if (callback === null) return this.emit('line', line);
  this[kQuestionCallback] = null;
  this.setPrompt(this[kOldPrompt]);
  callback(line);
};

// ---- lines of what is no terminal

Interface.prototype[kNormalWrite] = function (data) {
  if (data === undefined) return;
  let text = this[kDecoder].write(data);
  // A line feed that belongs to the carriage return at the end of the last piece.
  if (this[kSawReturnAt] && Date.now() - this[kSawReturnAt] <= this.crlfDelay) {
    if (text[0] === '\n') text = text.slice(1);
    this[kSawReturnAt] = 0;
  }
  if (!LINE_END.test(text)) {
    if (text) this[kLineBuffer] = (this[kLineBuffer] ?? '') + text;
    return;
  }
  text = (this[kLineBuffer] ?? '') + text;
  this[kLineBuffer] = undefined;
  this[kSawReturnAt] = text.endsWith('\r') ? Date.now() : 0;
  const lines = text.split(new RegExp(LINE_END.source));
  const rest = lines.pop();
  if (rest) this[kLineBuffer] = rest;
  for (const line of lines) this[kOnLine](line);
};

// ---- as an asynchronous iterator of lines

Interface.prototype[Symbol.asyncIterator] = function () {
  this[kLines] ??= lines(this);
  return this[kLines];
};

function lines(iface) {
  const { on } = require('events/static');
  const { kFirstEventParam } = require('events/first_param');
  return on(iface, 'line', { close: ['close'], highWaterMark: 1024, [kFirstEventParam]: true });
}

module.exports = { Interface, LINE_END };
