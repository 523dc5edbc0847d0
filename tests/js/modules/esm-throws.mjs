// An exception in an ES module.
function thrower() {
  throw new Error('in a module');
}
console.log('before');
thrower();
