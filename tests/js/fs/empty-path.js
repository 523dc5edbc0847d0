// An empty path is one that leads nowhere, and errors show it; only realpath takes it for the current folder.
const fs = require('fs');
const told = (name) => (error) => console.log(name, error.code, error.message, JSON.stringify(error.path), error.dest);
const oneArgument = ['stat', 'lstat', 'open', 'readFile', 'mkdir', 'rmdir', 'unlink', 'readdir', 'access', 'readlink', 'rm'];
for (const name of oneArgument) {
  try {
    fs[`${name}Sync`]('');
  } catch (error) {
    told(`${name}Sync`)(error);
  }
}
try {
  fs.renameSync('', 'to');
} catch (error) {
  told('renameSync')(error);
}
console.log(fs.realpathSync('') === process.cwd(), fs.existsSync(''));

for (const name of ['readFile', 'writeFile', 'appendFile', 'symlink']) {
  for (const callback of [undefined, 'utf8', {}]) {
    try {
      fs[name](...(name === 'readFile' ? ['file'] : ['file', 'data']), callback);
    } catch (error) {
      console.log(name, error.code, error.message);
    }
  }
}

(async () => {
  for (const name of oneArgument) await new Promise((resolve) => fs[name]('', resolve)).then(told(name));
  for (const name of oneArgument) await fs.promises[name]('').catch(told(`promises.${name}`));
})();
