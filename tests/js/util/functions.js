//@ node: 26
// promisify, callbackify, inherits, deprecate, and the smaller helpers.
const util = require('util');

const add = (a, b, done) => process.nextTick(done, a < 0 ? new Error('negative') : null, a + b);
const added = util.promisify(add);
const custom = () => {}; custom[util.promisify.custom] = async () => 'custom';
async function twice(n) { if (n < 0) throw null; return n * 2; }
const back = util.callbackify(twice);

(async () => {
  console.log(await added(1, 2), added.name, added.length);
  await added(-1, 0).catch((error) => console.log(error.message));
  console.log(await util.promisify(custom)(), util.promisify(added) === added);
  await new Promise((resolve) => back(4, (error, value) => { console.log(error, value); resolve(); }));
  await new Promise((resolve) => back(-4, (error) => { console.log(error.code, error.message, error.reason); resolve(); }));
  console.log(back.name, back.length);
})();

function Parent() {} Parent.prototype.hello = () => 'hello'; function Child() {}
util.inherits(Child, Parent); console.log(new Child().hello(), Child.super_ === Parent);
for (const call of [() => util.promisify(1), () => util.callbackify('x'), () => util.inherits(Child, null), () => util.inherits(),
  () => util.inherits(Child, () => {}), () => util.getSystemErrorName(1), () => util.getSystemErrorName('x')]) {
  try { call(); } catch (error) { console.log(error.name, error.code, error.message); }
}
process.on('warning', ({ name, code, message }) => console.log(name, code, message));
const old = util.deprecate(function old(a, b) { return a + b; }, 'old is old', 'DEP_TEST'); console.log(old(1, 2), old(3, 4), old.length);
console.log(util.getSystemErrorName(-2), util.getSystemErrorMessage(-2), util.getSystemErrorMap().get(-2));
console.log(JSON.stringify(util.toUSVString('a\ud800b')), util.types.isDate(new Date()), util.debuglog('none').enabled);
console.log(util.parseEnv('A=1\n# no\nexport B="two\\nlines" # c\nC=\'x # y\'\nD=  spaced  # c\nE=`a"b\'c`\nEMPTY=\n'));
for (const [style, text] of [['red', 'r'], [['bold', 'underline'], 'b'], ['#f80', 'hex'], ['none', 'n'], ['red', 'a\u001b[39mb']]) {
  console.log(JSON.stringify(util.styleText(style, text, { validateStream: false })));
}
try { util.styleText('nocolor', 'x'); } catch (error) { console.log(error.code, error.message.slice(0, 60)); }
