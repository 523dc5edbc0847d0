// Scripts in realms of their own, and what they and the program see of each other.
const vm = require('vm');
const context = vm.createContext({ x: 1 });
console.log(vm.runInContext('x += 41; var y = 5; z = 7; function f() { return y } x', context));
console.log(context.x, context.y, context.z, typeof context.f, context.f());
context.y = 9;
console.log(vm.runInContext('y + z', context));
console.log(vm.runInContext('delete z', context), 'z' in context);
try {
  vm.runInContext('nope', context);
} catch (error) {
  console.log(error.name, error instanceof ReferenceError, error.message);
}
console.log(vm.runInNewContext('[1, 2]') instanceof Array, vm.isContext(context), vm.isContext({}));
console.log(vm.runInThisContext('globalThis === this'), new vm.Script('1 + 1').runInThisContext());
try {
  new vm.Script('var 1');
} catch (error) {
  console.log(error.name);
}
console.log(vm.compileFunction('return a + b', ['a', 'b'])(1, 2));
console.log(vm.compileFunction('return c', [], { contextExtensions: [{ c: 3 }] })());
try {
  vm.runInContext('1', {});
} catch (error) {
  console.log(error.code);
}
const script = new vm.Script('n = (typeof n === "number" ? n : 0) + 1');
const other = vm.createContext({});
console.log(script.runInContext(other), script.runInContext(other), other.n, typeof n);
