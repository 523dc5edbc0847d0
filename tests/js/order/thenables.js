// What a promise is resolved with decides how many turns of the microtask queue pass.
const log = (name) => (value) => console.log(name, value ?? '');
const thenable = { then(resolve) { console.log('then is called'); resolve('by a thenable'); } };
const promise = Promise.resolve('by a promise');

new Promise((resolve) => resolve(thenable)).then(log('1'));
new Promise((resolve) => resolve(promise)).then(log('2'));
Promise.resolve(promise).then(log('3'));
Promise.resolve('by a value').then(log('4'));
(async () => thenable)().then(log('5'));
(async () => promise)().then(log('6'));
(async () => log('7')(await thenable))();
(async () => log('8')(await promise))();
(async () => { for (let turn = 1; turn < 6; turn++) log('turn')(await turn); })();
process.nextTick(log('tick'));

class Derived extends Promise {
  then(onFulfilled, onRejected) {
    console.log('then of Derived');
    return super.then(onFulfilled, onRejected);
  }
}
(async () => log('9')(await Derived.resolve('derived')))();
Promise.resolve('finally').finally(() => thenable).then(log('10'));
Promise.reject('rejected').finally(() => log('finally')()).catch(log('11'));
