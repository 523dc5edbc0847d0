// A process that is begun: what is heard of it, and in which order.
const { spawn } = require('child_process');

function heard(name, child) {
  for (const event of ['spawn', 'exit', 'close']) child.on(event, (...args) => console.log(name, event, ...args));
  child.on('error', ({ message, code, errno, syscall, path, spawnargs }) => {
    console.log(name, 'error', { message, code, errno: typeof errno, syscall, path, spawnargs });
  });
  return child;
}

function text(stream) {
  let all = '';
  stream.setEncoding('utf8').on('data', (chunk) => { all += chunk; });
  return () => all;
}

const steps = [
  (next) => {
    const child = heard('cat', spawn('cat'));
    console.log(child.pid > 0, child.spawnfile, child.spawnargs, child.exitCode, child.killed, child.connected);
    console.log(child.stdin.writable, child.stdout.readable, child.stdio.length, child.channel, child.send);
    const all = text(child.stdout);
    child.on('close', () => {
      console.log(JSON.stringify(all()), child.stdin.destroyed, child.exitCode, child.signalCode);
      next();
    });
    child.stdin.write('one ');
    child.stdin.end('two\n');
  },
  (next) => {
    const child = heard('missing', spawn('no-such-program', ['a', 'b']));
    // Not killed: Node would send the signal to whatever number it finds in a handle that was never set.
    console.log(child.pid);
    child.on('close', next);
  },
  (next) => heard('folder', spawn('true', { cwd: '/no/such/folder' })).on('close', next),
  (next) => {
    const child = heard('killed', spawn('sleep', ['100']));
    console.log(child.kill(0), child.killed, child.kill('SIGKILL'), child.killed);
    child.on('close', () => {
      console.log(child.kill(), child.signalCode, child.exitCode);
      next();
    });
  },
  (next) => heard('late', spawn('sleep', ['100'], { timeout: 20, killSignal: 'SIGINT' })).on('close', next),
  (next) => {
    const controller = new AbortController();
    const child = spawn('sleep', ['100'], { signal: controller.signal });
    child.on('error', (error) => console.log('aborted', error.name, error.code, error.cause.name, child.killed));
    child.on('close', (...args) => {
      console.log(...args);
      next();
    });
    controller.abort();
  },
  (next) => {
    const env = { A: 'a b', B: undefined, __proto__: { C: 'inherited' } };
    const child = spawn('echo "$A|$B|$C" >&2; exit 7', { shell: true, env: { ...env, PATH: process.env.PATH, C: env.C } });
    const all = text(child.stderr);
    child.on('close', (code) => {
      console.log(code, all());
      next();
    });
  },
  (next) => {
    const child = spawn('sh', ['-c', 'echo "$0"'], { argv0: 'ARGV-0', stdio: ['ignore', 'pipe', 'inherit'] });
    console.log(child.stdin, child.stderr, child.spawnargs);
    const all = text(child.stdout);
    child.on('close', () => {
      console.log(all());
      next();
    });
  },
  (next) => {
    const child = spawn('sh', ['-c', 'cat <&3 >&3'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const all = text(child.stdio[3]);
    child.stdio[3].end('both ways');
    child.on('close', (code) => {
      console.log(code, all());
      next();
    });
  },
];

(function next() {
  const step = steps.shift();
  if (step) step(next);
})();
