//@ node: 24
// URL and URLSearchParams: what they take, what they show, what they refuse.
const url = require('url');

const tell = (what) => {
  try {
    console.log(what());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};

const full = new URL('http://a:b@x.y:8/z?q=1#h');
console.log(full, full.searchParams.keys(), full.searchParams.entries(), String(full), JSON.stringify(full));
console.log(new (class Mine extends URL {})('http://x'), Object.prototype.toString.call(full));
console.log({ a: { b: { c: full } } });
console.log(Object.keys(URL.prototype), Object.keys(URLSearchParams.prototype), URL.length, URLSearchParams.length);

tell(() => new URL('x', 'y'));
tell(() => new URL());
tell(() => new URL(Symbol('s')));
tell(() => URL('http://x'));
tell(() => URL.prototype.href);
tell(() => URL.prototype.toString());
tell(() => URL.canParse());
tell(() => [URL.canParse('x'), URL.canParse('x', 'http://y'), URL.parse('x'), URL.parse('../x', 'http://y/a/b/c').href]);
tell(() => URL.createObjectURL(1));
tell(() => URL.revokeObjectURL());
tell(() => { full.href = 'nope'; });
tell(() => {
  const changed = new URL('http://x/');
  changed.port = '99999';
  changed.host = 'a b';
  changed.protocol = 'ftp';
  changed.pathname = 'ü?#';
  changed.username = 'me:';
  changed.hash = 'end';
  return changed.href;
});
tell(() => {
  const both = new URL('http://x/?a=1');
  both.searchParams.append('b', '2 3');
  const before = both.href;
  both.search = '?z=1';
  return [before, both.href, both.searchParams.get('z')];
});

// Pairs.
const pairs = [
  5, null, undefined, '?a=b&c', { a: 1, b: [2, 3] }, new URLSearchParams('x=y'), [['a', 'b'], ['c', 'd']], [new Set(['a', 'b'])],
  [[1]], [1], [['a']], [{}], { [Symbol.iterator]: 1 }, Symbol('s'), 'a=\uD800', 'a+b=c%20d&%zz=1&=',
];
for (const init of pairs) tell(() => [new URLSearchParams(init), new URLSearchParams(init).toString()]);
tell(() => new URLSearchParams().append('a'));
tell(() => URLSearchParams.prototype.append.call({}));
tell(() => new URLSearchParams('a=1').forEach(1));
tell(() => Object.getPrototypeOf(new URLSearchParams().keys()).next.call({}));
tell(() => {
  const list = new URLSearchParams('b=2&a=1&b=3&c=4');
  list.set('b', 9);
  list.delete('c', '5');
  list.sort();
  return [list, list.size, list.has('a', '1'), list.has('a', '2'), list.getAll('b'), [...list.values()]];
});
tell(() => require('util').inspect(new URLSearchParams('a=1&a=2'), { breakLength: 2 }));

// Files.
for (const value of [1, 'http://x', 'file://host/x', 'file:///a%2fb', 'file:///a%20b', new URL('file:///ü')]) {
  tell(() => url.fileURLToPath(value));
}
tell(() => url.fileURLToPath('file:///C:/a/b', { windows: true }));
tell(() => url.pathToFileURL('/a b?#%\\\n\t"').href);
tell(() => url.pathToFileURL('C:\\a b\\c', { windows: true }).href);
tell(() => url.urlToHttpOptions(new URL('http://a%20b:c@[::1]:80/p?q#h')));
tell(() => url.urlToHttpOptions('http://x'));
tell(() => url.format(new URL('http://user:p@ünï.de/p?q#h'), { fragment: false, unicode: true, auth: false, search: false }));
tell(() => [url.domainToUnicode('xn--n3h.net'), url.domainToASCII('español.com'), url.domainToASCII('xn--iñvalid.com')]);
