// pipe: listeners, backpressure, several destinations, unpipe, errors of the destination.
const { Readable, Writable, PassThrough, Duplex } = require('stream');
const log = (...words) => console.log(words.map(String).join(' '));
const counts = (stream) => stream.eventNames().map((name) => `${String(name)}:${stream.listenerCount(name)}`).sort();

function listeners(next) {
  const source = new Readable({ read() {} });
  const dest = new Writable({ write(chunk, encoding, done) { done(); } });
  dest.on('pipe', (from) => log('pipe', from === source));
  dest.on('unpipe', (from, info) => log('unpipe', from === source, typeof info.hasUnpiped));
  log(source.pipe(dest) === dest, source._readableState.pipes.length, source._readableState.pipes[0] === dest);
  log(counts(source), '|', counts(dest));
  source.unpipe(dest);
  log(counts(source), '|', counts(dest), source._readableState.pipes.length, source.isPaused());
  source.pipe(dest, { end: false });
  source.push(null);
  source.on('end', () => setImmediate(() => { log('ended', dest.writableEnded); next(); }));
}

function pressure(next) {
  let n = 0;
  const source = new Readable({ highWaterMark: 2, read() { this.push(n < 6 ? `c${n++}` : null); } });
  const dest = new Writable({
    highWaterMark: 3,
    write(chunk, encoding, done) { log('_write', chunk, source.isPaused()); setImmediate(done); },
  });
  source.on('pause', () => log('pause', dest.listenerCount('drain')));
  source.on('resume', () => log('resume'));
  dest.on('finish', () => { log('finish', counts(dest)); next(); });
  source.pipe(dest);
}

function two(next) {
  const source = new Readable({ read() {} });
  const fast = new PassThrough();
  const slow = new Writable({ highWaterMark: 1, write(chunk, encoding, done) { setImmediate(done); } });
  source.pipe(fast);
  source.pipe(slow);
  fast.on('data', (chunk) => log('fast', chunk));
  source.push('1');
  process.nextTick(() => {
    source.push('2');
    log(source.isPaused(), source._readableState.awaitDrainWriters.size, source._readableState.multiAwaitDrain);
    source.push(null);
  });
  slow.on('finish', () => { log('slow finished', source._readableState.pipes.length); next(); });
}

function failing(next) {
  const source = new Readable({ read() {} });
  const dest = new Writable({ write(chunk, encoding, done) { done(new Error('bad')); } });
  source.pipe(dest);
  dest.on('unpipe', () => log('unpiped'));
  dest.on('error', (error) => { log(error.message, source.destroyed, source.isPaused()); next(); });
  source.push('x');
}

function itself(next) {
  const echo = new Duplex({
    read() {},
    write(chunk, encoding, done) { log('echo', chunk); done(); },
    final(done) { log('final'); done(); },
  });
  echo.pipe(echo);
  echo.on('close', () => { log('close', counts(echo)); next(); });
  echo.push('a');
  echo.push('b');
  setImmediate(() => { echo.push('c'); echo.push(null); });
}

function legacy(next) {
  const Stream = require('stream');
  const old = new Stream();
  old.readable = true;
  const dest = new Stream();
  dest.writable = true;
  dest.write = (chunk) => { log('old', chunk); return true; };
  dest.end = () => { log('old end'); next(); };
  log(old instanceof require('events'), Stream.Stream === Stream, old.pipe(dest) === dest);
  old.emit('data', 'x');
  old.emit('end');
}

const steps = [listeners, pressure, two, failing, itself, legacy];
(function run() {
  const step = steps.shift();
  if (step) {
    log(`-- ${step.name}`);
    step(() => setImmediate(run));
  }
})();
