//@ node: 20-21
// The forms that wait for the child.
const { spawnSync, execSync, execFileSync } = require('child_process');

function show({ pid, error, ...rest }) {
  const { message, code, syscall, path, spawnargs } = error ?? {};
  console.log(pid > 0, rest, error && { message, code, syscall, path, spawnargs });
}

show(spawnSync('cat', { input: 'from input', encoding: 'utf8' }));
show(spawnSync('cat', { input: Buffer.from([1, 2, 255]) }));
show(spawnSync('sh', ['-c', 'echo out; echo err >&2; exit 5'], { encoding: 'utf8' }));
show(spawnSync('sh', ['-c', 'kill -TERM $$'], { encoding: 'utf8' }));
show(spawnSync('no-such-program', ['x']));
show(spawnSync('sleep', ['100'], { timeout: 20 }));
show(spawnSync('yes', { maxBuffer: 10, stdio: ['ignore', 'ignore', 'pipe'], timeout: 50, killSignal: 'SIGKILL' }));
const much = spawnSync('yes', { maxBuffer: 1000 });
console.log(much.error.code, much.stdout.length > 1000, much.signal);
show(spawnSync('sh', ['-c', 'echo 3 >&3; echo 4 >&4'], {
  stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], encoding: 'utf8',
}));
console.log(execSync('echo "$X"', { env: { X: 'x', PATH: process.env.PATH } }).toString());
console.log(execSync('cat', { input: 'hello', encoding: 'utf8' }));
console.log(execFileSync('echo', ['a', 'b'], { encoding: 'utf8', stdio: 'pipe' }));
for (const fail of [
  () => execSync('echo out; echo bad >&2; exit 4', { stdio: 'pipe', encoding: 'utf8' }),
  () => execFileSync('sh', ['-c', 'exit 6'], { stdio: 'pipe', encoding: 'utf8' }),
  () => execFileSync('no-such-program'),
]) {
  try {
    fail();
  } catch ({ message, status, signal, output, code, stderr }) {
    console.log({ message, status, signal, output, code, stderr });
  }
}
const big = 'x'.repeat(300000);
console.log(spawnSync('cat', { input: big, encoding: 'utf8' }).stdout === big);
console.log(spawnSync('true', { input: big }).status);
