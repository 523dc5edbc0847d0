//@ node: 24
// Messages of the language's own errors are V8's.
const o = { a: {}, f() { return 1; }, g() { return {}; } };
const cases = [
  () => null.x,
  () => undefined.x.y,
  () => o.none.x,
  () => { o.none.x = 1; },
  () => o.none['a b'],
  () => none,
  () => { early; let early; },
  () => { const c = 1; c = 2; },
  () => o.zz(),
  () => o.a.b.c(),
  () => o.a.b(1, 2),
  () => o.g().x(),
  () => o.a[0](1),
  () => o['k-y'](),
  () => new o.p(),
  () => { let q = 5; q(); },
  () => Symbol() + '',
  () => Symbol() * 2,
  () => new Array(-1),
  () => [].reduce((a, b) => a),
  () => decodeURIComponent('%'),
  () => { class A {} A(); },
  () => { class A {} class B extends A { constructor() { this.x; } } new B(); },
  () => { (function f() { f(); })(); },
  () => JSON.parse('abc'),
  () => JSON.parse('{"a":x}'),
  () => JSON.parse(''),
  () => JSON.parse('[1, 2'),
  () => JSON.parse(`{"long": "${'x'.repeat(50)}", wrong}`),
  () => JSON.parse(undefined),
];
for (const run of cases) {
  try {
    run();
    console.log('nothing thrown by', String(run));
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
}
