// winston: logs with formats, levels and several ways out.
const winston = require('winston');
const Transport = require('winston-transport');
const fs = require('fs');
const os = require('os');
const path = require('path');

const { combine, json, printf, label, splat, errors, colorize } = winston.format;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evloop-winston-'));
const file = path.join(folder, 'app.log');

class Memory extends Transport {
  lines = [];
  log(info, done) {
    this.lines.push(info[Symbol.for('message')]);
    this.emit('logged', info);
    done();
  }
}

const memory = new Memory({ level: 'debug' });
const toFile = new winston.transports.File({ filename: file, level: 'warn', format: json() });
const logger = winston.createLogger({
  level: 'silly',
  defaultMeta: { service: 'demo' },
  format: combine(label({ label: 'app' }), splat(), errors({ stack: false })),
  transports: [
    memory,
    toFile,
    new winston.transports.Console({ format: printf(({ level, message, label }) => `${label} ${level}: ${message}`) }),
  ],
});

logger.info('hello %s', 'world', { extra: 1 });
logger.warn('a warning', { code: 7 });
logger.error(new Error('an error'));
logger.silly('only on the console');
logger.log({ level: 'debug', message: 'an object', list: [1, 2] });
const child = logger.child({ request: 'r1' });
child.warn('from a child');
console.log(logger.isLevelEnabled('debug'), Object.keys(logger.levels).join(' '));

toFile.on('finish', () => {
  console.log(memory.lines.length, 'lines in memory');
  for (const line of fs.readFileSync(file, 'utf8').trim().split('\n')) console.log('file', line);
  fs.rmSync(folder, { recursive: true });

  const coloured = colorize({ colors: { info: 'green' } });
  const { level } = coloured.transform({ level: 'info', message: 'm', [Symbol.for('level')]: 'info' }, { all: false });
  console.log(JSON.stringify(level));
  const own = winston.createLogger({
    levels: { loud: 0, quiet: 1 }, level: 'loud', format: winston.format.simple(), transports: [new winston.transports.Console()],
  });
  own.loud('own levels', { n: 1 });
  own.quiet('not heard');
});
logger.end();
