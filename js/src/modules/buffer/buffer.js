// Buffer: Uint8Array with text. The methods that programs call all day are native (mod.rs). Each native method knows
// the plain cases of its arguments; everything else (conversions, defaults, errors) it leaves to the JavaScript method
// of the same name, in a file that is loaded when it is first needed.

const customInspectSymbol = Symbol.for('nodejs.util.inspect.custom');

// What is made from Buffers by map, filter and their like: a class, because Buffer itself wants other arguments.
class FastBuffer extends Uint8Array {}

const prototype = FastBuffer.prototype;

function Buffer(arg, encodingOrOffset, length) {
  return require('buffer/deprecated').construct(arg, encodingOrOffset, length);
}

// The JavaScript half of a native method.
function slow(file, name, a, b, c, d, e) {
  return require(file)[name].call(this, a, b, c, d, e);
}

Object.setPrototypeOf(Buffer, Uint8Array);
Buffer.prototype = prototype;
Object.defineProperty(prototype, 'constructor', { value: Buffer, writable: true, configurable: true });
Object.defineProperty(Buffer, Symbol.species, { get() { return FastBuffer; }, configurable: true });

// The size of the slabs that small Buffers are cut from, in bytes.
Buffer.poolSize = 8 * 1024;

native.install(Buffer, FastBuffer, slow, (slab) => require('buffer/slabs').note(slab));

Buffer.of = function of() {
  const made = native.allocUnsafeSlow(arguments.length);
  for (let i = 0; i < arguments.length; i++) made[i] = arguments[i];
  return made;
};

Buffer.copyBytesFrom = function copyBytesFrom(view, offset, length) {
  return require('buffer/create').copyBytesFrom(view, offset, length);
};

Buffer.allocUnsafeSlow = function allocUnsafeSlow(size) {
  return require('buffer/create').allocUnsafeSlow(size);
};

// Node spells each of these in two ways.
for (const size of ['8', '16LE', '16BE', '32LE', '32BE', 'LE', 'BE']) {
  prototype[`readUint${size}`] = prototype[`readUInt${size}`];
  prototype[`writeUint${size}`] = prototype[`writeUInt${size}`];
}
for (const order of ['LE', 'BE']) {
  prototype[`readBigUint64${order}`] = prototype[`readBigUInt64${order}`];
  prototype[`writeBigUint64${order}`] = prototype[`writeBigUInt64${order}`];
}

prototype.lastIndexOf = function lastIndexOf(value, byteOffset, encoding) {
  return require('buffer/bytes').search(this, value, byteOffset, encoding, false);
};

prototype.toLocaleString = prototype.toString;

prototype.toJSON = function toJSON() {
  return { type: 'Buffer', data: this.length > 0 ? Array.from(this) : [] };
};

prototype.inspect = prototype[customInspectSymbol] = function inspect(recurseTimes, ctx) {
  return require('buffer/inspect').inspectBuffer(this, inspectMaxBytes, ctx);
};

Object.defineProperty(prototype, 'parent', {
  enumerable: true,
  get() { return this instanceof Buffer ? this.buffer : undefined; },
});
Object.defineProperty(prototype, 'offset', {
  enumerable: true,
  get() { return this instanceof Buffer ? this.byteOffset : undefined; },
});

let inspectMaxBytes = 50;

exports.Buffer = Buffer;
exports.kMaxLength = native.maxLength;
exports.kStringMaxLength = native.maxStringLength;

exports.transcode = function transcode(source, fromEncoding, toEncoding) {
  return require('buffer/transcode').transcode(source, fromEncoding, toEncoding);
};
exports.isUtf8 = function isUtf8(input) {
  return require('buffer/transcode').isUtf8(input);
};
exports.isAscii = function isAscii(input) {
  return require('buffer/transcode').isAscii(input);
};
exports.btoa = function btoa(input) {
  return require('buffer/transcode').btoa(input, arguments.length);
};
exports.atob = function atob(input) {
  return require('buffer/transcode').atob(input, arguments.length);
};

function SlowBuffer(length) {
  return require('buffer/deprecated').slowBuffer(length);
}
Object.setPrototypeOf(SlowBuffer.prototype, Uint8Array.prototype);
Object.setPrototypeOf(SlowBuffer, Uint8Array);

function lazy(name, file) {
  return { enumerable: true, configurable: true, get() { return require(file)[name]; } };
}

Object.defineProperties(exports, {
  constants: {
    enumerable: true,
    value: Object.defineProperties({}, {
      MAX_LENGTH: { enumerable: true, value: exports.kMaxLength },
      MAX_STRING_LENGTH: { enumerable: true, value: exports.kStringMaxLength },
    }),
  },
  INSPECT_MAX_BYTES: {
    enumerable: true,
    configurable: true,
    get() { return inspectMaxBytes; },
    set(value) {
      require('internal/validators').validateNumber(value, 'INSPECT_MAX_BYTES', 0);
      inspectMaxBytes = value;
    },
  },
  // Node 25 dropped it; packages that are still in use read `SlowBuffer.prototype` when they are loaded.
  SlowBuffer: { enumerable: false, configurable: true, writable: true, value: SlowBuffer },
  Blob: lazy('Blob', 'buffer/blob'),
  File: lazy('File', 'buffer/file'),
  resolveObjectURL: lazy('resolveObjectURL', 'buffer/blob'),
});
