// A CommonJS file is a function: it may return.
console.log('before');
if (require.main === module) return;
console.log('never');
