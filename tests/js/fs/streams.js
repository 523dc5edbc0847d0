// Files as streams: parts of them, their events in order, and how they fail.
const fs = require('fs');
const home = fs.mkdtempSync(`${process.env.TMPDIR || '/tmp'}/twin-`);
process.on('exit', () => fs.rmSync(home, { recursive: true }));
const at = (name) => `${home}/${name}`;

function follow(stream, name, events) {
  return new Promise((resolve) => {
    for (const event of events) {
      stream.on(event, (value) => {
        const shown = value instanceof Error ? value.message.replaceAll(home, 'HOME') : event === 'open' ? typeof value : value;
        console.log(name, event, shown === undefined ? '' : shown.toString());
      });
    }
    stream.on('close', resolve);
  });
}
const READ = ['open', 'ready', 'data', 'end', 'error', 'close'];
const WRITE = ['open', 'ready', 'drain', 'finish', 'error', 'close'];

async function main() {
  const out = fs.createWriteStream(at('a'));
  console.log(out.pending, out.bytesWritten, out.fd, out.path.endsWith('/a'), out.flags, out.mode);
  out.write('hello ');
  out.end('world');
  await follow(out, 'write', WRITE);
  console.log(out.bytesWritten, out.pending, out.closed, fs.readFileSync(at('a'), 'utf8'));

  const within = fs.createWriteStream(at('a'), { flags: 'r+', start: 6 });
  within.end('WO');
  await follow(within, 'within', WRITE);
  const more = fs.createWriteStream(at('a'), { flags: 'a', encoding: 'hex' });
  more.end('2121');
  await follow(more, 'append', WRITE);

  const all = fs.createReadStream(at('a'), 'utf8');
  console.log(all.pending, all.bytesRead);
  await follow(all, 'all', READ);
  console.log(all.bytesRead, all.fd);
  await follow(fs.createReadStream(at('a'), { start: 2, end: 7, highWaterMark: 4 }), 'part', READ);
  await follow(fs.createReadStream(at('a'), { start: 100 }), 'behind', READ);
  await follow(fs.createReadStream(at('a'), { end: 0 }), 'one', READ);
  await follow(fs.createReadStream(at('none')), 'none', READ);
  await follow(fs.createWriteStream(at('none/x')), 'nowhere', WRITE);
  const quiet = fs.createReadStream(at('a'), { emitClose: false });
  quiet.on('close', () => console.log('never'));
  quiet.resume();
  await new Promise((resolve) => quiet.on('end', resolve));

  const fd = fs.openSync(at('a'));
  const kept = fs.createReadStream('', { fd, autoClose: false, start: 1, end: 3 });
  kept.on('data', (data) => console.log('kept', data.toString()));
  await new Promise((resolve) => kept.on('end', resolve));
  console.log(fs.fstatSync(fd).size, kept.destroyed);
  fs.closeSync(fd);

  const handle = await fs.promises.open(at('a'));
  await follow(handle.createReadStream({ start: 6 }), 'handle', ['data', 'end', 'close']);
  console.log(handle.fd);

  const own = fs.createReadStream('anything', {
    fs: {
      open: (path, flags, mode, callback) => callback(null, 77),
      read(fd, buffer, offset, length, position, callback) {
        if (this.done) return callback(null, 0, buffer);
        this.done = true;
        buffer.write('made up', offset);
        callback(null, 7, buffer);
      },
      close(fd, callback) {
        console.log('closed', fd);
        callback();
      },
    },
  });
  await follow(own, 'own', READ);

  const pipe = fs.createReadStream(at('a')).pipe(fs.createWriteStream(at('b')));
  await follow(pipe, 'pipe', ['finish', 'close']);
  console.log(fs.readFileSync(at('b'), 'utf8'));
  const early = fs.createReadStream(at('a'));
  early.destroy(new Error('enough'));
  await follow(early, 'early', READ);
  let text = '';
  for await (const piece of fs.createReadStream(at('a'), { encoding: 'utf8', highWaterMark: 3 })) text += `[${piece}]`;
  console.log(text);

  for (const [make, options] of [
    ['createReadStream', { start: 'x' }], ['createReadStream', { start: 5, end: 2 }], ['createReadStream', { end: -1 }],
    ['createWriteStream', { start: -1 }], ['createReadStream', { fd: 'x' }], ['createReadStream', { encoding: 'x' }],
    ['createWriteStream', { flush: 1 }], ['createReadStream', 7],
  ]) {
    try {
      fs[make](at('a'), options);
    } catch (error) {
      console.log(make, error.name, error.code);
    }
  }
}
main();
