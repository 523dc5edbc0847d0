// What the system is: shapes and kinds, since the values are this machine's.
const os = require('os');

console.log(Object.keys(os).sort().join(' '));
for (const name of Object.keys(os)) {
  const value = os[name];
  if (typeof value !== 'function' || name === 'setPriority') continue;
  console.log(name, value.length, typeof value(), Symbol.toPrimitive in value, Array.isArray(value()));
}
console.log(os.EOL === '\n', os.devNull, os.platform() === process.platform, os.arch() === process.arch);
console.log(os.cpus().every(({ model, speed, times }) => typeof model === 'string' && typeof speed === 'number' &&
  Object.values(times).every(Number.isFinite)), Object.keys(os.cpus()[0]), Object.keys(os.cpus()[0].times));
console.log(os.loadavg().length, os.freemem() <= os.totalmem(), os.uptime() > 0, os.availableParallelism() <= os.cpus().length);
console.log(Object.values(os.networkInterfaces()).flat().every(({ address, cidr, family, internal, mac, netmask }) =>
  address && cidr.startsWith(address) && /^IPv[46]$/.test(family) && typeof internal === 'boolean' && mac.length === 17 && netmask));
console.log(os.userInfo().uid === process.getuid(), Object.keys(os.userInfo()), Object.getPrototypeOf(os.userInfo()));
console.log(Buffer.isBuffer(os.userInfo({ encoding: 'buffer' }).username), os.userInfo('x').username === os.userInfo().username);
console.log(os.userInfo({ encoding: 'hex' }).homedir === Buffer.from(os.userInfo().homedir).toString('hex'));

for (const [temporary, other] of [['/a/', ''], ['/', ''], ['', '/b'], ['', ''], ['/c//', '']]) {
  process.env.TMPDIR = temporary;
  process.env.TMP = other;
  process.env.TEMP = '';
  console.log(os.tmpdir());
}
process.env.HOME = '/somewhere';
console.log(os.homedir(), `${os.tmpdir}`, `${os.platform}` === process.platform);

os.setPriority(os.getPriority());
os.setPriority(0, os.getPriority(process.pid));
for (const [name, ...args] of [
  ['getPriority', 'x'], ['getPriority', 1.5], ['getPriority', 2 ** 31], ['setPriority'], ['setPriority', 20], ['setPriority', 0, -21],
  ['setPriority', 0, 'x'], ['getPriority', -1], ['getPriority', 2 ** 31 - 1],
]) {
  try {
    console.log(name, args, os[name](...args));
  } catch (error) {
    console.log(name, args, error.name, error.code, error.message, error.info);
  }
}

console.log(Object.keys(os.constants), os.constants.priority, os.constants.errno.ENOENT, os.constants.signals.SIGKILL);
console.log(os.constants.dlopen.RTLD_LAZY, Object.keys(os.constants.errno).length > 70, Object.getPrototypeOf(os.constants.errno));
console.log(Object.getOwnPropertyDescriptor(os, 'constants').writable);
