// glob: files by patterns.
const { glob, globSync, globStream, Glob, hasMagic, escape } = require('glob');
const fs = require('fs');
const os = require('os');
const path = require('path');

const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'evloop-glob-'));
for (const file of ['a.js', 'b.ts', '.hidden.js', 'src/c.js', 'src/deep/d.js', 'src/deep/e.json', 'node_modules/x/f.js']) {
  fs.mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
  fs.writeFileSync(path.join(cwd, file), file);
}
fs.symlinkSync('src', path.join(cwd, 'link'));

(async () => {
  const show = (name, found) => console.log(name, [...found].sort());
  show('**/*.js', await glob('**/*.js', { cwd }));
  show('sync', globSync('**/*.js', { cwd, ignore: 'node_modules/**' }));
  show('dot', await glob('*', { cwd, dot: true, nodir: true }));
  show('braces', await glob('src/**/*.{js,json}', { cwd }));
  show('extglob', await glob('+(a|b).@(js|ts)', { cwd }));
  show('class', await glob(['[a-b].?s', 'src/[!c]*/*'], { cwd }));
  show('follow', await glob('link/**/*.js', { cwd, follow: true }));
  show('mark', await glob('*', { cwd, mark: true }));
  show('absolute', (await glob('src/*.js', { cwd, absolute: true })).map((file) => path.relative(cwd, file)));

  const streamed = [];
  for await (const file of globStream('src/**', { cwd, nodir: true })) streamed.push(file);
  show('stream', streamed);
  const typed = await new Glob('src/*', { cwd, withFileTypes: true, stat: true }).walk();
  show('types', typed.map((entry) => `${entry.name} ${entry.isDirectory()} ${entry.isFile() ? entry.size : '-'}`));
  console.log(hasMagic('a*'), hasMagic('a'), escape('a*[b]'));

  const controller = new AbortController();
  controller.abort(new Error('enough'));
  await glob('**', { cwd, signal: controller.signal }).catch((error) => console.log(error.message));
})().finally(() => fs.rmSync(cwd, { recursive: true }));
