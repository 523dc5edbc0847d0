// The usual thing: clean up and leave, by an exit code of one's own.
process.on('exit', (code) => console.log('exit', code));
process.on('SIGINT', (name, number) => {
  console.log('leaving because of', name);
  process.exit(128 + number);
});
setInterval(() => {}, 1e6);
setTimeout(() => process.kill(process.pid, 'SIGINT'), 5);
