// dotenv: variables of the environment from files.
const dotenv = require('dotenv');
const fs = require('fs');
const os = require('os');
const path = require('path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evloop-env-'));
const file = (name, text) => {
  fs.writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

try {
  console.log(dotenv.parse(`
# a comment
PLAIN=value
EMPTY=
SPACES =  around it
SINGLE='single $quoted # not a comment'
DOUBLE="two\\nlines"
export EXPORTED=yes # a comment
MULTI="first
second"
BACK=\`with "both" 'quotes'\`
EQUALS=a=b=c
  `));

  const first = file('.env', 'DEMO_NAME=first\nDEMO_KEPT=from the file');
  process.env.DEMO_KEPT = 'from outside';
  console.log(dotenv.config({ path: first, quiet: true }).parsed, process.env.DEMO_NAME, process.env.DEMO_KEPT);
  dotenv.config({ path: first, override: true, quiet: true });
  console.log(process.env.DEMO_KEPT);
  const second = file('.env.local', 'DEMO_NAME=second\nDEMO_MORE=1');
  const own = {};
  dotenv.config({ path: [second, first], processEnv: own, quiet: true });
  console.log(own);
  const missing = dotenv.config({ path: path.join(folder, 'none'), quiet: true });
  console.log(missing.error.code, missing.parsed);
  dotenv.populate(own, { DEMO_NAME: 'third' }, { override: true });
  console.log(own.DEMO_NAME);
} finally {
  fs.rmSync(folder, { recursive: true });
}
