// Descriptors of a child that come from elsewhere: files, streams, ends of other children.
const { spawn, spawnSync, fork } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

if (process.argv[2] === 'child') {
  process.stdin.on('data', (chunk) => process.stdout.write(String(chunk).toUpperCase()));
  process.stdin.on('end', () => process.exit(3));
  return;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wiring-'));
const file = path.join(folder, 'out');

function collect(stream) {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
  return () => text;
}

const steps = {
  file(next) {
    const fd = fs.openSync(file, 'w');
    spawn('sh', ['-c', 'echo out; echo err >&2'], { stdio: ['ignore', fd, fd] }).on('close', (code) => {
      fs.closeSync(fd);
      console.log(code, fs.readFileSync(file, 'utf8'));
      next();
    });
  },
  stream(next) {
    const input = fs.createReadStream(file).on('open', () => {
      const child = spawn('cat', { stdio: [input, 'pipe', 'inherit'] });
      const text = collect(child.stdout);
      child.on('close', () => {
        console.log(text());
        next();
      });
    });
  },
  chain(next) {
    const first = spawn('printf', ['b\\na\\nc\\n']);
    const second = spawn('sort', { stdio: [first.stdout, 'pipe', 'inherit'] });
    const text = collect(second.stdout);
    second.on('close', () => {
      console.log(text());
      next();
    });
  },
  pipe(next) {
    const first = spawn('cat');
    const second = spawn('tr', ['a-z', 'A-Z']);
    first.stdout.pipe(second.stdin);
    const text = collect(second.stdout);
    second.on('close', () => {
      console.log(text());
      next();
    });
    first.stdin.end('through two');
  },
  self(next) {
    const child = spawn(process.execPath, [__filename, 'child']);
    const text = collect(child.stdout);
    child.stdin.write('written ');
    child.stdin.end('in pieces');
    child.on('close', (code) => {
      console.log(code, text());
      next();
    });
  },
  nobody(next) {
    const child = spawn('true');
    child.on('exit', () => {
      child.stdin.on('error', () => {});
      child.stdin.write('too late', (error) => {
        console.log('written', error?.code);
        next();
      });
    });
  },
  closed(next) {
    const child = spawn('sh', ['-c', 'exec 0<&-; echo ready; exec sleep 100']);
    child.stdout.once('data', () => {
      child.stdin.on('error', ({ code, syscall }) => {
        console.log(code, syscall);
        child.kill();
      });
      child.stdin.write('nobody reads');
    });
    child.on('close', (...how) => {
      console.log(...how);
      next();
    });
  },
  much(next) {
    const child = spawn('cat');
    let bytes = 0;
    child.stdout.on('data', (chunk) => { bytes += chunk.length; });
    child.on('close', () => {
      console.log(bytes);
      next();
    });
    for (let i = 0; i < 50; i++) child.stdin.write(Buffer.alloc(100000, i));
    child.stdin.end();
  },
  many(next) {
    let left = 20;
    for (let i = 0; i < 20; i++) {
      spawn('sh', ['-c', `exit ${i}`]).on('exit', (code) => {
        if (code !== i) console.log('wrong', code, i);
        if (--left === 0) {
          console.log('all');
          next();
        }
      });
    }
  },
  fork(next) {
    const child = fork(__filename, ['child'], { silent: true, execArgv: ['--no-warnings'], cwd: folder, env: { X: 'x' } });
    console.log(child.stdout !== null, child.spawnargs.slice(1, 2), child.spawnargs.length);
    const text = collect(child.stdout);
    child.stdin.end('forked');
    child.on('close', (code) => {
      console.log(code, text());
      next();
    });
  },
  limits(next) {
    const child = fork(__filename, ['child'], { silent: true, timeout: 50, killSignal: 'SIGKILL' });
    child.on('close', (...how) => {
      console.log(...how);
      next();
    });
  },
  dispose(next) {
    const child = spawn('sleep', ['100']);
    child.on('exit', (...how) => {
      console.log(...how);
      next();
    });
    child[Symbol.dispose]?.() ?? child.kill();
  },
  sync(next) {
    const fd = fs.openSync(file, 'w');
    console.log(spawnSync('echo', ['to a file'], { stdio: ['ignore', fd, 'inherit'] }).stdout);
    fs.closeSync(fd);
    console.log(fs.readFileSync(file, 'utf8'));
    console.log(spawnSync('sh', ['-c', 'read a; echo "$a"'], { input: 'first\nsecond\n', encoding: 'latin1' }).stdout);
    console.log(spawnSync('pwd', { cwd: new URL('file:///'), encoding: 'utf8' }).stdout);
    next();
  },
  alone(next) {
    const child = spawn('sleep', ['0.01'], { detached: true, stdio: 'ignore' });
    child.unref();
    child.ref();
    child.on('exit', (code) => {
      console.log('alone', code);
      next();
    });
  },
};

const names = Object.keys(steps);
(function next() {
  const name = names.shift();
  if (name === undefined) return fs.rmSync(folder, { recursive: true });
  console.log(`-- ${name}`);
  steps[name](next);
})();
