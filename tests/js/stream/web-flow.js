// Web streams at work: pull, cancel, tee, pipes, transforms, bytes, text, iteration, and the order of it all.
//@ node: 26
const { setTimeout: sleep } = require('timers/promises');
const log = (...words) => console.log(...words);
const chunks = async (stream) => { const all = []; for await (const chunk of stream) all.push(chunk); return all; };
const why = (error) => `${error?.name}: ${error?.message}`;

async function pulls() {
  let n = 0;
  const stream = new ReadableStream({
    start(c) { log('start', c.desiredSize); },
    pull(c) { log('pull', c.desiredSize); c.enqueue(n++); if (n === 4) c.close(); },
    cancel(reason) { log('cancel', reason); },
  }, { highWaterMark: 2 });
  await null; await null; await null;
  log(await chunks(stream), stream);
  const other = new ReadableStream({ pull(c) { c.enqueue('x'); }, cancel(reason) { log('cancel', reason); return 'lost'; } });
  for await (const chunk of other) { log(chunk); break; }
  log(other, await other.cancel());
  const kept = new ReadableStream({ pull(c) { c.enqueue('y'); } });
  for await (const chunk of kept.values({ preventCancel: true })) { log(chunk); break; }
  log(kept, await kept.getReader().read());
}

async function order() {
  let controller;
  const reader = new ReadableStream({ start(c) { controller = c; } }).getReader();
  reader.read().then(({ value, done }) => log('first', value, done));
  reader.closed.then(() => log('closed'));
  reader.read().then(({ value, done }) => log('second', value, done));
  process.nextTick(() => log('tick'));
  controller.enqueue(1);
  controller.close();
  log('now');
  await sleep(1);
}

async function tees() {
  let n = 0;
  const source = { pull(c) { c.enqueue({ n: n++ }); if (n === 3) c.close(); }, cancel(r) { log('cancel', r); return 'ok'; } };
  const [a, b] = new ReadableStream(source).tee();
  const [x, y] = await Promise.all([chunks(a), chunks(b)]);
  log(x, x[0] === y[0]);
  n = 0;
  const [c, d] = new ReadableStream(source).tee();
  const first = c.cancel('one');
  log(await Promise.race([first.then(() => 'early'), sleep(5, 'waits')]));
  log(await Promise.all([first, d.cancel('two')]));
  const [e, f] = new ReadableStream({ start(k) { k.error(new Error('broken')); } }).tee();
  log(await Promise.allSettled([chunks(e), chunks(f)]).then((all) => all.map(({ reason }) => why(reason))));
  const [g, h] = new ReadableStream({
    type: 'bytes',
    pull(k) { n++; k.enqueue(new Uint8Array([n, n])); if (n === 6) k.close(); },
  }).tee();
  const byob = g.getReader({ mode: 'byob' });
  log(await byob.read(new Uint8Array(5)), await byob.read(new Uint16Array(1)));
  log(await chunks(h));
  await byob.read(new Uint8Array(4));
  log((await byob.read(new Uint8Array(4))).done);
}

async function pipes() {
  const sink = (name) => new WritableStream({
    write(chunk) { log(name, 'write', chunk); },
    close() { log(name, 'close'); },
    abort(reason) { log(name, 'abort', why(reason)); },
  });
  await ReadableStream.from([1, 2, 3]).pipeTo(sink('a'));
  const b = sink('b');
  await ReadableStream.from([1]).pipeTo(b, { preventClose: true });
  log(b);
  const broken = () => new ReadableStream({ start(c) { c.enqueue(1); }, pull(c) { c.error(new Error('broken')); } });
  await broken().pipeTo(sink('c')).catch((error) => log(why(error)));
  const d = sink('d');
  await broken().pipeTo(d, { preventAbort: true }).catch((error) => log(why(error), d));
  const full = new WritableStream({ write() { throw new Error('full'); } });
  const source = new ReadableStream({ pull(c) { c.enqueue(1); }, cancel(reason) { log('cancelled', why(reason)); } });
  await source.pipeTo(full).catch((error) => log(why(error), source));
  const abort = new AbortController();
  const endless = new ReadableStream({ pull(c) { c.enqueue(1); }, cancel(reason) { log('cancelled', reason); } });
  const slow = new WritableStream({ async write() { await sleep(1); abort.abort('enough'); }, abort(r) { log('abort', r); } });
  await endless.pipeTo(slow, { signal: abort.signal }).catch((error) => log(error));
  await ReadableStream.from([1]).pipeTo(sink('e'), { signal: AbortSignal.abort('at once') }).catch((error) => log(error));
}

