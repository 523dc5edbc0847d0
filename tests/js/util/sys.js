// The old name of `util`, and what is said about it.
const children = module.children.length;
console.log(require('sys') === require('util'), module.children.length === children);
process.on('warning', (warning) => console.log(warning.name, warning.code));
