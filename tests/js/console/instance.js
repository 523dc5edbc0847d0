// Consoles on streams of one's own.
const { Console } = require('console');
const written = [];
const stream = (name) => ({ write(text) { written.push(`${name}: ${text}`); }, listenerCount: () => 0, once() {}, removeListener() {} });
const own = new Console(stream('out'), stream('err'));
own.log('log', { a: 1 }); own.error('error'); own.warn('%s', 'warn'); own.assert(false, 'assert %d', 1); own.assert(0); own.group('g'); own.log('a\nb');
own.error('c'); own.groupEnd(); own.table([{ a: 1 }]); own.count('n'); const { info } = own; info('bound');
const colored = new Console({ stdout: stream('color'), colorMode: true, groupIndentation: 4 }); colored.group(); colored.log('%s', 'x', 1, { b: 'y' });
const deep = new Console({ stdout: stream('deep'), inspectOptions: { depth: 0 } }); deep.log({ a: { b: 1 } });
class Sub extends Console { hello() { this.log('hello from', this.constructor.name); } } new Sub(stream('sub')).hello();
console.log(written.map((line) => JSON.stringify(line)).join('\n'));
console.log(own instanceof Console, Console(stream('x')) instanceof Console, Object.prototype.toString.call(own));
for (const call of [() => new Console(), () => new Console({ stdout: stream(''), colorMode: 'x' }), () => new Console(stream(''), {}),
  () => new Console({ stdout: stream(''), groupIndentation: 2000 }), () => new Console({ stdout: stream(''), colorMode: true, inspectOptions: { colors: true } })]) {
  try { call(); } catch (error) { console.log(error.code, error.message); }
}
