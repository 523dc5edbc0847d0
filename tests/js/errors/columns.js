// Columns count UTF-16 units, also behind characters that take more bytes.
const path = require('path');
const first = (error) => `${error.message} ${path.basename(error.stack.split('\n')[1]).replace(')', '')}`;
/* ää */ class Ö { mäth() { return new Error('method'); } }
console.log(first(new Ö().mäth()));
for (const fails of [
  () => { /* 💥 */ const ü = null; ü.foo; },
  () => { /* 💥 */ const ü = null; ü.foo(); },
  () => { /* 💥 */ const ü = {}; ü.foo(); },
  () => { const ü = '€'; /* 💥 */ ü = 2; },
  () => { /* 'ß' */ throw new TypeError('thrown'); },
]) {
  try {
    fails();
  } catch (error) {
    console.log(first(error));
  }
}

const ässört = require('assert');
try { ässört(true); ässört.ok(''); ässört(null); } catch (error) { console.log(error.message); }
try { /* 💥 */ ässört(null); } catch (error) { console.log(error.message); }
