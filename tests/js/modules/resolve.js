// How a name finds its file: extensions, folders, package.json's main, node_modules up the tree, node: names.
const names = ['./fixtures/plain', './fixtures/folder', './fixtures/folder/', './fixtures/with-main', './fixtures/plain.txt',
  'package-a', 'package-a/lib/part', 'package-b', '@scope/package', './fixtures/dotted.name', './fixtures/both'];
for (const name of names) console.log(name, require(name));
console.log(require('./fixtures/inner/uses-package'));
console.log(require('node:net') === require('net'), require('node:events') === require('events'));
console.log(require.resolve('net'), require.resolve('node:net'), require.resolve('./fixtures/folder').replace(__dirname, 'DIR'));
console.log(require.resolve.paths('x')[0].replace(__dirname, 'DIR'), require.resolve.paths('net'));
