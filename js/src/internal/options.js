// Node's options on the command line and in NODE_OPTIONS, by their long names. `--no-x` is `--x` with the value 'false', and
// `--x` without a value has 'true'.

const list = require('process/native').options();

// The value of an option: the last one, if there are several.
function get(name) {
  if (list === undefined) return undefined;
  for (let i = list.length - 2; i >= 0; i -= 2) if (list[i] === name) return list[i + 1];
  return undefined;
}

// All values of an option that can be repeated.
function all(name) {
  const values = [];
  for (let i = 0; i < (list?.length ?? 0); i += 2) if (list[i] === name) values.push(list[i + 1]);
  return values;
}

module.exports = { get, all };
