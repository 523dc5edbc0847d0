// process.allowedNodeEnvironmentFlags: what NODE_OPTIONS may say.

const FLAGS = [
  '--abort-on-uncaught-exception', '--deprecation', '--disable-warning', '--dns-result-order', '--enable-source-maps',
  '--env-file', '--env-file-if-exists', '--import', '--input-type', '--insecure-http-parser',
  '--interpreted-frames-native-stack', '--jitless', '--max-http-header-size', '--perf-basic-prof', '--perf-prof',
  '--redirect-warnings', '--seed', '--virtual-time',
  '--max-old-space-size', '--max-semi-space-size', '--network-family-autoselection',
  '--network-family-autoselection-attempt-timeout', '--no-deprecation', '--no-network-family-autoselection',
  '--no-warnings', '--pending-deprecation', '--require', '--stack-size', '--stack-trace-limit', '--throw-deprecation',
  '--title', '--trace-deprecation', '--trace-uncaught', '--trace-warnings', '--unhandled-rejections', '--warnings',
  '--zero-fill-buffers', '-r',
];

// A set that nobody can change, and that knows an option also without its dashes, with underscores, and with a value.
class Flags extends Set {
  add() {
    return this;
  }

  delete() {
    return false;
  }

  clear() {}

  has(key) {
    if (typeof key !== 'string') return false;
    if (/^-?r$/.test(key)) return true;
    // Only what is written as an option may have a value.
    const name = (key.startsWith('-') ? key.replace(/=.*$/s, '') : key).replaceAll('_', '-');
    if (/^--?(?!-)/.test(name) && !name.startsWith('--')) return false;
    return FLAGS.includes(name.startsWith('--') ? name : `--${name}`);
  }

  entries() {
    return new Set(FLAGS).entries();
  }

  values() {
    return FLAGS.values();
  }

  keys() {
    return FLAGS.values();
  }

  get size() {
    return FLAGS.length;
  }

  forEach(callback, receiver) {
    for (const flag of FLAGS) Reflect.apply(callback, receiver, [flag, flag, this]);
  }

  [Symbol.iterator]() {
    return FLAGS.values();
  }
}

module.exports = { flags: Object.freeze(new Flags()) };
