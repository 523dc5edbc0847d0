// TextEncoderStream and TextDecoderStream: text into bytes and back, where a character may begin in one chunk and end in
// the next.

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { TextDecoder, TextEncoder } = require('util');
const { TransformStream } = require('stream/web/transform');
const { inspect } = require('internal/inspect');

class TextEncoderStream {
  // A high surrogate that waits for its other half.
  #high = '';
  #transform;

  constructor() {
    const encoder = new TextEncoder();
    const put = (text, controller) => {
      if (text !== '') controller.enqueue(encoder.encode(text));
    };
    this.#transform = new TransformStream({
      transform: (chunk, controller) => put(this.#whole(`${chunk}`), controller),
      flush: (controller) => {
        if (this.#high !== '') put('\ufffd', controller);
      },
    });
  }

  #whole(text) {
    if (text === '') return '';
    const all = this.#high + text;
    const last = all.charCodeAt(all.length - 1);
    const cut = last >= 0xd800 && last <= 0xdbff ? all.length - 1 : all.length;
    this.#high = all.slice(cut);
    return all.slice(0, cut);
  }

  static #of(object) {
    if (!(#transform in Object(object))) throw new ERR_INVALID_THIS('TextEncoderStream');
    return object.#transform;
  }

  get encoding() {
    TextEncoderStream.#of(this);
    return 'utf-8';
  }

  get readable() {
    return TextEncoderStream.#of(this).readable;
  }

  get writable() {
    return TextEncoderStream.#of(this).writable;
  }
}

class TextDecoderStream {
  #decoder;
  #transform;

  constructor(encoding = 'utf-8', options = {}) {
    const decoder = new TextDecoder(encoding, options);
    const put = (text, controller) => {
      if (text !== '') controller.enqueue(text);
    };
    this.#decoder = decoder;
    this.#transform = new TransformStream({
      transform: (chunk, controller) => put(decoder.decode(chunk, { stream: true }), controller),
      flush: (controller) => put(decoder.decode(), controller),
    });
  }

  static #of(object) {
    if (!(#transform in Object(object))) throw new ERR_INVALID_THIS('TextDecoderStream');
    return object;
  }

  get encoding() {
    return TextDecoderStream.#of(this).#decoder.encoding;
  }

  get fatal() {
    return TextDecoderStream.#of(this).#decoder.fatal;
  }

  get ignoreBOM() {
    return TextDecoderStream.#of(this).#decoder.ignoreBOM;
  }

  get readable() {
    return TextDecoderStream.#of(this).#transform.readable;
  }

  get writable() {
    return TextDecoderStream.#of(this).#transform.writable;
  }
}

function dress(Class, names) {
  for (const name of names) Object.defineProperty(Class.prototype, name, { enumerable: true });
  Object.defineProperty(Class.prototype, Symbol.for('nodejs.util.inspect.custom'), {
    value(depth, options) {
      if (depth < 0) return this;
      const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
      return `${Class.name} ${inspect(Object.fromEntries(names.map((name) => [name, this[name]])), inner)}`;
    },
    writable: true,
    configurable: true,
  });
}
dress(TextEncoderStream, ['encoding', 'readable', 'writable']);
dress(TextDecoderStream, ['encoding', 'fatal', 'ignoreBOM', 'readable', 'writable']);

module.exports = { TextEncoderStream, TextDecoderStream };
