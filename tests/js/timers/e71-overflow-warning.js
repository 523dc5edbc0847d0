// A length that does not fit into 32 bits is told once as a warning, and means 1 ms.
process.on('warning', (warning) => console.log(warning.name, '|', warning.message.split('\n')[0]));
setTimeout(() => console.log('fired'), 2 ** 31);
setTimeout(() => console.log('fits'));
setTimeout(() => console.log('never'), 2 ** 31 - 1).unref();
