// Another program in this process.
//@ node: 24
process.on('exit', () => console.log('never told'));
process.removeAllListeners('warning');
console.log('before');
process.execve('/bin/sh', ['sh', '-c', 'echo "$0 $1 $X"', 'behind', `${process.pid === 0}`], { X: 'x' });
