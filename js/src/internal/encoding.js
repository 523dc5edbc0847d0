// TextEncoder and TextDecoder. UTF-8, UTF-16 (both byte orders) and Latin-1 (windows-1252) have their own files; all other
// encodings of the web are decoded natively, by tables.

const { codes } = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const { encodeUtf8, encodeUtf8Into } = require('internal/encoding/utf8_encoder');

class TextEncoder {
  #mark;

  static #check(encoder) {
    if (encoder === null || typeof encoder !== 'object' || !(#mark in encoder)) {
      throw new codes.ERR_INVALID_THIS('TextEncoder');
    }
  }

  get encoding() {
    TextEncoder.#check(this);
    return 'utf-8';
  }

  encode(input = '') {
    TextEncoder.#check(this);
    return encodeUtf8(`${input}`);
  }

  encodeInto(source, destination) {
    TextEncoder.#check(this);
    require('internal/validators').validateString(source, 'src');
    if (!(destination instanceof Uint8Array)) {
      throw new codes.ERR_INVALID_ARG_TYPE('dest', 'Uint8Array', destination);
    }
    return encodeUtf8Into(source, destination);
  }

  [customInspectSymbol](depth, options, inspect) {
    TextEncoder.#check(this);
    if (typeof depth === 'number' && depth < 0) return this;
    return inspect({ encoding: 'utf-8' }, options);
  }
}

const codec = require('buffer/native');

const names = {
  'utf-8': 'utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8',
  'utf-16le': 'utf-16le utf-16 ucs-2 csunicode iso-10646-ucs-2 unicode unicodefeff',
  'utf-16be': 'utf-16be unicodefffe',
  'windows-1252': 'windows-1252 latin1 ascii us-ascii iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 ' +
    'ansi_x3.4-1968 cp1252 cp819 csisolatin1 ibm819 iso-ir-100 l1 x-cp1252',
};

function encodingOf(label) {
  if (label === 'utf-8' || label === 'utf8') return 'utf-8';
  const wanted = `${label}`.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '').toLowerCase();
  for (const name in names) {
    if (names[name].split(' ').includes(wanted)) return name;
  }
  const other = require('internal/encoding/other_decoder').nameOf(wanted);
  if (other !== undefined) return other;
  throw new codes.ERR_ENCODING_NOT_SUPPORTED(label);
}

const decoders = {
  'utf-8': () => require('internal/encoding/utf8_decoder').Utf8Decoder,
  'utf-16le': () => require('internal/encoding/utf16_decoder').Utf16Decoder,
  'utf-16be': () => require('internal/encoding/utf16_decoder').Utf16BigEndianDecoder,
  'windows-1252': () => require('internal/encoding/latin1_decoder').Latin1Decoder,
};

// A decoder of internal/encoding/… has decode(bytes, isLast) → text, which keeps an unfinished character for
// the next call, and throws ERR_ENCODING_INVALID_ENCODED_DATA if `fatal` and the bytes mean nothing.
class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  #decoder;
  #sawStart = false;

  constructor(encoding = 'utf-8', options = undefined) {
    this.#encoding = encodingOf(encoding);
    if (options !== undefined) require('internal/validators').validateDictionary(options, 'options');
    this.#fatal = Boolean(options?.fatal);
    this.#ignoreBOM = Boolean(options?.ignoreBOM);
  }

  static #check(decoder) {
    if (decoder === null || typeof decoder !== 'object' || !(#encoding in decoder)) {
      throw new codes.ERR_INVALID_THIS('TextDecoder');
    }
  }

  get encoding() {
    TextDecoder.#check(this);
    return this.#encoding;
  }

  get fatal() {
    TextDecoder.#check(this);
    return this.#fatal;
  }

  get ignoreBOM() {
    TextDecoder.#check(this);
    return this.#ignoreBOM;
  }

  decode(input = new Uint8Array(0), options = undefined) {
    TextDecoder.#check(this);
    const bytes = bytesOf(input);
    if (options !== undefined) {
      require('internal/validators').validateDictionary(options, 'options');
    } else if (this.#decoder === undefined && this.#encoding === 'utf-8' && !this.#fatal) {
      // All at once, as nearly always.
      const text = codec.text(bytes, 0, 0, bytes.length);
      return !this.#ignoreBOM && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    }
    const isLast = !options?.stream;
    const own = decoders[this.#encoding] ?? (() => require('internal/encoding/other_decoder').OtherDecoder);
    this.#decoder ??= new (own())(this.#fatal, this.#encoding);
    try {
      const text = this.#decoder.decode(bytes, isLast);
      return this.#withoutMark(text, isLast);
    } catch (error) {
      this.#decoder = undefined;
      this.#sawStart = false;
      throw error;
    }
  }

  // The byte order mark at the very start is not part of the text.
  #withoutMark(text, isLast) {
    const isStart = !this.#sawStart && text !== '';
    if (text !== '') this.#sawStart = true;
    if (isLast) this.#sawStart = false;
    const hasMark = isStart && !this.#ignoreBOM && this.#encoding !== 'windows-1252' && text[0] === '\ufeff';
    return hasMark ? text.slice(1) : text;
  }

  [customInspectSymbol](depth, options, inspect) {
    TextDecoder.#check(this);
    if (typeof depth === 'number' && depth < 0) return this;
    const { encoding, fatal, ignoreBOM } = this;
    return `${TextDecoder.name} ${inspect({ encoding, fatal, ignoreBOM }, options)}`;
  }
}

function bytesOf(input) {
  if (codec.isUint8Array(input)) return input;
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (require('internal/types').isAnyArrayBuffer(input)) return new Uint8Array(input);
  throw new codes.ERR_INVALID_ARG_TYPE('list', ['SharedArrayBuffer', 'ArrayBuffer', 'ArrayBufferView'], input);
}

// As the web's interface definitions have it: members are enumerable, and the classes have a tag.
for (const { prototype, name } of [TextEncoder, TextDecoder]) {
  for (const key of Object.getOwnPropertyNames(prototype)) {
    if (key !== 'constructor') Object.defineProperty(prototype, key, { enumerable: true });
  }
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
}

module.exports = { TextDecoder, TextEncoder };
