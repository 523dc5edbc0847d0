//@ stdin: some\nlines\n
// What comes by standard input is waited for.
setTimeout(() => console.log('an hour'), 36e5);
require('readline').createInterface({ input: process.stdin }).on('line', (line) => console.log(line, performance.now()));
