// process.loadEnvFile: variables from a file, for those that the environment does not have.

function apply(text) {
  const values = require('util').parseEnv(text);
  for (const name of Object.keys(values)) if (process.env[name] === undefined) process.env[name] = values[name];
}

// process.loadEnvFile([path])
function load(path = '.env') {
  const text = require('fs').readFileSync(require('fs/paths').toPathIfFileURL(path), 'utf8');
  apply(text);
}

module.exports = { apply, load };
