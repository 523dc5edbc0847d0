// Listeners for signals, which hold nothing, and kill.
process.on('SIGUSR2', (name, number) => {
  console.log('signal', name, number);
  clearTimeout(timer);
});
const timer = setTimeout(() => console.log('never'), 1e6);
console.log(process.kill(process.pid, 'SIGUSR2'), process.kill(process.pid, 0));
try {
  process.kill(process.pid, 'SIGNOTHING');
} catch (error) {
  console.log(error.code, error.message);
}
