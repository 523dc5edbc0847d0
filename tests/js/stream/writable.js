// Writable: return values, 'drain', cork, callbacks, end and finish, errors, and when each of them comes.
const { Writable } = require('stream');
const log = (...words) => console.log(words.map(String).join(' '));

function slow(options) {
  return new Writable({
    write(chunk, encoding, done) {
      log('_write', chunk, encoding, this.writableLength);
      setImmediate(done);
    },
    ...options,
  });
}

function draining(next) {
  const w = slow({ highWaterMark: 4 });
  w.on('drain', () => { log('drain', w.writableLength); w.end('last'); });
  w.on('finish', () => log('finish', w.writableFinished));
  w.on('close', () => { log('close'); next(); });
  log(w.write('ab', (error) => log('first', error)), w.write('cd'), w.writableNeedDrain, w.writableLength);
}

function corked(next) {
  const w = new Writable({
    writev(chunks, done) { log('_writev', chunks.map((one) => one.chunk), chunks.allBuffers); done(); },
    write(chunk, encoding, done) { log('_write', chunk); done(); },
  });
  w.cork();
  w.cork();
  w.write('a');
  w.write('b', () => log('b written'));
  log(w.writableCorked, w._writableState.bufferedRequestCount, w.writableLength);
  w.uncork();
  w.uncork();
  log(w.writableCorked, w.writableLength);
  w.write('c', () => log('c written'));
  w.end(() => { log('ended'); next(); });
  log(w.writableEnded, w.writableFinished, w.writable);
}

function order(next) {
  const w = new Writable({ write(chunk, encoding, done) { done(); }, final(done) { log('_final'); done(); } });
  w.on('prefinish', () => log('prefinish'));
  w.on('finish', () => log('finish'));
  w.on('close', () => { log('close'); next(); });
  const same = () => log('same');
  w.write('1', same);
  w.write('2', same);
  w.write('3', () => log('other'));
  process.nextTick(() => log('tick'));
  Promise.resolve().then(() => log('microtask'));
  w.end(() => log('end called back'));
  log('sync');
}

function strings(next) {
  const w = slow({ decodeStrings: false, defaultEncoding: 'latin1' });
  w.write('é');
  w.write('é', 'utf8');
  w.write(new Uint8Array([104, 105]));
  w.end(next);
}

function errors(next) {
  const tell = (name, w) => {
    w.on('error', (error) => log(name, 'error', error.code ?? error.message));
    w.on('close', () => log(name, 'close'));
    return w;
  };
  const ended = tell('ended', slow());
  ended.end();
  log(ended.write('x', (error) => log('ended write', error.code)));
  ended.end((error) => log('ended twice', error.code));

  const failing = tell('failing', new Writable({ write(chunk, encoding, done) { done(new Error('disk full')); } }));
  failing.write('a', (error) => log('a', error.message));
  failing.write('b', (error) => log('b', error.message));

  const destroyed = tell('destroyed', slow());
  destroyed.write('a');
  destroyed.write('b', (error) => log('queued', error.code));
  destroyed.end((error) => log('end', error.code));
  destroyed.destroy();
  log(destroyed.writableAborted, destroyed.writable);

  const twice = tell('twice', new Writable({ write(chunk, encoding, done) { done(); done(); } }));
  twice.write('a');

  const w = slow();
  for (const value of [null, 1, {}, undefined]) {
    try { w.write(value); } catch (error) { log(error.code, error.message); }
  }
  try { w.write('a', 'klingon'); } catch (error) { log(error.code, error.message); }
  setTimeout(next, 5);
}

function constructed(next) {
  const w = new Writable({
    construct(done) { log('construct'); setImmediate(() => { log('constructed'); done(); }); },
    write(chunk, encoding, done) { log('_write', chunk); done(); },
  });
  w.on('close', next);
  w.write('waits');
  w.end();
}

const steps = [draining, corked, order, strings, errors, constructed];
(function run() {
  const step = steps.shift();
  if (step) {
    log(`-- ${step.name}`);
    step(() => setImmediate(run));
  }
})();
