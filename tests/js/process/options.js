// Node's command line, as programs write it when they start process.execPath.
const { spawnSync } = require('child_process');
const { readFileSync, writeFileSync, mkdtempSync, rmSync } = require('fs');
const { join } = require('path');
const { tmpdir } = require('os');

const folder = mkdtempSync(join(tmpdir(), 'options-'));
const file = (name, text) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

function run(args, options) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', ...options });
  const first = stderr.trim().split('\n')[0].replaceAll(folder, 'FOLDER').replaceAll(process.execPath, 'RUNTIME');
  console.log(args.map((word) => word.replaceAll(folder, 'FOLDER')), status, JSON.stringify(stdout).replaceAll(folder, 'FOLDER'), first);
}

const show = file('show.js', 'console.log(process.execArgv, process.argv.slice(2), globalThis.before)');
const before = file('before.cjs', 'globalThis.before = "required"');
const imported = file('before.mjs', 'globalThis.before = "imported"');
const bad = file('bad.js', 'var foo bar;');
run(['-e', 'console.log(process.argv.length)', 'a', 'b']);
run(['-p', '1 + 1']);
run(['-pe', '2 + 2']);
run(['-p', '-e', '3 + 3']);
run(['-p', '\\-42']);
run(['--eval=console.log(process.execArgv)']);
run(['-e']);
run(['--no-such-option']);
run([show, '-e', '--', 'x']);
run(['--no-warnings', '--', show, '--no-warnings']);
run(['-r', before, show]);
run([`--require=${before}`, show]);
run(['--import', imported, show]);
run(['--stack-trace-limit=3', '-p', 'Error.stackTraceLimit']);
run(['--expose-gc', '-p', 'typeof gc, gc()']);
run(['--expose_gc', '-p', 'typeof gc']);
run(['-c', show]);
run(['-c', bad]);
run(['-c', '-e', '1']);
run(['--check'], { input: 'throw new Error()' });
run([], { input: 'console.log("from input", process.argv.length)' });
run(['-', 'a'], { input: 'console.log(process.argv.slice(1))' });
run(['--input-type=module', '-e', 'import { sep } from "path"; console.log(typeof import.meta.url, typeof require)']);
run(['--title=a-title', '-p', 'process.title']);
run(['--throw-deprecation', '-p', 'process.throwDeprecation']);
run(['--no-deprecation', '-e', 'process.emitWarning("x", "DeprecationWarning"); console.log(process.noDeprecation)']);
run(['--disable-warning=A1', '-e', 'process.emitWarning("x", { code: "A1" }); console.log("quiet")']);
run(['-p', 'process.execArgv'], { env: { ...process.env, NODE_OPTIONS: '--no-warnings  --stack-trace-limit=7' } });
run(['-p', 'Error.stackTraceLimit'], { env: { ...process.env, NODE_OPTIONS: '--stack-trace-limit=7' } });
run(['-p', '1'], { env: { ...process.env, NODE_OPTIONS: '--eval 1' } });
run(['-e', 'process.emitWarning("x"); console.log("quiet")'], { env: { ...process.env, NODE_NO_WARNINGS: '1' } });
const env = file('.env', 'FROM_FILE=yes\nPATH=changed');
run([`--env-file=${env}`, '-p', 'process.env.FROM_FILE + (process.env.PATH === "changed")']);
const warnings = join(folder, 'warnings');
run(['--no-deprecation', `--redirect-warnings=${warnings}`, '-e', 'process.emitWarning("kept", { type: "Kept" })']);
console.log(readFileSync(warnings, 'utf8').replace(/:[0-9]+\)/, ':PID)'));
rmSync(folder, { recursive: true });
