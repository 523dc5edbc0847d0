//@ node: 24
// Readable: flowing and paused, 'readable', the end, encodings, unshift, the state that programs look at.
const { Readable } = require('stream');
const log = (...words) => console.log(words.map(String).join(' '));

function flowing(next) {
  const r = new Readable({ read() { log('_read'); } });
  for (const type of ['data', 'end', 'close', 'pause', 'resume', 'readable', 'error']) {
    if (type !== 'readable' && type !== 'data') r.on(type, (value) => log('flowing', type, value));
  }
  log(r.readableFlowing, r._readableState.flowing, r.readableLength, r.readableHighWaterMark);
  r.push('one');
  log(r.readableLength, r._readableState.buffer.length, r._readableState.length);
  r.on('data', (chunk) => { log('data', chunk, Buffer.isBuffer(chunk)); });
  log(r.readableFlowing);
  process.nextTick(() => {
    log('tick');
    r.push('two');
    r.pause();
    r.push('three');
    log(r.isPaused(), r.readableLength);
    setImmediate(() => {
      r.resume();
      r.push(null);
      r.on('close', next);
    });
  });
}

function reading(next) {
  const chunks = ['ab', 'cde', 'f', null];
  const r = new Readable({ highWaterMark: 4, read() { this.push(chunks.shift()); } });
  r.on('readable', () => {
    log('readable', r.readableLength, r._readableState.needReadable, r._readableState.ended);
    let chunk;
    while ((chunk = r.read(2)) !== null) log('got', chunk);
  });
  r.on('end', () => log('end', r.readableEnded, r.readable));
  r.on('close', () => {
    log('close', r.destroyed, r.closed, r.readableAborted, r.readableDidRead);
    next();
  });
}

function encoded(next) {
  const r = new Readable({ read() {} });
  r.setEncoding('utf8');
  const euro = Buffer.from('€');
  r.on('data', (chunk) => log('text', chunk, typeof chunk));
  r.on('end', () => { log('end'); next(); });
  r.push(euro.subarray(0, 1));
  r.push(euro.subarray(1));
  r.push(euro.subarray(0, 2));
  r.push(null);
}

function putBack(next) {
  const r = new Readable({ read() {} });
  r.push('body');
  r.push(null);
  r.once('readable', () => {
    const all = r.read();
    r.unshift(all.subarray(2));
    log('again', r.read(), r.read());
  });
  r.on('end', () => {
    r.on('error', (error) => { log(error.code); next(); });
    r.unshift('late');
  });
}

function objects(next) {
  const r = new Readable({ objectMode: true, read() {} });
  r.on('data', (value) => log('object', JSON.stringify(value)));
  for (const value of [0, '', false, undefined, { a: 1 }]) log(r.push(value));
  r.push(null);
  r.on('end', next);
}

function errors() {
  const bad = new Readable({ read() {} });
  bad.on('error', (error) => log(error.code, bad.destroyed, bad.errored === error));
  log(bad.push(42));
  const late = new Readable({ read() {} });
  late.on('error', (error) => log(error.code, error.message));
  late.push(null);
  log(late.push('x'));
  const none = new Readable();
  none.on('error', (error) => log(error.code, error.message));
  none.read();
  try { new Readable({ highWaterMark: -1 }); } catch (error) { log(error.code, error.message); }
  const destroyed = new Readable({ read() {}, destroy(error, done) { log('_destroy', error && error.message); done(error); } });
  destroyed.on('error', (error) => log('error', error.message));
  destroyed.on('close', () => log('close', destroyed.readableAborted));
  destroyed.destroy(new Error('stop'), (error) => log('called back', error.message));
  destroyed.destroy(new Error('twice'));
  log(destroyed.destroyed, destroyed.push('x'), destroyed.read());
}

const steps = [flowing, reading, encoded, putBack, objects, errors];
(function run() {
  const step = steps.shift();
  if (step) {
    log(`-- ${step.name}`);
    step(() => setImmediate(run));
  }
})();
