// Both outputs, each in its order.
console.log('out 1');
console.error('error 1');
console.warn('error %s', 2);
process.stderr.write('error 3\n');
console.log('out 2');
