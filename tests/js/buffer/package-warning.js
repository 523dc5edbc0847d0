// What is deprecated is not warned of inside a package, unless one asks for it.
const { spawnSync } = require('child_process');
const path = require('path');
const program = path.join(__dirname, 'fixtures', 'uses-old.js');
for (const options of [[], ['--pending-deprecation'], ['--pending-deprecation', '--no-deprecation']]) {
  const { status, stderr } = spawnSync(process.execPath, [...options, program], { encoding: 'utf8' });
  console.log(options.join(' '), status, /DEP0005/.test(stderr));
}
