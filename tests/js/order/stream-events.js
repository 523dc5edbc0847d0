// The events of streams are told in ticks, in an order of their own.
const { Duplex, PassThrough, Readable, Transform, Writable } = require('stream');

const note = (name, stream, events) => {
  for (const event of events) stream.on(event, (value) => console.log(name, event, value?.toString?.() ?? ''));
};
// What breaks comes when all the rest is over.
let open = 3;
const over = () => --open === 0 && setImmediate(breaking);

const readable = Readable.from(['a', 'b'], { objectMode: false });
note('readable', readable, ['data', 'end', 'close']);
readable.on('close', over);

const writable = new Writable({
  highWaterMark: 2,
  write(chunk, encoding, callback) {
    console.log('write', chunk.toString());
    if (chunk.length > 1) setImmediate(callback);
    else callback();
  },
  final(callback) {
    console.log('final');
    process.nextTick(callback);
  },
});
note('writable', writable, ['drain', 'prefinish', 'finish', 'close']);
writable.on('close', over);
console.log(writable.write('x', () => console.log('written x')), writable.write('yz', () => console.log('written yz')));
writable.end('!', () => console.log('ended'));

setImmediate(() => {
  const transform = new Transform({
    transform(chunk, encoding, callback) { callback(null, `<${chunk}>`); },
    flush(callback) { callback(null, '.'); },
  });
  note('transform', transform, ['readable', 'data', 'end', 'finish', 'close']);
  transform.write('1');
  process.nextTick(() => console.log('tick'));
  queueMicrotask(() => console.log('microtask'));
  transform.end('2');
  setImmediate(over);
});

function breaking() {
  const broken = new PassThrough();
  note('broken', broken, ['error', 'close', 'end', 'finish']);
  broken.destroy(new Error('on purpose'));
  process.nextTick(() => console.log('tick after destroy'));
  const duplex = new Duplex({ read() {}, write(chunk, encoding, callback) { callback(new Error('refused')); } });
  note('duplex', duplex, ['error', 'close']);
  duplex.write('z', (error) => console.log('told', error.message));
  console.log('destroyed', broken.destroyed, duplex.destroyed);
}
