//@ node: 20-24
// What the functions refuse, and in which words.
const cp = require('child_process');

function refused(name, call) {
  try {
    call();
    console.log(name, 'fine');
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}

refused('file', () => cp.spawn(1));
refused('empty', () => cp.spawn(''));
refused('null byte', () => cp.spawn('a\0b'));
refused('null byte in args', () => cp.spawn('true', ['a\0b']));
refused('args', () => cp.spawn('true', 1));
refused('options', () => cp.spawn('true', [], 1));
refused('cwd', () => cp.spawn('true', { cwd: 1 }));
refused('detached', () => cp.spawn('true', { detached: 1 }));
refused('uid', () => cp.spawn('true', { uid: 'root' }));
refused('gid', () => cp.spawn('true', { gid: 1.5 }));
refused('shell', () => cp.spawn('true', { shell: 1 }));
refused('argv0', () => cp.spawn('true', { argv0: 1 }));
refused('stdio', () => cp.spawn('true', { stdio: 'none' }));
refused('stdio entry', () => cp.spawn('true', { stdio: ['no'] }));
refused('two channels', () => cp.spawn('true', { stdio: ['pipe', 'pipe', 'pipe', 'ipc', 'ipc'] }));
refused('channel and sync', () => cp.spawnSync('true', { stdio: ['pipe', 'pipe', 'pipe', 'ipc'] }));
refused('serialization', () => cp.spawn('true', { serialization: 'xml', stdio: [0, 1, 2, 'ipc'] }));
refused('killSignal', () => cp.spawn('true', { killSignal: 'SIGNOT' }));
refused('killSignal', () => cp.spawn('true', { killSignal: {} }));
refused('signal', () => cp.spawn('true', { signal: 1 }));
refused('env', () => cp.spawn('true', { env: { 'a': 'x\0y' } }));
refused('command', () => cp.exec());
refused('callback', () => cp.execFile('true', [], {}, 1));
refused('signal name', () => cp.exec('true', { killSignal: 'NO' }));
refused('modulePath', () => cp.fork());
refused('fork args', () => cp.fork('x', 1));
refused('fork stdio', () => cp.fork('x', { stdio: ['pipe', 'pipe', 'pipe'] }));
refused('sync input', () => cp.spawnSync('cat', { input: 1234 }));
