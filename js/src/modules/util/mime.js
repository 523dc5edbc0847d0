// util.MIMEType and util.MIMEParams, by the rules of the MIME Sniffing standard.

const { codes: { ERR_INVALID_MIME_SYNTAX } } = require('internal/errors');

const NOT_TOKEN = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const NOT_QUOTABLE = /[^\t\x20-~\x80-\xFF]/;
const LEADING_SPACE = /^[\r\n\t ]*/;
const TRAILING_SPACE = /[\r\n\t ]*$/;

const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

// Type and subtype in front of the parameters: [type, subtype, where the parameters begin].
function parseEssence(text) {
  let place = LEADING_SPACE.exec(text)[0].length;
  const slash = text.indexOf('/', place);
  const type = text.slice(place, slash === -1 ? undefined : slash);
  const badType = NOT_TOKEN.exec(type)?.index ?? -1;
  if (type === '' || badType !== -1 || slash === -1) throw new ERR_INVALID_MIME_SYNTAX('type', text, badType);
  place = slash + 1;
  const semicolon = text.indexOf(';', place);
  const raw = text.slice(place, semicolon === -1 ? undefined : semicolon);
  const subtype = raw.replace(TRAILING_SPACE, '');
  const badSubtype = NOT_TOKEN.exec(subtype)?.index ?? -1;
  if (subtype === '' || badSubtype !== -1) throw new ERR_INVALID_MIME_SYNTAX('subtype', text, badSubtype);
  return [lower(type), lower(subtype), place + raw.length + (semicolon === -1 ? 0 : 1)];
}

function escapeQuoted(text) {
  return text.replace(/["\\]/g, '\\$&');
}

function shownValue(value) {
  if (value === '') return '""';
  return NOT_TOKEN.test(value) ? `"${escapeQuoted(value)}"` : value;
}

// A quoted value: [text, where it ends].
function readQuoted(text, place) {
  let value = '';
  while (place < text.length && text[place] !== '"') {
    if (text[place] === '\\' && place + 1 < text.length) place++;
    value += text[place++];
  }
  return [value, place + 1];
}

function parseParams(params, text) {
  let place = 0;
  while (place < text.length) {
    place += LEADING_SPACE.exec(text.slice(place))[0].length;
    let end = place;
    while (end < text.length && text[end] !== ';' && text[end] !== '=') end++;
    const name = lower(text.slice(place, end));
    place = end;
    if (place >= text.length) break;
    if (text[place] === ';') {
      place++;
      continue;
    }
    place++;
    let value;
    if (text[place] === '"') {
      [value, place] = readQuoted(text, place + 1);
      while (place < text.length && text[place] !== ';') place++;
      place++;
    } else {
      const stop = text.indexOf(';', place);
      value = text.slice(place, stop === -1 ? undefined : stop).replace(TRAILING_SPACE, '');
      place = stop === -1 ? text.length : stop + 1;
      if (value === '') continue;
    }
    if (name !== '' && !NOT_TOKEN.test(name) && !NOT_QUOTABLE.test(value) && !params.has(name)) {
      params.set(name, value);
    }
  }
}

let fill;

class MIMEParams {
  #data = new Map();
  #pending;

  static {
    fill = (params, text) => { params.#pending = text; };
  }

  // Parameters are read when they are asked for.
  #read() {
    if (this.#pending === undefined) return this.#data;
    const text = this.#pending;
    this.#pending = undefined;
    parseParams(this, text);
    return this.#data;
  }

  delete(name) { this.#read().delete(`${name}`); }

  get(name) {
    const data = this.#read();
    name = `${name}`;
    return data.has(name) ? data.get(name) : null;
  }

  has(name) { return this.#read().has(`${name}`); }

  set(name, value) {
    const data = this.#read();
    name = `${name}`;
    value = `${value}`;
    const badName = NOT_TOKEN.exec(name)?.index ?? -1;
    if (name === '' || badName !== -1) throw new ERR_INVALID_MIME_SYNTAX('parameter name', name, badName);
    const badValue = NOT_QUOTABLE.exec(value)?.index ?? -1;
    if (badValue !== -1) throw new ERR_INVALID_MIME_SYNTAX('parameter value', value, badValue);
    data.set(name, value);
  }

  * entries() { yield* this.#read().entries(); }
  * keys() { yield* this.#read().keys(); }
  * values() { yield* this.#read().values(); }

  toString() {
    return [...this.#read()].map(([name, value]) => `${name}=${shownValue(value)}`).join(';');
  }
}
Object.defineProperties(MIMEParams.prototype, {
  [Symbol.iterator]: { value: MIMEParams.prototype.entries, configurable: true, writable: true },
  toJSON: { value: MIMEParams.prototype.toString, configurable: true, writable: true },
});

class MIMEType {
  #type;
  #subtype;
  #parameters;

  constructor(text) {
    text = `${text}`;
    const [type, subtype, rest] = parseEssence(text);
    this.#type = type;
    this.#subtype = subtype;
    this.#parameters = new MIMEParams();
    fill(this.#parameters, text.slice(rest));
  }

  get type() { return this.#type; }
  set type(value) {
    value = `${value}`;
    const bad = NOT_TOKEN.exec(value)?.index ?? -1;
    if (value === '' || bad !== -1) throw new ERR_INVALID_MIME_SYNTAX('type', value, bad);
    this.#type = lower(value);
  }

  get subtype() { return this.#subtype; }
  set subtype(value) {
    value = `${value}`;
    const bad = NOT_TOKEN.exec(value)?.index ?? -1;
    if (value === '' || bad !== -1) throw new ERR_INVALID_MIME_SYNTAX('subtype', value, bad);
    this.#subtype = lower(value);
  }

  get essence() { return `${this.#type}/${this.#subtype}`; }
  get params() { return this.#parameters; }

  toString() {
    const params = this.#parameters.toString();
    return params === '' ? this.essence : `${this.essence};${params}`;
  }
}
Object.defineProperty(MIMEType.prototype, 'toJSON', {
  value: MIMEType.prototype.toString, configurable: true, writable: true,
});

module.exports = { MIMEType, MIMEParams };
