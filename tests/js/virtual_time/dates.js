// Date, with all its manners, goes by the same clock as everything else.
const vm = require('vm');

const start = Date.UTC(2000, 0, 1);
console.log(Date.now() === start, new Date().getTime() === start, new Date(undefined).getTime(), +new Date(0));
console.log(Date() === new Date().toString(), Date(0) === Date(), typeof Date());
console.log(new Date(2001, 1, 3, 4).getHours(), new Date('2001-02-03T04:05:06Z').toISOString(), new Date(new Date()) - start);
console.log(Date.name, Date.length, Date.now.name, Date.now.length, Object.keys(Date), Object.getOwnPropertyNames(Date).sort());
console.log(Date.prototype.constructor === Date, new Date() instanceof Date, Object.prototype.toString.call(new Date()));
console.log(Object.getOwnPropertyDescriptor(globalThis, 'Date').enumerable, require('util').types.isDate(new Date()));
class Later extends Date {
  constructor(...args) {
    super(...args);
    this.later = true;
  }
}
const later = new Later();
console.log(later instanceof Later, later instanceof Date, later.later, later - start, new Later(5) - 0);
console.log(Reflect.construct(Date, [], Array) instanceof Array, structuredClone(new Date()) - start);
console.log(Date.now() - start, vm.runInNewContext('[Date.now(), +new Date(), Date() === new Date().toString()]'));

setTimeout(() => {
  console.log(new Date(), new Date() - start, vm.runInNewContext('Date.now()') - start);
  console.log(performance.timeOrigin - start, performance.timeOrigin + performance.now() - Date.now());
  performance.mark('noon');
  console.log(performance.measure('morning', { end: 'noon' }).duration, process.hrtime.bigint());
}, 12 * 36e5);
