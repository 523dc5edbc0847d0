//@ node: 22
// Patterns, and what they find.
const fs = require('fs');
const home = fs.mkdtempSync(`${process.env.TMPDIR || '/tmp'}/twin-`);
process.on('exit', () => fs.rmSync(home, { recursive: true }));
process.chdir(home);
for (const file of ['a.js', 'b.ts', '.hidden', 'lib/c.js', 'lib/d/e.js', 'lib/d/.f', 'lib/d/g.json', 'test/c.test.js']) {
  fs.mkdirSync(require('path').dirname(file), { recursive: true });
  fs.writeFileSync(file, '');
}
fs.symlinkSync('..', 'lib/up');
const find = (pattern, options) => console.log(JSON.stringify(pattern), fs.globSync(pattern, options).sort().join(' '));

for (const pattern of [
  '*', '*.js', '**/*.js', './*.js', 'lib/**', 'lib/**/', '**/d/*', '{a,b}.*', '[ab].?s', 'lib/*/e.js', '+(lib|test)/*.js',
  '!(lib)/*.js', 'lib/../a.js', 'lib/', 'a.js/', '.*', 'lib/d/.*', 'none/*', '**/none', 'lib/up/a.js', '**', 'lib/?.js',
]) find(pattern);
find(['*.ts', 'lib/*.js', '*.ts']);
find('**/*.js', { exclude: ['lib/**'] });
find('**/*.js', { exclude: (name) => name === 'd' });
find('*.js', { cwd: `${home}/lib` });
find('*.js', { cwd: '/nowhere' });
console.log(fs.globSync('lib/*', { withFileTypes: true }).map((entry) => [entry.name, entry.isDirectory(), entry.isFile()]).sort());
fs.glob('*.js', (error, found) => console.log(error, found));
(async () => {
  const found = [];
  for await (const name of fs.promises.glob('lib/**/*.js')) found.push(name);
  console.log(found.sort());
  for (const args of [[7], [['a', 7]], ['a', 7], ['a', { exclude: 7 }]]) {
    try {
      fs.globSync(...args);
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
})();
