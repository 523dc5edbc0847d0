// Between streams of Node and streams of the Web: toWeb, fromWeb, finished, pipeline, Duplex.from, consumers, Blob.
//@ node: 26
const stream = require('stream');
const { Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished, addAbortSignal } = stream;
const consumers = require('stream/consumers');
const log = (...words) => console.log(...words);
const chunks = async (source) => { const all = []; for await (const chunk of source) all.push(chunk); return all; };
const why = (error) => `${error?.name} ${error?.code ?? ''}: ${error?.message}`;
const tried = (call) => { try { log(call()); } catch (error) { log(why(error)); } };

async function toWeb() {
  log(await chunks(Readable.toWeb(Readable.from(['a', 'b']))));
  log(await chunks(Readable.toWeb(Readable.from([Buffer.from('xy')], { objectMode: false }))));
  const bytes = Readable.toWeb(Readable.from([Buffer.from('bytes')], { objectMode: false }), { type: 'bytes' });
  const reader = bytes.getReader({ mode: 'byob' });
  log(await reader.read(new Uint8Array(3)), await reader.read(new Uint8Array(3)), await reader.read(new Uint8Array(3)));
  const failing = new Readable({ read() { this.destroy(new Error('broken')); } });
  await chunks(Readable.toWeb(failing)).catch((error) => log(why(error)));
  const closing = new Readable({ read() { this.destroy(); } });
  await chunks(Readable.toWeb(closing)).catch((error) => log(why(error), error.cause?.code));
  const source = new Readable({ read() { this.push('x'); }, destroy(error, done) { log('destroyed', error); done(error); } });
  source.on('error', () => {});
  await Readable.toWeb(source).cancel('enough').then(log, (error) => log(why(error)));
  const strategy = Readable.toWeb(new Readable({ read() {} }), { strategy: new CountQueuingStrategy({ highWaterMark: 5 }) });
  log(strategy);
  const written = [];
  const sink = new Writable({ highWaterMark: 2, write(chunk, encoding, done) { written.push(`${chunk}`); setImmediate(done); } });
  const writer = Writable.toWeb(sink).getWriter();
  log(writer.desiredSize);
  for (const chunk of ['one', 'two', 'three']) await writer.write(chunk);
  await writer.close();
  log(written, sink.writableFinished);
  const bad = Writable.toWeb(new Writable({ write(chunk, encoding, done) { done(new Error('full')); } })).getWriter();
  bad.closed.catch((error) => log('closed', why(error)));
  await bad.write('x').catch(() => {});
  const pair = Duplex.toWeb(new PassThrough());
  const pairWriter = pair.writable.getWriter();
  pairWriter.write(Buffer.from('through')).then(() => pairWriter.close());
  log(Object.keys(pair), await chunks(pair.readable));
  for (const call of [() => Readable.toWeb({}), () => Writable.toWeb(1), () => Duplex.toWeb(new Readable()),
    () => Readable.toWeb(new Readable(), { type: 'x' })]) tried(call);
}

async function fromWeb() {
  log(await chunks(Readable.fromWeb(ReadableStream.from(['a', 'b']), { objectMode: true })));
  log(await Readable.fromWeb(ReadableStream.from([new Uint8Array([104, 105])]), { encoding: 'utf8' }).toArray());
  const broken = new ReadableStream({ start(c) { c.error(new Error('broken')); } });
  await chunks(Readable.fromWeb(broken)).catch((error) => log(why(error)));
  const cancelled = new ReadableStream({ cancel(reason) { log('cancelled', reason); } });
  await new Promise((resolve) => Readable.fromWeb(cancelled).on('close', resolve).destroy());
  const sink = (name) => new WritableStream({
    write(chunk) { log(name, chunk); }, close() { log(name, 'close'); }, abort(r) { log(name, 'abort', why(r)); },
  });
  const writable = Writable.fromWeb(sink('plain'));
  writable.write('é');
  writable.write(Buffer.from('b'));
  await new Promise((resolve) => writable.end('end', resolve));
  const objects = Writable.fromWeb(sink('objects'), { objectMode: true });
  await new Promise((resolve) => objects.end({ a: 1 }, resolve));
  const strings = Writable.fromWeb(sink('strings'), { decodeStrings: false });
  await new Promise((resolve) => strings.end('text', resolve));
  const aborted = Writable.fromWeb(sink('aborted'));
  await new Promise((resolve) => aborted.on('error', (error) => log(why(error))).on('close', resolve).destroy(new Error('no')));
  const duplex = Duplex.fromWeb(new TransformStream(), { encoding: 'utf8' });
  duplex.end('across');
  log(await chunks(duplex));
  for (const call of [() => Readable.fromWeb({}), () => Writable.fromWeb(1), () => Duplex.fromWeb({}),
    () => Duplex.fromWeb({ readable: new ReadableStream() }), () => Readable.fromWeb(new ReadableStream(), { encoding: 'x' }),
    () => Readable.fromWeb(new ReadableStream(), 1), () => Readable.fromWeb(new ReadableStream(), { objectMode: 1 })]) tried(call);
}

