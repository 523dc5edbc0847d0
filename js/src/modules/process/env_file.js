// Variables from a file, for those that the environment does not have.

function add(env, values) {
  for (const name of Object.keys(values)) if (env[name] === undefined) env[name] = values[name];
}

// process.loadEnvFile([path])
function load(path = '.env') {
  const text = require('fs').readFileSync(require('fs/paths').toPathIfFileURL(path), 'utf8');
  add(process.env, require('util/parse_env').parseEnv(text));
}

module.exports = { add, load };
