// 'uncaughtException' that throws itself ends the program with 7.
process.on('uncaughtException', (error) => {
  console.log('first', error.message);
  throw new Error('second');
});
throw new Error('one');
