// Facts about the process: types, not values, which differ from machine to machine.
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
console.log(process.pid > 0, process.ppid > 0, process.platform === 'linux' || process.platform, typeof process.arch);
console.log(process.cwd() === __dirname, typeof process.title, Array.isArray(process.execArgv), process.exitCode);
console.log(process.argv0.length > 0, process.execPath.startsWith('/'));
console.log(/^v\d+\.\d+\.\d+/.test(process.version), process.versions.node === process.version.slice(1), process.release.name);
console.log(isNumber(process.uptime()), process.uptime() < 3600);
const memory = process.memoryUsage();
console.log(Object.keys(memory).sort().join(), isNumber(memory.rss), memory.rss > 1000000, process.memoryUsage.rss() > 1000000);
const before = process.hrtime();
const span = process.hrtime(before);
console.log(before.length, span[0] < 3600, isNumber(span[1]), typeof process.hrtime.bigint(), process.hrtime.bigint() <= process.hrtime.bigint());
console.log(isNumber(process.cpuUsage().user), isNumber(process.cpuUsage().system));
console.log(String(process), Object.prototype.toString.call(process), process instanceof require('events'));
console.log(globalThis.process === process, require('process') === process);
console.log(isNumber(process.getuid()), isNumber(process.getgid()), isNumber(process.umask()));
