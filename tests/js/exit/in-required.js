// In a required file.
process.on('exit', (code) => console.log('exit', code));
require('./fixtures/exits');
console.log('never');
