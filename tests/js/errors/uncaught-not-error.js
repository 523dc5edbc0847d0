// What is thrown need not be an error.
process.on('exit', (code) => console.log('exit', code));
throw { code: 42, text: 'not an error' };
