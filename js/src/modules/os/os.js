// The system that a program runs on.

const system = require('os/native');
const { codes } = require('internal/errors');
const { validateInt32 } = require('internal/validators');

// What a native has answered, unless it is a negative errno: that is thrown.
function answer(value, syscall) {
  if (typeof value !== 'number' || value >= 0) return value;
  const { entry } = require('internal/uv');
  const [code, message] = entry(value) ?? ['UNKNOWN', 'unknown error'];
  throw new codes.ERR_SYSTEM_ERROR({ errno: value, code, message, syscall });
}

// uname(2) says the same all the time.
let known;
function identity(index) {
  known ??= answer(system.identity(), 'uv_os_uname');
  return known[index];
}

exports.arch = function arch() { return process.arch; };
exports.availableParallelism = function availableParallelism() { return system.parallelism(); };

exports.cpus = function cpus() {
  const found = answer(system.processors(), 'uv_cpu_info');
  const list = [];
  for (let i = 0; i < found.length; i += 7) {
    const [model, speed, user, nice, sys, idle, irq] = found.slice(i, i + 7);
    list.push({ model, speed, times: { user, nice, sys, idle, irq } });
  }
  return list;
};

exports.endianness = function endianness() {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'LE' : 'BE';
};

exports.freemem = function freemem() { return answer(system.memory(), 'uv_get_free_memory')[1]; };

exports.getPriority = function getPriority(pid) {
  if (pid === undefined) pid = 0;
  else validateInt32(pid, 'pid');
  return answer(system.priority(pid), 'uv_os_getpriority')[0];
};

exports.homedir = function homedir() {
  return process.env.HOME || answer(system.user(false), 'uv_os_homedir')[3];
};

exports.hostname = function hostname() { return answer(system.hostName(), 'uv_os_gethostname'); };
exports.loadavg = function loadavg() { return system.loadAverage(); };

exports.networkInterfaces = function networkInterfaces() {
  const found = answer(system.interfaces(), 'uv_interface_addresses');
  const byName = {};
  for (let i = 0; i < found.length; i += 8) {
    const [name, address, netmask, isV6, mac, internal, prefix, scopeid] = found.slice(i, i + 8);
    const cidr = prefix === null ? null : `${address}/${prefix}`;
    const entry = { address, netmask, family: isV6 ? 'IPv6' : 'IPv4', mac, internal, cidr };
    if (isV6) entry.scopeid = scopeid;
    (byName[name] ??= []).push(entry);
  }
  return byName;
};

exports.platform = function platform() { return process.platform; };
exports.release = function release() { return identity(1); };

exports.setPriority = function setPriority(pid, priority) {
  if (priority === undefined) {
    priority = pid;
    pid = 0;
  }
  validateInt32(pid, 'pid');
  validateInt32(priority, 'priority', -20, 19);
  answer(system.setPriority(pid, priority), 'uv_os_setpriority');
};

exports.tmpdir = function tmpdir() {
  const { TMPDIR, TMP, TEMP } = process.env;
  const path = TMPDIR || TMP || TEMP || '/tmp';
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
};

exports.totalmem = function totalmem() { return answer(system.memory(), 'uv_get_total_memory')[0]; };
exports.type = function type() { return identity(0); };

exports.userInfo = function userInfo(options) {
  const encoding = options !== null && typeof options === 'object' ? options.encoding : undefined;
  const isText = encoding === undefined || encoding === 'utf8' || encoding === 'utf-8';
  const [uid, gid, username, homedir, shell] = answer(system.user(!isText), 'uv_os_get_passwd');
  const shown = (name) => (isText || encoding === 'buffer' ? name : name.toString(encoding));
  return { __proto__: null, uid, gid, username: shown(username), homedir: shown(homedir), shell: shown(shell) };
};

exports.uptime = function uptime() { return system.uptime(); };
exports.version = function version() { return identity(2); };
exports.machine = function machine() { return identity(3); };

// `${os.hostname}` is what os.hostname() gives.
for (const name of [
  'arch', 'availableParallelism', 'endianness', 'freemem', 'homedir', 'hostname', 'platform', 'release', 'tmpdir', 'totalmem',
  'type', 'uptime', 'version', 'machine',
]) {
  const ask = exports[name];
  ask[Symbol.toPrimitive] = () => ask();
}

function fixed(name, value) {
  Object.defineProperty(exports, name, { value, enumerable: true, writable: false, configurable: name !== 'constants' });
}

fixed('constants', require('os/constants'));
fixed('EOL', '\n');
fixed('devNull', '/dev/null');
