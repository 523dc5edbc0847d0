// What few programs ask `process` for: the shape of the answers.
//@ node: 24
process.removeAllListeners('warning');
function refused(name, call) {
  try {
    console.log(name, call());
  } catch ({ name: kind, code, message }) {
    console.log(name, kind, code, message);
  }
}

const types = (object) => Object.entries(object).map(([key, value]) => `${key}: ${typeof value}`).join(', ');
console.log(typeof process.constrainedMemory(), process.availableMemory() > 0);
console.log(types(process.threadCpuUsage()), types(process.cpuUsage()));
console.log(types(process.resourceUsage()));
refused('cpuUsage', () => process.threadCpuUsage({ user: -1, system: 0 }));
console.log(process.getBuiltinModule('fs') === require('fs'), process.getBuiltinModule('node:path') === require('path'));
console.log(process.getBuiltinModule('no-such-module'));
refused('getBuiltinModule', () => process.getBuiltinModule(1));

const thing = { ref() { console.log('ref'); }, unref() { console.log('unref'); } };
process.ref(thing);
process.unref(thing);
process.ref({});
process.ref(undefined);

const timer = setTimeout(() => {}, 10000);
const other = setTimeout(() => {}, 10000).unref();
setImmediate(() => {});
console.log(process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate'));
clearTimeout(timer);
clearTimeout(other);

console.log(Array.isArray(process.getgroups()), process.getuid() === process.geteuid());
refused('setuid', () => process.setuid({}));
refused('setuid', () => process.setuid('no such user at all'));
refused('setgid', () => process.setgid('no such group at all'));
refused('setgroups', () => process.setgroups('x'));
refused('setgroups', () => process.setgroups([1, -1]));
refused('initgroups', () => process.initgroups({}, 1));
refused('initgroups', () => process.initgroups('root'));
refused('execve', () => process.execve(1));
refused('execve', () => process.execve('/bin/true', ['a\0b']));
refused('execve', () => process.execve('/bin/true', [], { A: 1 }));
refused('exitCode', () => { process.exitCode = '1x'; });
refused('exitCode', () => { process.exitCode = 1.5; });
refused('exit', () => process.exit(true));
refused('kill', () => process.kill('x'));
refused('kill', () => process.kill(0, 'SIGNOT'));
refused('loadEnvFile', () => process.loadEnvFile('no-such-file'));
refused('dlopen', () => process.dlopen());

process.title = 'a title';
console.log(process.title);
const flags = process.allowedNodeEnvironmentFlags;
console.log(flags.has('--no-warnings'), flags.has('stack_trace_limit=5'), flags.has('-r'), flags.has('--cheese'));
console.log(Object.isFrozen(flags), flags.add('x').has('x'));
