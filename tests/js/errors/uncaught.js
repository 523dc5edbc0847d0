// An exception that nobody catches: where, what, by which way; and the exit code.
function inner(value) {
  throw new TypeError('no ' + value);
}

const outer = (value) => inner(value);

class Thing {
  method() {
    outer('good');
  }
}
console.log('before');
new Thing().method();
console.log('never');
