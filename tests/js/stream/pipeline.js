// pipeline, finished, addAbortSignal, compose, and their promises.
const stream = require('stream');
const { pipeline, finished, Readable, Writable, PassThrough, Transform, addAbortSignal, compose } = stream;
const promises = require('stream/promises');
const log = (...words) => console.log(words.map(String).join(' '));
const sink = (got = []) => Object.assign(new Writable({
  objectMode: true, write(chunk, encoding, done) { got.push(String(chunk)); done(); },
}), { got });
const shout = () => new Transform({
  objectMode: true, transform(chunk, encoding, done) { done(null, String(chunk).toUpperCase()); },
});
const called = (start) => new Promise((resolve) => start((...args) => resolve(args)));

async function main() {
  const end = sink();
  log(await called((done) => pipeline(Readable.from(['a', 'b']), shout(), end, done)), end.got);

  const source = new Readable({ read() {} });
  const broken = new Transform({ transform(chunk, encoding, done) { done(new Error('broken')); } });
  const last = sink();
  source.push('x');
  const [error] = await called((done) => pipeline(source, broken, last, done));
  log(error.message, source.destroyed, broken.destroyed, last.destroyed);

  const cut = new Readable({ read() {} });
  setImmediate(() => cut.destroy());
  log((await called((done) => pipeline(cut, sink(), done)))[0].code);

  const value = await promises.pipeline(
    ['x', 'y'],
    async function* (chunks) { for await (const chunk of chunks) yield `${chunk}${chunk}`; },
    async (chunks) => { let all = ''; for await (const chunk of chunks) all += chunk; return all; });
  log(value);

  const controller = new AbortController();
  setImmediate(() => controller.abort(new Error('enough')));
  await promises.pipeline(new Readable({ read() {} }), sink(), { signal: controller.signal })
    .catch((failure) => log(failure.name, failure.code, failure.cause.message));

  for (const bad of [() => pipeline(new PassThrough(), () => {}), () => pipeline(() => {}), () => pipeline()]) {
    try { bad(); } catch (failure) { log(failure.code); }
  }

  const early = new PassThrough();
  setImmediate(() => early.destroy());
  log((await called((done) => finished(early, done)))[0].code);
  const whole = new PassThrough();
  whole.end();
  whole.resume();
  log((await called((done) => finished(whole, done))).length);
  log((await called((done) => finished(whole, done))).length);
  const reading = new PassThrough();
  reading.resume();
  setImmediate(() => reading.end());
  await promises.finished(reading, { cleanup: true });
  log('finished', reading.listenerCount('close'));
  await promises.finished(new PassThrough().destroy(new Error('gone'))).catch((failure) => log(failure.message));

  const stop = new AbortController();
  const aborted = addAbortSignal(stop.signal, new Readable({ read() {} }));
  aborted.on('error', (failure) => log('aborted', failure.name));
  stop.abort();
  await new Promise((resolve) => aborted.on('close', resolve));

  const both = compose(shout(), async function* (chunks) { for await (const chunk of chunks) yield `<${chunk}>`; });
  both.end('composed');
  for await (const chunk of both) log(chunk);
  log(stream.isReadable(both), stream.isErrored(broken), stream.isDisturbed(both), stream.isDestroyed(early));
}
main();
