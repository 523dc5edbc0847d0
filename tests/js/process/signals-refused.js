// What cannot be listened to, and what cannot be sent.
function attempt(what, fn) {
  try {
    console.log(what, fn() === process ? 'process' : 'done');
  } catch (error) {
    const { name, code, message, errno, syscall } = error;
    console.log(what, { name, code, message, errno, syscall });
  }
}
const listener = () => {};
attempt('on SIGKILL', () => process.on('SIGKILL', listener));
attempt('on SIGSTOP', () => process.on('SIGSTOP', listener));
console.log(process.listenerCount('SIGKILL'));
attempt('on SIGFOO', () => process.on('SIGFOO', listener));
attempt('on SIGPOLL', () => process.on('SIGPOLL', listener));
attempt('on SIGIOT', () => process.on('SIGIOT', listener));

attempt('kill nobody', () => process.kill());
attempt('kill a', () => process.kill('a'));
attempt('kill 1.5', () => process.kill(1.5));
attempt('kill null', () => process.kill(null, 0));
attempt('kill far away', () => process.kill(2 ** 22 + 5, 0));
attempt('kill with 0', () => process.kill(process.pid, 0));
attempt('kill with 999', () => process.kill(process.pid, 999));
attempt('kill with -1', () => process.kill(process.pid, -1));
attempt('kill with SIGFOO', () => process.kill(process.pid, 'SIGFOO'));
attempt('kill with sigint', () => process.kill(process.pid, 'sigint'));
attempt('kill with toString', () => process.kill(process.pid, 'toString'));
attempt('kill with an object', () => process.kill(process.pid, {}));
console.log(process.kill.name, process.kill.length);
