//@ node: 24
// All functions of both flavours over a list of awkward paths.
const path = require('path');
const paths = ['', '.', '..', '/', '//', '///', 'a', 'a/', '/a', '/a/', 'a/b', 'a//b', '/a/../b', './a/./b/..', '../../a', 'a/..', 'file.txt',
  '.hidden', 'a.b.c', 'a.', '..a', '...', '/dir.x/file', '/dir/.x', 'dir/file.ext/', 'C:', 'C:\\', 'C:a', 'c:/a/../b', 'C:\\a\\b.js', '\\\\server\\share',
  '\\\\server\\share\\a\\..\\b', '\\\\.\\COM1', '\\\\?\\C:\\a', '\\a\\b', 'a\\b\\..\\c', '//server/share/x', 'a:b', 'NUL:', 'con', 'x/C:..'];
for (const [name, flavour] of [['posix', path.posix], ['win32', path.win32]]) {
  for (const one of paths) {
    const { normalize, dirname, basename, extname, isAbsolute, parse } = flavour;
    console.log(name, JSON.stringify([one, normalize(one), dirname(one), basename(one), extname(one), isAbsolute(one)]));
    console.log(JSON.stringify(parse(one)), flavour.format(parse(one)), flavour.join('x', one, '..', 'y'), flavour.join(one, 'z'));
  }
}
console.log(path.posix.resolve('/a', '..', '/b', 'c/./d'), path.posix.resolve('/a/b', '../c'), path.win32.resolve('C:\\a', '..\\b', 'D:x', 'C:y'));
for (const [from, to] of [['/a/b', '/a/c'], ['/a/b', '/a/b/c/d'], ['/', '/x'], ['/x', '/'], ['/a/b/c', '/d'], ['/foo', '/foobar'], ['/a', '/a/']]) console.log(path.relative(from, to));
for (const [from, to] of [['C:\\a\\b', 'C:\\a\\c'], ['C:\\', 'D:\\x'], ['c:\\A', 'C:\\a\\x'], ['\\\\s\\h\\a', '\\\\s\\h\\b'], ['C:\\a', 'C:\\']]) console.log(path.win32.relative(from, to));
console.log(path.basename('/a/b.js', '.js'), path.basename('b.js', 'b.js'), path.basename('a/.js', '.js'), path.win32.toNamespacedPath('C:\\a'), path.sep, path.delimiter);
console.log(path.format({ root: '/', name: 'n', ext: 'x' }), path.format({ dir: '/d', base: 'b', name: 'n' }), path.posix === path, path.win32.posix === path);
for (const call of [() => path.join(1), () => path.resolve('a', {}), () => path.parse(null), () => path.format('x'), () => path.basename('a', 1)]) {
  try { call(); } catch (error) { console.log(error.code, error.message); }
}
