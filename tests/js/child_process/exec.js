// exec and execFile: everything a program said, in one callback.
const { exec, execFile } = require('child_process');
const { promisify } = require('util');

function show(name, error, stdout, stderr) {
  const { message, code, killed, signal, cmd } = error ?? {};
  console.log(name, error && { message, code, killed, signal, cmd }, stdout, stderr);
}

(async () => {
  const both = (start, ...args) => new Promise((resolve) => {
    start(...args, (error, stdout, stderr) => {
      show(args[0], error, stdout, stderr);
      resolve();
    });
  });
  await both(exec, 'echo out; echo err >&2');
  await both(exec, 'echo out; echo err >&2; exit 3');
  await both(exec, 'printf abc', { encoding: 'buffer' });
  await both(exec, 'printf abc', { encoding: 'hex' });
  await both(exec, 'printf äöü; sleep 100', { maxBuffer: 3 });
  await both(exec, 'printf abcdef >&2; sleep 100', { maxBuffer: 5, encoding: 'latin1' });
  await both(exec, 'exec sleep 100', { timeout: 20 });
  await both(exec, 'exec sleep 100', { timeout: 20, killSignal: 'SIGKILL' });
  await both(execFile, 'echo', ['a  b', '$HOME']);
  await both(execFile, 'no-such-program', ['x']);
  await both(execFile, 'pwd', [], { cwd: '/' });
  const promise = promisify(exec)('echo promised; echo more >&2');
  console.log(promise.child.constructor.name, await promise);
  try {
    await promisify(execFile)('sh', ['-c', 'echo before; exit 9']);
  } catch ({ code, stdout, stderr, cmd }) {
    console.log({ code, stdout, stderr, cmd });
  }
})();