async function transforms() {
  const double = new TransformStream({
    start(c) { c.enqueue('begin'); },
    transform(chunk, c) { c.enqueue(chunk); c.enqueue(chunk * 2); },
    flush(c) { c.enqueue('end'); },
  });
  log(await chunks(ReadableStream.from([1, 2]).pipeThrough(double)));
  log(await chunks(ReadableStream.from(['a', 'b']).pipeThrough(new TransformStream())));
  const stop = new TransformStream({ transform(chunk, c) { c.enqueue(chunk); c.terminate(); } });
  log(await chunks(ReadableStream.from([1, 2, 3]).pipeThrough(stop)));
  const bad = new TransformStream({ transform() { throw new Error('bad'); } });
  await chunks(ReadableStream.from([1]).pipeThrough(bad)).catch((error) => log(why(error)));
  const cancels = new TransformStream({ cancel(reason) { log('transformer cancelled', reason); } });
  await cancels.readable.cancel('no');
  await cancels.writable.getWriter().write(1).catch((error) => log('write', error));
  const writer = new TransformStream().writable.getWriter();
  log(writer.desiredSize, await Promise.race([writer.ready.then(() => 'ready'), sleep(1, 'not ready')]));
  writer.write('x');
  log(writer.desiredSize, await Promise.race([writer.ready.then(() => 'ready'), sleep(1, 'not ready')]));
}

async function text() {
  const cut = ['\u{1f600}'.slice(0, 1), '\u{1f600}'.slice(1) + 'é', 7];
  const bytes = await chunks(ReadableStream.from(cut).pipeThrough(new TextEncoderStream()));
  log(bytes);
  const pieces = [new Uint8Array([0xf0, 0x9f]), new Uint8Array([0x98, 0x80]), new Uint8Array([0xc3])];
  log(await chunks(ReadableStream.from(pieces).pipeThrough(new TextDecoderStream())));
  const fatal = ReadableStream.from(pieces).pipeThrough(new TextDecoderStream('utf-8', { fatal: true }));
  await chunks(fatal).catch((error) => log(error.name, error.code));
  log(new TextDecoderStream('latin1', { ignoreBOM: true }));
}

async function bytes() {
  const stream = new ReadableStream({
    type: 'bytes', autoAllocateChunkSize: 8,
    pull(c) { const { view } = c.byobRequest; log('pull', view.byteLength); view[0] = 9; c.byobRequest.respond(1); },
  });
  const reader = stream.getReader();
  log(await reader.read());
  reader.releaseLock();
  const byob = stream.getReader({ mode: 'byob' });
  const mine = new Uint8Array(3);
  log(await byob.read(mine), mine.byteLength, await byob.read(new Uint8Array(4), { min: 3 }), await byob.read(new DataView(new ArrayBuffer(2))));
  const pending = byob.read(new Uint8Array(2), { min: 2 });
  byob.releaseLock();
  await pending.catch((error) => log(why(error)));
  let controller;
  const part = new ReadableStream({ type: 'bytes', start(c) { controller = c; } }).getReader({ mode: 'byob' });
  const odd = part.read(new Uint16Array(2));
  controller.enqueue(new Uint8Array(1));
  try { controller.close(); } catch (error) { log(why(error)); }
  await odd.catch((error) => log(why(error)));
}

(async () => {
  for (const part of [pulls, order, tees, pipes, transforms, text, bytes]) { log(`-- ${part.name}`); await part(); }
})();
