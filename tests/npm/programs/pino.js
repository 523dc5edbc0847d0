// pino: lines of JSON, quickly.
const pino = require('pino');
const fs = require('fs');
const os = require('os');
const path = require('path');

const lines = [];
const options = { base: { app: 'demo' }, timestamp: () => ',"time":0', level: 'debug' };
const log = pino({
  ...options,
  redact: ['user.password', 'list[*].secret'],
  serializers: { error: (error) => ({ type: error.name, message: error.message }) },
  formatters: { level: (label, number) => ({ level: label, number }) },
}, { write: (line) => lines.push(line) });

log.info('hello %s', 'world');
log.debug({ user: { name: 'ada', password: 'x' }, list: [{ secret: 1, open: 2 }] }, 'redacted');
log.trace('not at this level');
log.error({ error: new TypeError('broken') }, 'failed');
const child = log.child({ request: 7 }, { level: 'warn' });
child.info('not from this child');
child.warn({ nested: { a: [1, undefined, null] }, circle: undefined }, 'from the child');
console.log(lines.join(''), child.bindings(), child.isLevelEnabled('info'), log.levels.labels[30]);
const circle = {};
circle.self = circle;
lines.length = 0;
log.info({ circle, big: 12n }, 'what JSON cannot say');
log.fatal(new Error('as it is'));
const last = JSON.parse(lines[1]);
console.log(lines[0].trim(), last.msg, last.err.type, last.err.stack.startsWith('Error: as it is'));

// Into a file, at once and asynchronously.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evloop-pino-'));
const file = path.join(folder, 'log');
const sync = pino(options, pino.destination({ dest: file, sync: true }));
for (let n = 0; n < 3; n++) sync.info({ n });
console.log(fs.readFileSync(file, 'utf8'));

const destination = pino.destination({ dest: file, sync: false, append: false, minLength: 4096 });
const late = pino(options, destination);
for (let n = 0; n < 500; n++) late.info({ n }, 'x'.repeat(n % 100));
destination.on('close', () => {
  const written = fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  console.log(written.length, written.every((line, n) => line.n === n), written.at(-1).msg.length);
  fs.rmSync(folder, { recursive: true });
  const both = pino(options, pino.multistream([
    { level: 'debug', stream: process.stdout },
    { level: 'error', stream: { write: (line) => console.log('error stream:', line.trim()) } },
  ]));
  both.debug('to one');
  both.error('to both');
});
destination.end();
