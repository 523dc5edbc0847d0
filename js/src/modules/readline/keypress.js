// 'keypress' events for whoever listens to them, from what a stream reads.

const { StringDecoder } = require('string_decoder');
const { decodeKeys, charLengthAt, ESCAPE } = require('readline/keys');

const kText = Symbol('keypress-decoder');
const kKeys = Symbol('escape-decoder');
const kSawKeyPress = Symbol('_sawKeyPress');

// How long to wait for the rest of a sequence after the escape character.
const PATIENCE = 500;

function emitKeypressEvents(stream, iface = {}) {
  if (stream[kText]) return;
  stream[kText] = new StringDecoder('utf8');
  begin(stream);
  let timer;

  function onData(input) {
    if (stream.listenerCount('keypress') === 0) {
      // Nobody listens any more.
      stream.removeListener('data', onData);
      stream.on('newListener', onNewListener);
      return;
    }
    const text = stream[kText].write(input);
    if (text === '') return;
    clearTimeout(timer);
    iface[kSawKeyPress] = charLengthAt(text, 0) === text.length;
    // What was pasted is not completed, but for its end.
    iface.isCompletionEnabled = false;
    let length = 0;
    for (const character of text) {
      length += character.length;
      if (length === text.length) iface.isCompletionEnabled = true;
      try {
        stream[kKeys].next(character);
      } catch (error) {
        // A listener threw, which ends the decoder.
        begin(stream);
        throw error;
      }
      if (length === text.length && character === ESCAPE) {
        timer = setTimeout(() => stream[kKeys].next(''), iface.escapeCodeTimeout ?? PATIENCE);
      }
    }
  }

  function onNewListener(event) {
    if (event !== 'keypress') return;
    stream.on('data', onData);
    stream.removeListener('newListener', onNewListener);
  }

  if (stream.listenerCount('keypress') > 0) stream.on('data', onData);
  else stream.on('newListener', onNewListener);
}

function begin(stream) {
  stream[kKeys] = decodeKeys(stream);
  stream[kKeys].next();
}

module.exports = { emitKeypressEvents, kSawKeyPress };
