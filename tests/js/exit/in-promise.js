// In a promise's reaction.
process.on('exit', (code) => console.log('exit', code));
Promise.resolve().then(() => process.exit(7)).then(() => console.log('never')).finally(() => console.log('never'));
queueMicrotask(() => console.log('never'));
