// Without listeners, and again when the last has gone, a signal ends the program.
const listener = () => console.log('never');
process.on('SIGTERM', listener);
process.on('SIGTERM', listener);
process.removeListener('SIGTERM', listener);
process.once('SIGTERM', listener);
process.removeAllListeners('SIGTERM');
console.log(process.listenerCount('SIGTERM'));
process.on('exit', () => console.log('never'));
process.kill(process.pid, 'SIGTERM');
setTimeout(() => console.log('never'), 1e6);
