//@ node: 24
// Changes of files: told by the system, and seen by looking.
const fs = require('fs');
const home = fs.mkdtempSync(`${process.env.TMPDIR || '/tmp'}/twin-`);
process.on('exit', () => fs.rmSync(home, { recursive: true }));
const at = (name) => `${home}/${name}`;

// Waits until `watcher` tells of a name; the system may tell of others before, and more than once.
function hears(watcher, wanted, act) {
  return new Promise((resolve) => {
    const listener = (event, name) => {
      if (`${name}` !== wanted) return;
      watcher.off('change', listener);
      resolve(`${typeof event} ${Buffer.isBuffer(name) ? name.toString('hex') : name}`);
    };
    watcher.on('change', listener);
    act();
  });
}
const closes = (watcher) => new Promise((resolve) => watcher.on('close', () => resolve('closed')));

async function main() {
  const folder = fs.watch(home);
  console.log(folder.constructor.name, typeof folder.ref, folder.unref() === folder, folder.ref() === folder);
  console.log(await hears(folder, 'new', () => fs.writeFileSync(at('new'), '1')));
  console.log(await hears(folder, 'new', () => fs.appendFileSync(at('new'), '2')));
  console.log(await hears(folder, 'other', () => fs.renameSync(at('new'), at('other'))));
  console.log(await hears(folder, 'other', () => fs.unlinkSync(at('other'))));
  const end = closes(folder);
  folder.close();
  folder.close();
  console.log(await end);

  fs.writeFileSync(at('file'), '');
  const file = fs.watch(at('file'), 'buffer');
  console.log(await hears(file, 'file', () => fs.writeFileSync(at('file'), 'x')));
  file.close();

  fs.mkdirSync(at('tree/deep'), { recursive: true });
  const tree = fs.watch(at('tree'), { recursive: true });
  await new Promise(setImmediate);
  console.log(await hears(tree, 'deep/a', () => fs.writeFileSync(at('tree/deep/a'), '')));
  console.log(await hears(tree, 'b', () => fs.writeFileSync(at('tree/b'), '')));
  tree.close();

  const controller = new AbortController();
  const aborted = closes(fs.watch(home, { signal: controller.signal, persistent: false }));
  controller.abort();
  console.log(await aborted);

  const listened = fs.watch(home, { encoding: 'hex' }, (event, name) => {
    if (name !== Buffer.from('h').toString('hex')) return;
    console.log('listener', name);
    listened.close();
  });
  const done = closes(listened);
  fs.writeFileSync(at('h'), '');
  console.log(await done);

  const changes = fs.promises.watch(home);
  const first = changes.next();
  fs.writeFileSync(at('promised'), '');
  const { value } = await first;
  console.log(typeof value.eventType, value.filename, Object.getPrototypeOf(value));
  console.log(await changes.return());
  console.log(await fs.promises.watch(home, { signal: AbortSignal.abort() }).next().catch((error) => error.name));
  for (const options of [{ persistent: 1 }, { maxQueue: 'x' }, { overflow: 'y' }, { signal: 1 }, 7]) {
    console.log(await fs.promises.watch(home, options).next().catch((error) => error.code));
  }

  for (const args of [[at('none')], [7], [home, 7], [home, { persistent: 1 }], [home, { encoding: 'x' }]]) {
    try {
      fs.watch(...args).close();
      console.log('took it');
    } catch (error) {
      console.log(error.code, error.message.replaceAll(home, 'HOME'), error.filename?.replaceAll(home, 'HOME'));
    }
  }

  // By looking.
  const seen = await new Promise((resolve) => {
    const news = [];
    const watcher = fs.watchFile(at('looked'), { interval: 5 }, (now, before) => {
      news.push([now.size, before.size, now.isFile(), before.isFile()]);
      if (news.length === 1) fs.writeFileSync(at('looked'), 'four');
      else if (now.size === 4) resolve(news);
    });
    console.log(watcher.constructor.name, watcher === fs.watchFile(at('looked'), () => {}));
    watcher.on('stop', () => console.log('stopped'));
  });
  console.log(seen[0], seen.at(-1)[0]);
  fs.unwatchFile(at('looked'));
  fs.unwatchFile(at('never'));
  fs.watchFile(at('file'), { interval: 5, bigint: true, persistent: false }, () => {});
  try {
    fs.watchFile(at('file'));
  } catch (error) {
    console.log(error.code);
  }
}
main();
