// Everything a console prints to standard output.
console.log(); console.log(''); console.log('text', 1, -0, 2n, true, null, undefined, Symbol('s')); console.log('%s is %d', 'a', 1, { b: [1] });
console.info('info'); console.debug('debug', { a: 1 }); console.dir({ a: { b: { c: {} } } }, { depth: 0 }); console.dirxml({ a: 1 }, [2]);
console.group('Group', 1); console.log('in\nside'); console.group(); console.log({ a: 'x'.repeat(40), b: 'y'.repeat(40) }); console.groupEnd();
console.groupCollapsed('again'); console.log([1, [2, [3, [4, [5]]]]]); console.groupEnd(); console.groupEnd(); console.groupEnd(); console.log('out');
console.count(); console.count('label'); console.count(); console.countReset(); console.count(); console.assert(true, 'silent');
const { log } = console; log('alone'); [1, 2].forEach(console.log); console.log('%c styled', 'color: red'); console.log('100%', 5);
console.log(new Map([['a', new Set([1])]]), [undefined], [null], 'string', ['string'], new Error('message').message);
console.log(typeof console.Console, console instanceof console.Console, String(console), console.log.name);
console.time('t'); console.log(typeof console.timeEnd); console.clear();
