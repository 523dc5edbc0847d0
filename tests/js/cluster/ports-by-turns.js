// See parts/ports.js.
process.argv[2] = 'by turns';
require('./parts/ports');
