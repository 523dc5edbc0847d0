// The texts that depend on their arguments, or that leave properties on the error (`this`).

const { determineSpecificType, formatExpected, formatList, groupDigits } = require('internal/errors/wording');

const type = (text) => ({ base: 'TypeError', text });
const range = (text) => ({ base: 'RangeError', text });
const plain = (text) => ({ base: 'Error', text });

const inspect = (value) => require('internal/inspect').inspect(value);
const importedFrom = (base) => (base ? ` imported from ${base}` : '');
const kindOf = (name) => (name.includes('.') ? 'property' : 'argument');

module.exports = {
  __proto__: null,

  ERR_ACCESS_DENIED: plain(function(message, permission = '', resource = '') {
    this.permission = permission;
    this.resource = resource;
    return message;
  }),
  ERR_BUFFER_OUT_OF_BOUNDS: range((name) => (name ?
    `"${name}" is outside of buffer bounds` :
    'Attempt to access memory outside buffer bounds')),
  ERR_ENCODING_INVALID_ENCODED_DATA: type(function(encoding, errno) {
    this.errno = errno;
    return `The encoded data was not valid for encoding ${encoding}`;
  }),
  ERR_UNHANDLED_REJECTION: plain((reason) => 'This error originated either by throwing inside of an async function ' +
    'without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with ' +
    `the reason "${inspect(reason)}".`),
  ERR_FALSY_VALUE_REJECTION: plain(function(reason) {
    this.reason = reason;
    return 'Promise was rejected with falsy value';
  }),
  ERR_IMPORT_ATTRIBUTE_UNSUPPORTED: type((attribute, value, url) =>
    `Import attribute "${attribute}" with value "${value}" is not supported` +
    `${url === undefined ? '' : ` in ${url}`}`),
  ERR_INTERNAL_ASSERTION: plain((message) => (message === undefined ? '' : `${message}\n`) +
    'This is caused by either a bug in evloop or incorrect usage of its internals.\n'),
  ERR_INVALID_ADDRESS_FAMILY: range(function(addressType, host, port) {
    this.host = host;
    this.port = port;
    return `Invalid address family: ${addressType} ${host}:${port}`;
  }),
  ERR_INVALID_ARG_TYPE: type((name, expected, actual) => {
    // 'first argument' is said as it is, 'options.fd' is a property.
    const subject = name.endsWith(' argument') ? name : `"${name}" ${kindOf(name)}`;
    const wanted = formatExpected(Array.isArray(expected) ? expected : [expected]);
    return `The ${subject} must be ${wanted}. Received ${determineSpecificType(actual)}`;
  }),
  ERR_INVALID_ARG_VALUE: type((name, value, reason = 'is invalid') => {
    const shown = inspect(value);
    const short = shown.length > 128 ? `${shown.slice(0, 128)}...` : shown;
    return `The ${kindOf(name)} '${name}' ${reason}. Received ${short}`;
  }),
  ERR_INVALID_CHAR: type((name, field) =>
    `Invalid character in ${name}${field === undefined ? '' : ` ["${field}"]`}`),
  ERR_INVALID_FILE_URL_PATH: type(function(reason, input) {
    this.input = input;
    return `File URL path ${reason}`;
  }),
  ERR_INVALID_MIME_SYNTAX: type((production, text, index) =>
    `The MIME syntax for a ${production} in "${text}" is invalid${index === -1 ? '' : ` at ${index}`}`),
  ERR_INVALID_MODULE_SPECIFIER: type((request, reason, base) =>
    `Invalid module "${request}" ${reason}${importedFrom(base)}`),
  ERR_INVALID_PACKAGE_CONFIG: plain((path, base, message) =>
    `Invalid package config ${path}${base ? ` while importing ${base}` : ''}${message ? `. ${message}` : ''}`),
  ERR_INVALID_PACKAGE_TARGET: plain((folder, key, target, isImport = false, base) => {
    const needsDot = typeof target === 'string' && !isImport && target !== '' && !target.startsWith('./');
    const hint = needsDot ? '; targets must start with "./"' : '';
    const where = `in the package config ${folder}package.json${importedFrom(base)}${hint}`;
    if (key === '.') return `Invalid "exports" main target ${JSON.stringify(target)} defined ${where}`;
    const field = isImport ? 'imports' : 'exports';
    return `Invalid "${field}" target ${JSON.stringify(target)} defined for '${key}' ${where}`;
  }),
  ERR_INVALID_RETURN_PROPERTY: type((input, name, property, value) =>
    `Expected a valid ${input} to be returned for the "${property}" from the "${name}" hook ` +
    `but got ${determineSpecificType(value)}.`),
  ERR_INVALID_RETURN_PROPERTY_VALUE: type((input, name, property, value) =>
    `Expected ${input} to be returned for the "${property}" from the "${name}" hook ` +
    `but got ${determineSpecificType(value)}.`),
  ERR_INVALID_RETURN_VALUE: type((input, name, value) =>
    `Expected ${input} to be returned from the "${name}" function but got ${determineSpecificType(value)}.`),
  ERR_INVALID_URL: type(function(input, base) {
    this.input = input;
    if (base != null) this.base = base;
    return 'Invalid URL';
  }),
  ERR_INVALID_URL_SCHEME: type((expected) => {
    const schemes = typeof expected === 'string' ? [expected] : expected;
    return `The URL must be ${schemes.length === 2 ? 'one of' : 'of'} scheme ${schemes.join(' or ')}`;
  }),
  ERR_IP_BLOCKED: plain((ip) => `IP(${ip}) is blocked by net.BlockList`),
  ERR_MISSING_ARGS: type((...names) => {
    const either = (name) => (Array.isArray(name) ? name : [name]);
    const quoted = names.map((name) => either(name).map((one) => `"${one}"`).join(' or '));
    return `The ${formatList(quoted)} argument${names.length > 1 ? 's' : ''} must be specified`;
  }),
  ERR_MODULE_NOT_FOUND: plain(function(path, base, exactUrl) {
    if (exactUrl) this.url = `${exactUrl}`;
    return `Cannot find ${exactUrl ? 'module' : 'package'} '${path}' imported from ${base}`;
  }),
  ERR_OUT_OF_RANGE: range((name, wanted, input, nameIsSentence = false) => {
    const head = nameIsSentence ? name : `The value of "${name}" is out of range.`;
    return `${head} It must be ${wanted}. Received ${showNumber(input)}`;
  }),
  ERR_PACKAGE_IMPORT_NOT_DEFINED: type((specifier, folder, base) =>
    `Package import specifier "${specifier}" is not defined` +
    `${folder ? ` in package ${folder}package.json` : ''} imported from ${base}`),
  ERR_PACKAGE_PATH_NOT_EXPORTED: plain((folder, subpath, base) => (subpath === '.' ?
    `No "exports" main defined in ${folder}package.json${importedFrom(base)}` :
    `Package subpath '${subpath}' is not defined by "exports" in ` +
    `${folder}package.json${importedFrom(base)}`)),
  ERR_PARSE_ARGS_UNKNOWN_OPTION: type((option, allowPositionals) => {
    const hint = allowPositionals ? ". To specify a positional argument starting with a '-', place it at the " +
      `end of the command after '--', as in '-- ${JSON.stringify(option)}` : '';
    return `Unknown option '${option}'${hint}`;
  }),
  ERR_REQUIRE_ASYNC_MODULE: plain((filename, parent) =>
    'require() cannot be used on an ESM graph with top-level await. Use import() instead.' +
    (parent ? `\nFrom ${parent} ` : '') + (filename ? `\nRequiring ${filename} ` : '')),
  ERR_SOCKET_BAD_PORT: range((name, port, allowZero = true) =>
    `${name} should be ${allowZero ? '>=' : '>'} 0 and < 65536. Received ${determineSpecificType(port)}.`),
  ERR_STRING_TOO_LONG: plain((max) => `Cannot create a string longer than 0x${max.toString(16)} characters`),
  ERR_UNHANDLED_ERROR: plain((error) => `Unhandled error.${error === undefined ? '' : ` (${error})`}`),
  ERR_UNSUPPORTED_DIR_IMPORT: plain(function(path, base, exactUrl) {
    this.url = exactUrl;
    return `Directory import '${path}' is not supported resolving ES modules imported from ${base}`;
  }),
  ERR_UNSUPPORTED_ESM_URL_SCHEME: plain((url, supported) =>
    `Only URLs with a scheme in: ${formatList(supported)} are supported by the default ESM loader. ` +
    `Received protocol '${url.protocol}'`),
  ERR_WORKER_INVALID_EXEC_ARGV: plain((errors, message = 'invalid execArgv flags') =>
    `Initiated Worker with ${message}: ${errors.join(', ')}`),
  ERR_WORKER_PATH: type((filename) => {
    let hint = '';
    if (filename.startsWith('file://')) hint = ' Wrap file:// URLs with `new URL`.';
    if (filename.startsWith('data:text/javascript')) hint = ' Wrap data: URLs with `new URL`.';
    return 'The worker script or module filename must be an absolute path or a ' +
      `relative path starting with './' or '../'.${hint} Received "${filename}"`;
  }),
};

// Large integers are grouped by three digits, so that their size is seen.
function showNumber(input) {
  if (Number.isInteger(input) && Math.abs(input) > 2 ** 32) return groupDigits(String(input));
  if (typeof input === 'bigint') {
    const digits = String(input);
    return `${input > 2n ** 32n || input < -(2n ** 32n) ? groupDigits(digits) : digits}n`;
  }
  return inspect(input);
}
