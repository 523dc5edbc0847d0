// Scenario 151: whatever is thrown is told as it is, however odd, and the program goes on.
const odd = {
  'null': null,
  'undefined': undefined,
  'a symbol': Symbol('thrown'),
  'a number': -0,
  'a big one': 12n,
  'nothing': '',
  'a function': () => {},
  'a revoked proxy': (({ proxy, revoke }) => { revoke(); return proxy; })(Proxy.revocable({}, {})),
  'frozen': Object.freeze(new Error('frozen')),
  'huge': new Error('x'.repeat(1e6)),
  'without a prototype': Object.create(null),
};
const names = Object.keys(odd);
process.on('uncaughtException', (thrown, origin) => console.log(names.find((each) => Object.is(odd[each], thrown)), origin));
for (const name of names) setTimeout(() => { throw odd[name]; }, 1);
setTimeout(() => console.log('goes on'), 1);
