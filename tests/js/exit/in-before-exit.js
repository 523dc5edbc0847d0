process.on('beforeExit', () => process.exit(13));
process.on('exit', (code) => console.log('exit', code));
