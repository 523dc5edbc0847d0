//@ node: 20-24
// The same verbs with callbacks and as promises: what is told, and what is refused at once.
const fs = require('fs');
const { promisify } = require('util');
const home = fs.mkdtempSync(`${process.env.TMPDIR || '/tmp'}/twin-`);
process.on('exit', () => fs.rmSync(home, { recursive: true }));
const at = (name) => `${home}/${name}`;
const shown = (error) => error && [error.message.replaceAll(home, 'HOME'), error.code, error.errno, error.syscall];

// Checks of arguments throw here, and reject there.
for (const [name, ...args] of [
  ['stat'], ['stat', 7], ['stat', at('a')], ['open', at('a'), 'r', 0o600, 7], ['readFile', at('a'), 'no-such'],
  ['mkdir', at('a'), { recursive: 1 }], ['rename', at('a')], ['rename', at('a'), null], ['fchmod', 1, '9'], ['fstat', 'x'],
  ['read', 1, 'text'], ['write', 1, {}], ['readv', 1, 7], ['close', -5], ['exists', at('a')], ['opendir', at('a')],
]) {
  try {
    fs[name](...args);
    console.log(name, 'took it');
  } catch (error) {
    console.log(name, error.name, error.code);
  }
}

async function main() {
  const told = (name, ...args) => new Promise((resolve) => {
    fs[name](...args, (...news) => resolve(news.map((one) => (one instanceof Error ? shown(one) : one))));
  });
  console.log(await told('mkdir', at('d')));
  console.log(await told('mkdir', at('d')));
  console.log((await told('mkdir', at('d/e/f'), { recursive: true })).length);
  console.log(await told('writeFile', at('d/x'), 'hello'));
  console.log(await told('appendFile', at('d/x'), Buffer.from(' world')));
  console.log(await told('readFile', at('d/x'), 'utf8'));
  console.log(await told('readFile', at('d')));
  console.log(await told('readdir', at('d')));
  console.log(await told('readdir', at('d'), { recursive: true }));
  console.log(await told('unlink', at('none')));
  console.log(await told('access', at('d/x')));
  console.log(await told('symlink', 'x', at('d/l')), await told('readlink', at('d/l')));
  console.log(await told('truncate', at('d/x'), 5), await told('truncate', at('none')));
  console.log(await told('rm', at('d')));
  console.log(await told('rmdir', at('d')));
  console.log(await new Promise((resolve) => fs.exists(at('d'), resolve)), await promisify(fs.exists)(at('none')));

  const [, fd] = await told('open', at('rw'), 'w+');
  console.log(await told('write', fd, 'abcdef'), await told('write', fd, Buffer.from('XY'), 0, 2, 1));
  const room = Buffer.alloc(4);
  console.log((await told('read', fd, room, 0, 4, 0)).slice(0, 2), room.toString());
  console.log(await promisify(fs.read)(fd, { buffer: room, position: 2 }));
  console.log(await promisify(fs.write)(fd, 'z'), (await promisify(fs.readv)(fd, [room], 3)).bytesRead);
  console.log(await told('ftruncate', fd, 2), (await told('fstat', fd))[1].size, await told('close', fd));
  console.log((await told('read', fd, room, 0, 4, 0))[0].slice(0, 2));

  const { promises } = fs;
  console.log(await promises.readFile(at('none')).catch(shown));
  console.log(await promises.readFile(7.5).catch((error) => error.code));
  console.log(await promises.stat(at('none')).catch(shown), (await promises.stat(at('rw'))).size);
  console.log(await promises.mkdir(at('p/q'), { recursive: true }).then((made) => made.replace(home, 'HOME')));
  await promises.writeFile(at('p/w'), (function* () { yield 'one '; yield Buffer.from('two '); yield 'three'; })());
  console.log(await promises.readFile(at('p/w'), { encoding: 'latin1' }));
  await promises.copyFile(at('p/w'), at('p/v'));
  await promises.rm(at('p/w'));
  console.log(await promises.readdir(at('p')), await promises.access(at('p/w')).catch(shown));
  console.log(await promises.readFile(at('p/v'), { signal: AbortSignal.abort() }).catch((error) => [error.name, error.code]));
  console.log(await promises.realpath(at('p/../p/v')).then((path) => path.endsWith('p/v')));

  const handle = await promises.open(at('h'), 'w+');
  handle.on('close', () => console.log('the handle closes'));
  console.log(typeof handle.fd, await handle.write('0123456789'), (await handle.write(Buffer.from('AB'), 0, 2, 4)).bytesWritten);
  console.log((await handle.read(Buffer.alloc(6), 0, 6, 2)).buffer.toString(), (await handle.read({ position: 8 })).bytesRead);
  console.log((await handle.readFile('utf8')).length, (await handle.stat()).size);
  await handle.truncate(3);
  await handle.sync();
  await handle.writev([Buffer.from('p'), Buffer.from('q')], 0);
  console.log(await promises.readFile(at('h'), 'utf8'), (await handle.readv([Buffer.alloc(2)], 1)).bytesRead);
  await handle.close();
  console.log(handle.fd, await handle.read().catch((error) => [error.message, error.code, error.syscall]));
}
main();
