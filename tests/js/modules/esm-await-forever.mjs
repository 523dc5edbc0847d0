//@ node: 22
// Waiting for what never comes, with nothing else to do, ends with 13.
process.on('exit', (code) => console.log('exit', code));
console.log('waits');
await new Promise(() => {});
console.log('never');
