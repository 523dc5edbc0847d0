// process is an emitter like others.
console.log(process.listenerCount('exit'));
process.once('own', (value) => console.log('own', value));
console.log(process.emit('own', 1), process.emit('own', 2), process.eventNames().includes('own'));
