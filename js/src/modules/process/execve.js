// process.execve: another program in this process.

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateString, validateArray, validateObject } = require('internal/validators');
const facts = require('process/native');

const usable = (text) => typeof text === 'string' && !text.includes('\0');

function execve(execPath, args = [], env = undefined) {
  require('internal/util').emitExperimentalWarning('process.execve');
  validateString(execPath, 'execPath');
  validateArray(args, 'args');
  for (let i = 0; i < args.length; i++) {
    if (!usable(args[i])) throw new ERR_INVALID_ARG_VALUE(`args[${i}]`, args[i], 'must be a string without null bytes');
  }
  if (env === undefined) env = process.env;
  else validateObject(env, 'env');
  const pairs = [];
  for (const name of Object.keys(env)) {
    if (!usable(name) || !usable(env[name])) {
      throw new ERR_INVALID_ARG_VALUE(
        'env', env, 'must be an object with string keys and values without null bytes');
    }
    pairs.push(`${name}=${env[name]}`);
  }
  const status = facts.replace(execPath, args, pairs);
  // There is no way back: signals, for one, are not what they were.
  const { errname } = require('internal/uv');
  require('internal/stdio').write(2, `process.execve failed with error code ${errname(status)}\n${new Error().stack}\n`);
  facts.abort();
}

module.exports = { execve };
