// Tables of arrays, objects, maps and sets.
console.table([{ a: 1, b: 'x' }, { a: 2, c: true }]); console.table([[1, 2], [3, 4]]); console.table(new Map([['k', { v: 1 }], [2, 'z']]));
console.table(new Set([1, 'a'])); console.table([1, 'a', null]); console.table(5); console.table([{ a: 1, b: 2 }], ['a', 'q']);
console.table({ x: { p: 1 }, y: { p: '\u4f60\u597d' } });
console.table([]); console.table([1, { a: 3 }]); console.table([{ a: { x: 1, y: 2, z: 3 } }, { a: [1, 2, 3, 4, 5] }]); console.table('text'); console.table(null);
try { console.table([], 'x'); } catch (error) { console.log(error.message); }
