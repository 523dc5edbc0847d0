// A module that is not there.
process.on('exit', (code) => console.log('exit', code));
try {
  require('./fixtures/nowhere');
} catch (error) {
  console.log(error.code, error.message.split('\n')[0].replace(__dirname, 'DIR'));
}
try {
  require('no-such-package');
} catch (error) {
  console.log(error.code, error.message.split('\n')[0], error.requireStack.length);
}
try {
  require('node:no-such-builtin');
} catch (error) {
  console.log(error.code, error.message);
}
for (const odd of ['', 1, undefined]) {
  try {
    require(odd);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
