// The kinds of objects that have a form of their own in the serializer's format.

const types = require('internal/types');
const { writeString } = require('internal/serializer/text');

const ERRORS = {
  __proto__: null,
  E: EvalError, R: RangeError, F: ReferenceError, S: SyntaxError, T: TypeError, U: URIError,
};

const boxed = (tag, is, write, read) => ({
  is,
  tag,
  write(writer, value) {
    writer.tag(tag);
    write(writer, value);
  },
  read: (reader) => reader.keep(read(reader)),
});

const REGEXP_FLAGS = 'gimyus';

const kinds = [
  boxed('D', types.isDate, (w, value) => w.double(value.getTime()), (r) => new Date(r.double())),
  boxed('n', types.isNumberObject, (w, value) => w.double(Number(value)), (r) => Object(r.double())),
  boxed('z', types.isBigIntObject, (w, value) => w.bigint(BigInt(value)), (r) => Object(r.bigint())),
  boxed('s', types.isStringObject, (w, value) => writeString(w, String(value)), (r) => Object(r.value())),
  boxed('B', types.isArrayBuffer, (w, value) => {
    w.varint(value.byteLength);
    w.raw(new Uint8Array(value));
  }, (r) => new Uint8Array(r.raw(r.varint())).buffer),
  boxed('R', types.isRegExp, (w, value) => {
    writeString(w, value.source);
    w.varint([...value.flags].reduce((sum, flag) => sum | (1 << REGEXP_FLAGS.indexOf(flag)), 0));
  }, (r) => {
    const source = r.value();
    const bits = r.varint();
    return new RegExp(source, [...REGEXP_FLAGS].filter((_, i) => bits & (1 << i)).join(''));
  }),
  {
    is: types.isBooleanObject,
    tag: 'yx',
    write: (writer, value) => writer.tag(value.valueOf() ? 'y' : 'x'),
    read: (reader, tag) => reader.keep(Object(tag === 'y')),
  },
  {
    is: types.isMap,
    tag: ';',
    write(writer, map) {
      writer.tag(';');
      for (const [key, value] of [...map]) {
        writer.value(key);
        writer.value(value);
      }
      writer.varint2(':', map.size * 2);
    },
    read(reader) {
      const map = reader.keep(new Map());
      while (reader.bytes[reader.place] !== 0x3a) map.set(reader.value(), reader.value());
      reader.byte();
      reader.varint();
      return map;
    },
  },
  {
    is: types.isSet,
    tag: '\'',
    write(writer, set) {
      writer.tag('\'');
      for (const value of [...set]) writer.value(value);
      writer.varint2(',', set.size);
    },
    read(reader) {
      const set = reader.keep(new Set());
      while (reader.bytes[reader.place] !== 0x2c) set.add(reader.value());
      reader.byte();
      reader.varint();
      return set;
    },
  },
  {
    is: (value) => Error.isError(value),
    tag: 'r',
    write: writeError,
    read: readError,
  },
];

function writeError(writer, error) {
  writer.tag('r');
  const kind = Object.keys(ERRORS).find((letter) => ERRORS[letter].name === error.name);
  if (kind !== undefined) writer.tag(kind);
  if (error.message !== undefined) {
    writer.tag('m');
    writeString(writer, String(error.message));
  }
  if (Object.hasOwn(error, 'cause')) {
    writer.tag('c');
    writer.value(error.cause);
  }
  if (typeof error.stack === 'string') {
    writer.tag('s');
    writeString(writer, error.stack);
  }
  writer.tag('.');
}

function readError(reader) {
  const error = reader.keep(new Error());
  for (let tag; (tag = reader.tag()) !== '.';) {
    const define = (name, value) =>
      Object.defineProperty(error, name, { value, writable: true, enumerable: false, configurable: true });
    if (ERRORS[tag] !== undefined) Object.setPrototypeOf(error, ERRORS[tag].prototype);
    else if (tag === 'm') define('message', reader.value());
    else if (tag === 'c') define('cause', reader.value());
    else if (tag === 's') define('stack', reader.value());
    else reader.fail();
  }
  return error;
}

const of = (value) => kinds.find((kind) => kind.is(value));

function byTag(tag) {
  const kind = kinds.find((one) => one.tag.includes(tag));
  return kind && { read: (reader) => kind.read(reader, tag) };
}

module.exports = { of, byTag };
