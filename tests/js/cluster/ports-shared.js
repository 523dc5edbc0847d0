// See parts/ports.js.
process.argv[2] = 'shared';
require('./parts/ports');
