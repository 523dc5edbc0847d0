// debug: messages that are there when one asks for them.
const debug = require('debug');

const lines = [];
debug.log = (...args) => lines.push(require('util').format(...args));
debug.enable('app:*,-app:noise');

const web = debug('app:web');
const noise = debug('app:noise');
const other = debug('other');
console.log(web.enabled, noise.enabled, other.enabled);

// Times differ: only what stands before them is shown.
web('listening on %d', 80);
web('%O and %j', { a: { b: { c: {} } } }, { json: true });
noise('never seen');
other('never seen');
web.extend('router')('a route %s', '/x');
web(new Error('an error').message);
debug.formatters.h = (value) => value.toString('hex');
web('hex %h', Buffer.from('evloop'));
for (const line of lines) console.log(line.replace(/^\S+Z /, 'TIME ').replace(/\+\d+ms/, '+?ms'));

console.log(debug.disable());
console.log(web.enabled);
console.log(debug.coerce(new Error('coerced')).startsWith('Error: coerced'));
console.log(typeof debug.humanize, debug.humanize(61_000));

// As everybody uses it: by a variable of the environment, into standard error.
const { spawnSync } = require('child_process');
const child = spawnSync(process.execPath, ['-e', `
  const debug = require('debug');
  debug('a:one')('from the environment');
  debug('b:two')('not asked for');
`], { env: { ...process.env, DEBUG: 'a:*', DEBUG_HIDE_DATE: 'yes' }, cwd: __dirname });
console.log(String(child.stdout) + String(child.stderr).replace(/\S+Z /, ''));
