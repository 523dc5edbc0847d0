process.on('unhandledRejection', () => process.exit(15));
process.on('exit', (code) => console.log('exit', code));
Promise.reject(1);
