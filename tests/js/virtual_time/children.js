// A child has its own time, and the program waits for it without time of its own; but a limit for a child still ends it.
const { execFile, execFileSync, fork, spawn } = require('child_process');

const say = (...words) => console.log(new Date().toISOString().slice(5, 16), ...words);

if (process.send) {
  // It has the options, too, by process.execArgv or by NODE_OPTIONS.
  setTimeout(() => {
    process.send(new Date().toISOString());
    process.disconnect();
  }, 5 * 36e5);
} else {
  setTimeout(say, 36e5, 'an hour');
  const code = 'setTimeout(() => console.log("real time"), 30)';
  execFile(process.execPath, ['-e', code], { env: {} }, (error, text) => {
    say(text.trim());
    const child = fork(__filename);
    child.on('message', (message) => say('message', message));
    child.on('exit', (code) => {
      say('exit', code);
      limited();
    });
  });
}

function limited() {
  say(execFileSync('echo', ['at once']).toString().trim());
  execFile('cat', { timeout: 100 }, (error) => say('limit', error.killed, error.signal));
  // Whom nobody waits for costs no time.
  const idle = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  idle.unref();
  idle.stdin.unref();
  setTimeout(() => idle.ref() ?? idle.kill(), 2 * 36e5);
  idle.on('exit', () => say('idle child ended'));
}
