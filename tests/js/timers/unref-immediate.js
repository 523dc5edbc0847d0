// An immediate that does not hold the loop, with nothing else to do.
console.log('main');
setImmediate(() => console.log('never')).unref();
