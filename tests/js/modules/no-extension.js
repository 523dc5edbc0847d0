// A file without an extension in a package of modules.
console.log(require('./fixtures/typed-module/no-extension'));
import('./fixtures/typed-module/no-extension').then(
  () => console.log('imported'),
  (error) => console.log('as a module there is no', error.message.split(' ')[0]),
);
