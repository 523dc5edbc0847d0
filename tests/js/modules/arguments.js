//@ args: one --two three=3
// The program's own arguments.
const path = require('path');
console.log(process.argv.length, path.basename(process.argv[1]), process.argv.slice(2));
