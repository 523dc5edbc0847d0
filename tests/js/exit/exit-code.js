// process.exitCode says how the program ends when it ends by itself; the exit listener may still change it.
process.exitCode = 1;
process.on('exit', (code) => {
  console.log('exit', code);
  process.exitCode = 17;
});
