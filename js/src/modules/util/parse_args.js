// util.parseArgs: the arguments of a command as values and positionals.
//
// The arguments become tokens first (split), which are then checked and stored (parseArgs).

const { codes } = require('internal/errors');
const {
  validateArray, validateBoolean, validateBooleanArray, validateObject, validateString, validateStringArray,
  validateUnion,
} = require('internal/validators');

// Only own properties count, so that nobody configures us through Object.prototype.
const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);
const setting = (options, name, key) => (Object.hasOwn(options, name) ? own(options[name], key) : undefined);

exports.parseArgs = function parseArgs(config = { __proto__: null }) {
  const args = own(config, 'args') ?? process.argv.slice(process._eval === undefined ? 2 : 1);
  const strict = own(config, 'strict') ?? true;
  const allowPositionals = own(config, 'allowPositionals') ?? !strict;
  const returnTokens = own(config, 'tokens') ?? false;
  const allowNegative = own(config, 'allowNegative') ?? false;
  const options = own(config, 'options') ?? { __proto__: null };
  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateBoolean(returnTokens, 'tokens');
  validateBoolean(allowNegative, 'allowNegative');
  validateObject(options, 'options');
  for (const name of Object.keys(options)) checkOption(name, options[name]);

  const tokens = split(args, options);
  const result = { values: { __proto__: null }, positionals: [] };
  if (returnTokens) result.tokens = tokens;
  for (const token of tokens) {
    if (token.kind === 'option') {
      if (strict) checkUse(token, options, allowNegative, allowPositionals);
      store(token, options, result.values, allowNegative);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw new codes.ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(token.value);
      result.positionals.push(token.value);
    }
  }
  for (const name of Object.keys(options)) {
    const standard = setting(options, name, 'default');
    if (standard !== undefined && result.values[name] === undefined && name !== '__proto__') {
      result.values[name] = standard;
    }
  }
  return result;
};

function checkOption(name, option) {
  const path = `options.${name}`;
  validateObject(option, path);
  const type = own(option, 'type');
  validateUnion(type, `${path}.type`, ['string', 'boolean']);
  if (Object.hasOwn(option, 'short')) {
    validateString(option.short, `${path}.short`);
    if (option.short.length !== 1) {
      throw new codes.ERR_INVALID_ARG_VALUE(`${path}.short`, option.short, 'must be a single character');
    }
  }
  const multiple = own(option, 'multiple');
  if (Object.hasOwn(option, 'multiple')) validateBoolean(multiple, `${path}.multiple`);
  const standard = own(option, 'default');
  if (standard === undefined) return;
  const check = type === 'string' ? (multiple ? validateStringArray : validateString) :
    (multiple ? validateBooleanArray : validateBoolean);
  check(standard, `${path}.default`);
}

function longName(short, options) {
  return Object.keys(options).find((name) => setting(options, name, 'short') === short) ?? short;
}

const takesValue = (name, options) => setting(options, name, 'type') === 'string';

// The arguments as tokens: { kind: 'option' | 'positional' | 'option-terminator', index, … }.
function split(args, options) {
  const tokens = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg === '--') {
      tokens.push({ kind: 'option-terminator', index });
      for (index++; index < args.length; index++) tokens.push({ kind: 'positional', index, value: args[index] });
    } else if (arg.startsWith('--')) {
      const token = longOption(arg, index, args, options);
      tokens.push(token);
      if (token.inlineValue === false) index++;
    } else if (arg.length > 1 && arg.startsWith('-')) {
      const last = shortOptions(arg, index, args, options, tokens);
      if (last.inlineValue === false) index++;
    } else {
      tokens.push({ kind: 'positional', index, value: arg });
    }
  }
  return tokens;
}

// --name, --name=value, or --name with its value in the next argument
function longOption(arg, index, args, options) {
  const equals = arg.indexOf('=', 3);
  if (equals === -1) return withNext({ kind: 'option', name: arg.slice(2), rawName: arg, index }, args, options);
  const name = arg.slice(2, equals);
  return { kind: 'option', name, rawName: `--${name}`, index, value: arg.slice(equals + 1), inlineValue: true };
}

function withNext(token, args, options) {
  const next = args[token.index + 1];
  const takes = takesValue(token.name, options) && next != null;
  token.value = takes ? next : undefined;
  token.inlineValue = takes ? false : undefined;
  return token;
}

// -f, -abc (three options), -ffile, -abffile. Returns the last token.
function shortOptions(arg, index, args, options, tokens) {
  for (let i = 1; i < arg.length; i++) {
    const rawName = `-${arg[i]}`;
    const token = { kind: 'option', name: longName(arg[i], options), rawName, index };
    tokens.push(token);
    if (i === arg.length - 1) {
      withNext(token, args, options);
    } else if (takesValue(token.name, options)) {
      token.value = arg.slice(i + 1);
      token.inlineValue = true;
      break;
    } else {
      token.value = undefined;
      token.inlineValue = undefined;
    }
  }
  return tokens[tokens.length - 1];
}

function checkUse(token, options, allowNegative, allowPositionals) {
  let { name } = token;
  if (!Object.hasOwn(options, name)) {
    const positive = name.slice(3);
    const isNegation = allowNegative && name.startsWith('no-') && setting(options, positive, 'type') === 'boolean';
    if (!isNegation) throw new codes.ERR_PARSE_ARGS_UNKNOWN_OPTION(token.rawName, allowPositionals);
    name = positive;
  }
  const short = setting(options, name, 'short');
  const both = `${short ? `-${short}, ` : ''}--${name}`;
  const type = setting(options, name, 'type');
  if (type === 'string' && typeof token.value !== 'string') {
    throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${both} <value>' argument missing`);
  }
  if (type === 'boolean' && token.value != null) {
    throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${both}' does not take an argument`);
  }
  if (!token.inlineValue && token.value?.length > 1 && token.value.startsWith('-')) throw ambiguous(token);
}

// '--name -x': was the value forgotten?
function ambiguous({ name, rawName }) {
  const example = rawName.startsWith('--') ? `'${rawName}=-XYZ'` : `'--${name}=-XYZ' or '${rawName}-XYZ'`;
  return new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${rawName}' argument is ambiguous.
Did you forget to specify the option argument for '${rawName}'?
To specify an option argument starting with a dash use ${example}.`);
}

function store(token, options, values, allowNegative) {
  if (token.name === '__proto__') return;
  let value = token.value ?? true;
  if (allowNegative && token.name.startsWith('no-') && token.value === undefined) {
    token.name = token.name.slice(3);
    value = false;
  }
  if (!setting(options, token.name, 'multiple')) values[token.name] = value;
  else if (values[token.name]) values[token.name].push(value);
  else values[token.name] = [value];
}
