// Whole trees: copied, listed, removed.
const fs = require('fs');
const home = fs.mkdtempSync(`${process.env.TMPDIR || '/tmp'}/twin-`);
process.on('exit', () => fs.rmSync(home, { recursive: true }));
process.chdir(home);
process.umask(0o022);
const list = (folder) => fs.readdirSync(folder, { recursive: true, withFileTypes: true })
  .map((entry) => `${entry.parentPath}/${entry.name}${entry.isDirectory() ? '/' : entry.isSymbolicLink() ? '@' : ''}`).sort();
const shown = ({ code, errno, syscall, path, message }) =>
  [code, errno, syscall, path?.replaceAll(home, 'HOME'), message.replaceAll(home, 'HOME')].join(' | ');

async function both(name, ...args) {
  for (const run of [async () => fs.promises[name](...args), async () => fs[`${name}Sync`](...args)]) {
    try {
      console.log(name, await run());
    } catch (error) {
      console.log(name, error.code);
    }
  }
}

async function main() {
  fs.mkdirSync('src/deep/er', { recursive: true });
  fs.writeFileSync('src/one.txt', '1');
  fs.writeFileSync('src/deep/two.txt', '2', { mode: 0o640 });
  fs.symlinkSync('one.txt', 'src/link');
  fs.utimesSync('src/one.txt', 100, 200);

  fs.cpSync('src', 'all', { recursive: true });
  console.log(list('all'), fs.readlinkSync('all/link').replace(home, 'HOME'), (fs.statSync('all/deep/two.txt').mode & 0o777).toString(8));
  await fs.promises.cp('src', 'as-is', { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  console.log(fs.readlinkSync('as-is/link'), fs.statSync('as-is/one.txt').mtimeMs);
  await fs.promises.cp('src', 'files', { recursive: true, dereference: true, filter: async (path) => !path.includes('deep/er') });
  console.log(list('files'));
  const seen = [];
  fs.cpSync('src', 'some', { recursive: true, filter: (from, to) => seen.push(`${from} ${to}`) > 0 && !from.endsWith('txt') });
  console.log(seen.sort(), list('some'));
  fs.writeFileSync('all/one.txt', 'kept');
  fs.cpSync('src/one.txt', 'all/one.txt', { force: false });
  console.log(fs.readFileSync('all/one.txt', 'utf8'));
  for (const [from, to, options] of [
    ['src/one.txt', 'all/one.txt', { force: false, errorOnExist: true }], ['src', 'all'], ['src/one.txt', 'src/one.txt'],
    ['src', 'src/deep/x', { recursive: true }], ['src', 'all/one.txt', { recursive: true }], ['src/one.txt', 'all'],
    ['none', 'x'], ['src', 'x', { dereference: true, verbatimSymlinks: true }], ['src', 'x', { filter: 1 }], ['src', 'x', 1],
  ]) {
    console.log(await fs.promises.cp(from, to, options).catch(shown));
  }

  const dir = fs.opendirSync('src', { bufferSize: 1 });
  const names = [];
  for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) names.push(entry.name);
  console.log(names.sort(), dir.path);
  dir.closeSync();
  for (const verb of ['read', 'close']) console.log(verb, await (async () => dir[verb]())().catch((error) => error.code));
  const found = [];
  for await (const entry of await fs.promises.opendir('src', { recursive: true })) found.push(`${entry.parentPath}/${entry.name}`);
  console.log(found.sort());

  await both('rm', 'all');
  await both('rm', 'none');
  await both('rm', 'none', { force: true });
  await both('rm', 'src/link');
  await both('rmdir', 'src');
  await both('rm', 'src', { recursive: true });
  console.log(fs.existsSync('src'), fs.readdirSync('.').sort());
}
main();
