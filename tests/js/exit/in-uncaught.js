process.on('uncaughtException', () => process.exit(14));
process.on('exit', (code) => console.log('exit', code));
throw new Error('x');
