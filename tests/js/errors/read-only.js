// What cannot be written says so, and where, in V8's words.
'use strict';
const o = Object.freeze({ a: 1, n: { b: 1 } });
const list = Object.freeze([1]);
const k = 'a';
const g = { get x() { return 1; } };
const show = (f) => {
  try {
    f();
  } catch (error) {
    console.log(error.message, error.stack.split('\n')[1].replace(/.*read-only\.js/, ''));
  }
};
show(() => { o.a = 2; });
show(() => { o['a'] = 2; });
show(() => { o[k] = 2; });
show(() => { list[0] = 2; });
show(() => { o.a += 2; });
show(() => { o.a++; });
show(() => { o.more = 2; });
show(() => { list[1] = 2; });
show(() => { g.x = 2; });
show(() => { Math.PI = 2; });
show(() => { const c = 1; c = 2; });
show(() => { const c = 1; c += 2; });
show(() => { const c = 1; c++; });
show(() => { for (const c = 0; c < 2; c++); });
show(() => { (function f() { f = 1; })(); });
show(() => { undefined = 1; });
show(() => { globalThis.NaN = 1; });
show(() => { list.length = 0; });
show(() => { list.fill(0); });
show(() => { for (const x of o) console.log(x); });
for (const fails of [
  () => { delete o.a; }, () => [...o.n], () => Math.max(...k.length), () => new Date(NaN).toISOString(), () => JSON.stringify(1n),
  () => (1).toFixed(101), () => (1).toPrecision(0), () => Map(), () => Promise(), () => new DataView(new ArrayBuffer(1)).getInt16(0),
  () => 1n + 1, () => Math.max(1n), () => 1n / 0n, () => 'a'.replaceAll(/a/, ''), () => 'a'.startsWith(/a/),
  () => 'a'.normalize('x'), () => encodeURIComponent('\ud800'), () => new (class extends Object { constructor() { return 1; } })(),
  () => { const it = (function* () { yield it.next(); })(); it.next(); }, () => Date.prototype.getTime.call(1),
  () => Number.prototype.toString.call('a'),
]) {
  try {
    fails();
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
}
for (const fails of [
  () => new Proxy(1, {}), () => Object.defineProperty(1, 'a', {}), () => Reflect.ownKeys(1), () => Reflect.has(1, 'a'),
]) {
  try {
    fails();
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
}
const chained = Promise.resolve().then(() => chained);
chained.catch((error) => console.log(error.message));