async function together() {
  const upper = () => new TransformStream({ transform(chunk, c) { c.enqueue(`${chunk}`.toUpperCase()); } });
  const written = [];
  const into = () => new WritableStream({ write(chunk) { written.push(chunk); }, close() { written.push('closed'); } });
  await stream.promises.pipeline(ReadableStream.from(['a', 'b']), upper(), into());
  await stream.promises.pipeline(Readable.from(['c']), upper(), new Writable({ objectMode: true, write(chunk, e, done) { written.push(chunk); done(); } }));
  await stream.promises.pipeline(['d'], upper(), async function* (source) { for await (const x of source) yield `${x}!`; }, into());
  log(written);
  const bad = new ReadableStream({ start(c) { c.error(new Error('broken')); } });
  await stream.promises.pipeline(bad, into()).catch((error) => log(why(error)));
  await new Promise((resolve) => pipeline(ReadableStream.from(['z']), new PassThrough({ objectMode: true }), into(), (error) => {
    log('piped', error);
    resolve();
  }));
  const open = ReadableStream.from(['x']);
  const over = stream.promises.finished(open);
  log(stream.isDisturbed(open), stream.isReadable(open), stream.isErrored(open));
  await chunks(open);
  await over;
  log(stream.isDisturbed(open), stream.isReadable(open), stream.isErrored(open));
  log(stream.isErrored(bad), stream.isWritable(into()));
  finished(new WritableStream({ start(c) { c.error(new Error('w')); } }), (error) => log('finished', why(error)));
  const abort = new AbortController();
  const endless = addAbortSignal(abort.signal, new ReadableStream());
  abort.abort();
  await chunks(endless).catch((error) => log(why(error)));
  log(await chunks(Duplex.from(ReadableStream.from(['d1', 'd2']))));
  const duplex = Duplex.from({ readable: ReadableStream.from([Buffer.from('r')]), writable: into() });
  duplex.end('w');
  log(await chunks(duplex));
  log(await consumers.text(ReadableStream.from(['te', 'xt'])), await consumers.json(new Blob(['{"a":1}']).stream()));
  log(await consumers.buffer(new Blob(['blob']).stream()), new Blob(['x']).stream());
  const reader = new Blob(['one', 'two']).stream().getReader({ mode: 'byob' });
  log(await reader.read(new Uint8Array(4)), await reader.read(new Uint8Array(4)));
}

async function moves() {
  const source = ReadableStream.from([{ m: 1 }]);
  const there = structuredClone(source, { transfer: [source] });
  log(source.locked, await chunks(there), source, await chunks(source));
  const copy = structuredClone(new File(['of a file'], 'name', { type: 'text/x', lastModified: 7 }));
  log(copy, await copy.text(), await structuredClone(new Blob(['of a blob'])).text());
  const { port1, port2 } = new MessageChannel();
  const heard = new Promise((resolve) => { port2.onmessage = ({ data }) => resolve(data); });
  const written = [];
  let over;
  const closed = new Promise((resolve) => { over = resolve; });
  const sink = new WritableStream({ write(chunk) { written.push(chunk); }, close: () => over() });
  port1.postMessage(sink, [sink]);
  const writer = (await heard).getWriter();
  await writer.write('over there');
  await writer.close();
  await closed;
  log(written);
  port1.close();
}

(async () => {
  for (const part of [toWeb, fromWeb, together, moves]) { log(`-- ${part.name}`); await part(); }
})();
