// A duplex that stands in front of a readable and a writable stream: what is written to it goes to the one, what is
// read from it comes from the other.

const { AbortError } = require('internal/errors');
const Duplex = require('stream/duplex');
const { eos } = require('stream/finished');
const { destroyer } = require('stream/destroy');
const { isReadable, isWritable } = require('stream/utils');

function inFrontOf({ readable, writable }) {
  const source = readable && typeof readable.read !== 'function' ?
    require('stream/readable').wrap(readable) : readable;
  const reads = isReadable(source) === true;
  const writes = isWritable(writable) === true;
  const duplex = new Duplex({
    readableObjectMode: Boolean(source?.readableObjectMode),
    writableObjectMode: Boolean(writable?.writableObjectMode),
    readable: reads,
    writable: writes,
  });
  // Callbacks that wait for the streams behind. `close` is undefined while the first of them has not ended.
  const waiting = { drain: null, finish: null, readable: null, close: undefined };
  const call = (name) => {
    const callback = waiting[name];
    waiting[name] = null;
    if (callback) callback();
  };
  const onOver = (error) => {
    const callback = waiting.close;
    waiting.close = null;
    if (callback) callback(error);
    else if (error) duplex.destroy(error);
  };

  if (writes) writeTo(duplex, writable, source, waiting, call, onOver);
  if (reads) readFrom(duplex, source, writable, waiting, call, onOver);

  duplex._destroy = function _destroy(error, callback) {
    if (!error && waiting.close !== null) error = new AbortError();
    waiting.readable = waiting.drain = waiting.finish = null;
    if (waiting.close === null) {
      callback(error);
    } else {
      waiting.close = callback;
      destroyer(writable, error);
      destroyer(source, error);
    }
  };
  return duplex;
}

function writeTo(duplex, writable, source, waiting, call, onOver) {
  eos(writable, (error) => {
    if (error) destroyer(source, error);
    onOver(error);
  });
  duplex._write = function _write(chunk, encoding, callback) {
    if (writable.write(chunk, encoding)) callback();
    else waiting.drain = callback;
  };
  duplex._final = function _final(callback) {
    writable.end();
    waiting.finish = callback;
  };
  writable.on('drain', () => call('drain'));
  writable.on('finish', () => call('finish'));
}

function readFrom(duplex, source, writable, waiting, call, onOver) {
  eos(source, (error) => {
    if (error) destroyer(writable, error);
    onOver(error);
  });
  source.on('readable', () => call('readable'));
  source.on('end', () => duplex.push(null));
  duplex._read = function _read() {
    for (;;) {
      const chunk = source.read();
      if (chunk === null) {
        waiting.readable = duplex._read;
        return;
      }
      if (!duplex.push(chunk)) return;
    }
  };
}

module.exports = { inFrontOf };
