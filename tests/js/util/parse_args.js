// Options and positionals, with tokens, and what is refused.
const { parseArgs } = require('util');
const options = { file: { type: 'string', short: 'f' }, verbose: { type: 'boolean', short: 'v' }, color: { type: 'boolean' },
  tag: { type: 'string', multiple: true, short: 't' }, level: { type: 'string', default: '3' } };
const run = (args, more) => {
  try { console.log(JSON.stringify(parseArgs({ args, options, ...more }))); } catch (error) { console.log(error.code, error.message); }
};
const free = { allowPositionals: true };
run([]); run(['-f', 'a', '-v']); run(['-vfname']); run(['--file=x=y', '--verbose']); run(['-ta', '-t', 'b', '--tag', 'c']);
run(['one', '--', '-v', 'two'], free); run(['one']); run(['--no-color'], { allowNegative: true }); run(['--no-color']);
run(['--unknown']); run(['-x'], free); run(['--file']); run(['--verbose=1']); run(['--file', '-v']); run(['-f', '--verbose']);
run(['--unknown', 'a', '--x=1', '-y'], { strict: false }); run(['-vf', 'n', '--', 'p'], { ...free, tokens: true }); run(['-'], free);
for (const wrong of [{ args: 'x' }, { options: { a: {} } }, { options: { a: { type: 'number' } } }, { options: { a: { type: 'string', short: 'ab' } } },
  { options: { a: { type: 'boolean', default: 'x' } } }, { strict: 1 }]) run([], wrong);
