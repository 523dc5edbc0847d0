// Values as bytes, in the format of V8's serializer (version 15), as the advanced channels of child processes use it: what
// is written here a Node process reads, and the other way round.

const { writeString, readString, zigzag, unzigzag } = require('internal/serializer/text');
const { VIEWS, isBuffer } = require('internal/serializer/views');
const types = require('internal/types');

const VERSION = 15;
// Before a host object: whether it is a view of bytes, or an object that is none of JavaScript's own.
const IS_VIEW = 0;
const IS_OTHER = 1;

const code = (letter) => letter.charCodeAt(0);

class Writer {
  constructor() {
    this.bytes = Buffer.allocUnsafe(256);
    this.length = 0;
    this.seen = new Map();
    this.byte(0xff);
    this.byte(VERSION);
  }

  room(count) {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  byte(value) {
    this.room(1);
    this.bytes[this.length++] = value;
  }

  tag(letter) {
    this.byte(code(letter));
  }

  // Seven bits a byte, the lowest first.
  varint(value) {
    while (value > 127) {
      this.byte((value % 128) | 128);
      value = Math.floor(value / 128);
    }
    this.byte(value);
  }

  double(value) {
    this.room(8);
    this.bytes.writeDoubleLE(value, this.length);
    this.length += 8;
  }

  raw(bytes) {
    this.room(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  value(value) {
    switch (typeof value) {
      case 'undefined': return this.tag('_');
      case 'boolean': return this.tag(value ? 'T' : 'F');
      case 'number': return this.number(value);
      case 'bigint': this.tag('Z'); return this.bigint(value);
      case 'string': return writeString(this, value);
      case 'object': return value === null ? this.tag('0') : this.object(value);
    }
    throw cannotClone(value);
  }

  number(value) {
    if (value === (value | 0) && !Object.is(value, -0) && Math.abs(value) < 2 ** 30) {
      this.tag('I');
      this.varint(zigzag(value));
    } else {
      this.tag('N');
      this.double(value);
    }
  }

  bigint(value) {
    let rest = value < 0n ? -value : value;
    const digits = [];
    for (; rest > 0n; rest >>= 64n) digits.push(rest & 0xffffffffffffffffn);
    this.varint(digits.length * 16 + (value < 0n ? 1 : 0));
    for (const digit of digits) {
      this.room(8);
      this.bytes.writeBigUInt64LE(digit, this.length);
      this.length += 8;
    }
  }

  object(value) {
    const known = this.seen.get(value);
    if (known !== undefined) {
      this.tag('^');
      return this.varint(known);
    }
    this.seen.set(value, this.seen.size);
    if (Array.isArray(value)) return this.array(value);
    if (ArrayBuffer.isView(value)) return this.view(value);
    const kind = require('internal/serializer/kinds').of(value);
    if (kind !== undefined) return kind.write(this, value);
    if (typeof value === 'function' || types.isPromise(value) || types.isWeakMap(value) || types.isWeakSet(value) ||
      types.isProxy(value)) {
      throw cannotClone(value);
    }
    this.tag('o');
    this.varint2('{', this.properties(value, Object.keys(value)));
  }

  varint2(letter, ...numbers) {
    this.tag(letter);
    for (const number of numbers) this.varint(number);
  }

  properties(value, keys) {
    for (const key of keys) {
      const index = Number(key);
      if (String(index) === key && index >= 0 && index < 2 ** 32 - 1 && Number.isInteger(index)) this.number(index);
      else writeString(this, key);
      this.value(value[key]);
    }
    return keys.length;
  }

  array(value) {
    const keys = Object.keys(value);
    const dense = keys.length >= value.length && (value.length === 0 || keys[value.length - 1] === String(value.length - 1));
    this.varint2(dense ? 'A' : 'a', value.length);
    if (dense) for (let i = 0; i < value.length; i++) this.value(value[i]);
    const count = this.properties(value, dense ? keys.slice(value.length) : keys);
    this.varint2(dense ? '$' : '@', count, value.length);
  }

  view(value) {
    this.tag('\\');
    this.varint(IS_VIEW);
    this.varint(isBuffer(value) ? VIEWS.indexOf('Buffer') : VIEWS.indexOf(value[Symbol.toStringTag] ?? 'DataView'));
    this.varint(value.byteLength);
    this.raw(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }
}

function cannotClone(value) {
  const text = typeof value === 'object' ? `#<${value.constructor?.name ?? 'Object'}>` : String(value);
  return new DOMException(`${text} could not be cloned.`, 'DataCloneError');
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.place = 0;
    this.objects = [];
    if (this.byte() !== 0xff) this.fail();
    this.version = this.varint();
  }

  fail() {
    throw new Error('Unable to deserialize cloned data.');
  }

  byte() {
    if (this.place >= this.bytes.length) this.fail();
    return this.bytes[this.place++];
  }

  tag() {
    let byte;
    do byte = this.byte(); while (byte === 0); // padding
    return String.fromCharCode(byte);
  }

  varint() {
    let value = 0;
    let scale = 1;
    let byte;
    do {
      byte = this.byte();
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  }

  double() {
    const value = this.bytes.readDoubleLE(this.place);
    this.place += 8;
    return value;
  }

  raw(length) {
    if (this.place + length > this.bytes.length) this.fail();
    this.place += length;
    return this.bytes.subarray(this.place - length, this.place);
  }

  bigint() {
    const field = this.varint();
    const bytes = this.raw(Math.floor(field / 2) % 2 ** 30);
    let value = 0n;
    for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
    return field & 1 ? -value : value;
  }

  keep(object) {
    this.objects.push(object);
    return object;
  }

  value() {
    const tag = this.tag();
    switch (tag) {
      case '_': return undefined;
      case '0': return null;
      case 'T': return true;
      case 'F': return false;
      case 'I': return unzigzag(this.varint());
      case 'U': return this.varint();
      case 'N': return this.double();
      case 'Z': return this.bigint();
      case '^': return this.objects[this.varint()];
      case 'o': return this.properties(this.keep({}), '{');
      case 'A': return this.dense(this.varint());
      case 'a': return this.sparse(this.varint());
      case '\\': return this.host();
    }
    const text = readString(this, tag);
    if (text !== undefined) return text;
    return (require('internal/serializer/kinds').byTag(tag) ?? this.fail()).read(this);
  }

  // Until `end`, which is followed by how many there were.
  properties(object, end) {
    while (String.fromCharCode(this.bytes[this.place]) !== end) {
      const key = this.value();
      Object.defineProperty(object, key, { value: this.value(), writable: true, enumerable: true, configurable: true });
    }
    this.byte();
    this.varint();
    return object;
  }

  dense(length) {
    const array = this.keep([]);
    for (let i = 0; i < length; i++) {
      if (this.bytes[this.place] === code('-')) this.place++;
      else array[i] = this.value();
    }
    array.length = length;
    this.properties(array, '$');
    this.varint();
    return array;
  }

  sparse(length) {
    const array = this.keep(new Array(length));
    this.properties(array, '@');
    this.varint();
    return array;
  }

  host() {
    const place = this.objects.length;
    this.objects.push(undefined);
    const kind = this.varint();
    if (kind === IS_OTHER) return this.objects[place] = this.value();
    const name = VIEWS[this.varint()] ?? this.fail();
    const bytes = this.raw(this.varint());
    const copy = new Uint8Array(bytes).buffer;
    const view = name === 'Buffer' ? Buffer.from(copy) : new globalThis[name](copy);
    this.objects[place] = view;
    return view;
  }
}

exports.serialize = function serialize(value) {
  const writer = new Writer();
  writer.value(value);
  return writer.bytes.subarray(0, writer.length);
};

exports.deserialize = function deserialize(bytes) {
  return new Reader(bytes).value();
};
