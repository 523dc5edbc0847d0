// Duplex, Transform, PassThrough, duplexPair, inheritance in all styles.
const stream = require('stream');
const util = require('util');
const { Duplex, Transform, PassThrough, Readable, Writable, duplexPair } = stream;
const log = (...words) => console.log(words.map(String).join(' '));

function upper(next) {
  const t = new Transform({
    transform(chunk, encoding, done) { done(null, chunk.toString().toUpperCase()); },
    flush(done) { this.push('!'); done(null, '?'); },
  });
  t.on('data', (chunk) => log('data', chunk));
  t.on('prefinish', () => log('prefinish'));
  t.on('finish', () => log('finish'));
  t.on('end', () => log('end'));
  t.on('close', () => { log('close'); next(); });
  t.write('a');
  t.end('b');
}

function full(next) {
  let calls = 0;
  const t = new Transform({
    readableHighWaterMark: 2,
    writableHighWaterMark: 2,
    transform(chunk, encoding, done) { calls++; done(null, chunk); },
  });
  const results = [];
  for (let i = 0; i < 4; i++) results.push(t.write('xy'));
  log(results, calls, t.readableLength, t.writableLength);
  t.on('drain', () => log('drain', calls));
  t.resume();
  t.on('end', next);
  t.end();
}

function half(next) {
  const d = new Duplex({ allowHalfOpen: false, read() {}, write(chunk, encoding, done) { done(); } });
  for (const type of ['end', 'finish', 'close']) d.on(type, () => log(type, d.readable, d.writable));
  d.on('close', next);
  d.resume();
  d.push(null);
}

function sides(next) {
  const r = new Duplex({ writable: false, read() { this.push(null); } });
  log(r.writable, r.writableFinished, r.readable, r.allowHalfOpen);
  const w = new Duplex({ readable: false, write(chunk, encoding, done) { done(); } });
  log(w.readable, w.readableEnded, w.writable, w instanceof Writable, w instanceof Readable);
  const mixed = new Duplex({ readableObjectMode: true, writableHighWaterMark: 7 });
  log(mixed.readableObjectMode, mixed.writableObjectMode, mixed.readableHighWaterMark, mixed.writableHighWaterMark);
  r.on('close', next);
  r.resume();
}

function styles(next) {
  function Old(options) { Transform.call(this, options); }
  util.inherits(Old, Transform);
  Old.prototype._transform = function (chunk, encoding, done) { done(null, `old ${chunk}`); };
  class New extends PassThrough { constructor() { super({ objectMode: true }); } }
  const bare = Transform({ transform(chunk, encoding, done) { done(null, chunk); } });
  log(new Old() instanceof stream, bare instanceof Transform, Writable.prototype.isPrototypeOf(bare));
  log(Object.getPrototypeOf(Old.prototype) === Transform.prototype, new New().readableObjectMode);
  new Old().on('data', (chunk) => { log(chunk); next(); }).write('style');
}

function pair(next) {
  const [one, other] = duplexPair();
  other.on('data', (chunk) => { log('other got', chunk); other.end('bye'); });
  one.on('data', (chunk) => log('one got', chunk));
  one.on('end', () => { log('one end'); one.end(); });
  one.on('close', () => { log('closed'); next(); });
  one.write('hi');
}

const steps = [upper, full, half, sides, styles, pair];
(function run() {
  const step = steps.shift();
  if (step) {
    log(`-- ${step.name}`);
    step(() => setImmediate(run));
  }
})();
