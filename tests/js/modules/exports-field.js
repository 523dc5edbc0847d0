// package.json's exports: conditions, subpaths, patterns, and what they hide.
console.log(require('with-exports'), require('with-exports/part'), require('with-exports/features/x.js'));
for (const hidden of ['with-exports/hidden.js', 'with-exports/nothing']) {
  try {
    console.log(require(hidden));
  } catch (error) {
    console.log(error.code);
  }
}
import('with-exports').then((space) => console.log(space.default));
console.log(require('./fixtures/mapped/uses'));
