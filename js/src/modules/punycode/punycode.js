// require('punycode'): names of hosts in letters of all alphabets, written with those of ASCII (RFC 3492).

process.emitWarning('The `punycode` module is deprecated. Please use a userland alternative instead.',
  'DeprecationWarning', 'DEP0040');

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;
const MAX = 2 ** 31 - 1;

const overflow = () => new RangeError('Overflow: input needs wider integers to process');

function adapt(delta, points, isFirst) {
  delta = Math.floor(delta / (isFirst ? DAMP : 2));
  delta += Math.floor(delta / points);
  let k = 0;
  for (; delta > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) delta = Math.floor(delta / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * delta) / (delta + SKEW));
}

const threshold = (k, bias) => Math.min(Math.max(k - bias, T_MIN), T_MAX);
const digitOf = (value) => String.fromCharCode(value < 26 ? value + 97 : value + 22);

function valueOf(code) {
  if (code >= 48 && code < 58) return code - 22;
  if (code >= 65 && code < 91) return code - 65;
  if (code >= 97 && code < 123) return code - 97;
  return BASE;
}

function decode(input) {
  const output = [];
  const basic = Math.max(input.lastIndexOf('-'), 0);
  for (let i = 0; i < basic; i++) {
    if (input.charCodeAt(i) >= 128) throw new RangeError('Illegal input >= 0x80 (not a basic code point)');
    output.push(input.charCodeAt(i));
  }
  let [n, i, bias] = [INITIAL_N, 0, INITIAL_BIAS];
  for (let at = basic > 0 ? basic + 1 : 0; at < input.length;) {
    const before = i;
    for (let weight = 1, k = BASE; ; k += BASE) {
      if (at >= input.length) throw new RangeError('Invalid input');
      const digit = valueOf(input.charCodeAt(at++));
      if (digit >= BASE) throw new RangeError('Invalid input');
      if (digit > Math.floor((MAX - i) / weight)) throw overflow();
      i += digit * weight;
      const t = threshold(k, bias);
      if (digit < t) break;
      if (weight > Math.floor(MAX / (BASE - t))) throw overflow();
      weight *= BASE - t;
    }
    const length = output.length + 1;
    bias = adapt(i - before, length, before === 0);
    if (Math.floor(i / length) > MAX - n) throw overflow();
    n += Math.floor(i / length);
    i %= length;
    output.splice(i++, 0, n);
  }
  return String.fromCodePoint(...output);
}

function encode(input) {
  const points = ucs2.decode(input);
  const basic = points.filter((point) => point < 128);
  let output = String.fromCharCode(...basic);
  let done = basic.length;
  if (done > 0) output += '-';
  let [n, delta, bias] = [INITIAL_N, 0, INITIAL_BIAS];
  while (done < points.length) {
    const next = Math.min(...points.filter((point) => point >= n));
    if (next - n > Math.floor((MAX - delta) / (done + 1))) throw overflow();
    delta += (next - n) * (done + 1);
    n = next;
    for (const point of points) {
      if (point < n && ++delta > MAX) throw overflow();
      if (point !== n) continue;
      output += variable(delta, bias);
      bias = adapt(delta, done + 1, done === basic.length);
      delta = 0;
      done++;
    }
    delta++;
    n++;
  }
  return output;
}

// A number in digits whose weight depends on the bias.
function variable(value, bias) {
  let digits = '';
  for (let k = BASE; ; k += BASE) {
    const t = threshold(k, bias);
    if (value < t) return digits + digitOf(value);
    digits += digitOf(t + ((value - t) % (BASE - t)));
    value = Math.floor((value - t) / (BASE - t));
  }
}

// Converts each label of a name, or of the name in an e-mail address.
function mapLabels(input, convert) {
  const at = input.indexOf('@');
  const head = at < 0 ? '' : input.slice(0, input.indexOf('@') + 1);
  const domain = (at < 0 ? input : input.split('@')[1]).replace(/[\x2E\u3002\uFF0E\uFF61]/g, '.');
  return head + domain.split('.').map(convert).join('.');
}

const toASCII = (input) => mapLabels(input, (label) => (/[^\0-\x7F]/.test(label) ? `xn--${encode(label)}` : label));
const toUnicode = (input) => mapLabels(input, (label) =>
  (label.startsWith('xn--') ? decode(label.slice(4).toLowerCase()) : label));

const ucs2 = {
  decode: (text) => Array.from(text, (character) => character.codePointAt(0)),
  encode: (points) => String.fromCodePoint(...points),
};

module.exports = { version: '2.1.0', ucs2, decode, encode, toASCII, toUnicode };
