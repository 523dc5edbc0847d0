// The working folder.
const path = require('path');
process.chdir('..');
console.log(process.cwd() === path.dirname(__dirname));
try {
  process.chdir('no-such-folder');
} catch (error) {
  console.log(error.code, error.syscall);
}
