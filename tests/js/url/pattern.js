//@ node: 24
// URLPattern: patterns of URLs, what they become, what they match, and what is no pattern.
const COMPONENTS = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];
const shown = (pattern) => COMPONENTS.map((name) => `${name}=${pattern[name]}`).join(' ');

for (const args of [
  [], ['https://example.com/books/:id'], ['http{s}?://*.example.com/:folder/*'], ['/a/:b?', 'https://example.com:8080/x?q#h'],
  ['https://user:secret@example.com:443/'], ['data\\:text/:kind'], ['https://[\\:\\:1]:3000/x'], ['?q=:q#:part', 'https://x.com/p/'],
  [{ pathname: '/(\\d+)/:name([a-z]+)-:rest*' }], [{ pathname: '/{a}?{b/:c}+' }], [{ protocol: 'http', port: '80' }],
  [{ hostname: 'BÜCHER.example', pathname: '/ä b/../c', search: '?a=ö', hash: '#é' }],
  [{ pathname: 'sub/:x', baseURL: 'https://example.com/a/b?c#d' }], [{ protocol: 'data', pathname: 'a b/../c' }],
  [{ pathname: '/a-:b-(c-d)' }], [{ pathname: '/:id([a-z]+-\\d+)' }],
]) {
  const pattern = new URLPattern(...args);
  console.log(shown(pattern), pattern.hasRegExpGroups);
}

const books = new URLPattern({ hostname: '*.example.com', pathname: '/books/:id(\\d+)/:rest*' });
for (const args of [
  ['https://shop.example.com/books/12/a/b'], ['https://shop.example.com/books/12'], ['https://shop.example.com/books/x'],
  ['https://example.com/books/1'], [{ hostname: 'a.b.example.com', pathname: '/books/7' }], ['books/3', 'http://x.example.com/'],
  ['nowhere'], [{ port: 'none' }], [],
]) {
  const found = books.exec(...args);
  console.log(books.test(...args), found && JSON.stringify([found.inputs, found.hostname, found.pathname, found.search]));
}
const options = new URLPattern({ pathname: '/Ab/:c?' }, { ignoreCase: true });
console.log(options.test('x://h/aB'), options.exec({ pathname: '/AB' }).pathname, options.test({ pathname: '/AB/c/d' }));
console.log(new URLPattern('/x', 'https://h', { ignoreCase: true }).test('https://h/X'));

for (const fails of [
  () => URLPattern(), () => new URLPattern(1), () => new URLPattern({}, { ignoreCase: 1 }), () => new URLPattern('/relative'),
  () => new URLPattern({ pathname: '/(' }), () => new URLPattern({ pathname: '/:a/:a' }), () => new URLPattern({ pathname: '/(a(b))' }),
  () => new URLPattern({ hostname: 'a b' }), () => new URLPattern({ port: 'x' }), () => new URLPattern({ pathname: '/{a' }),
  () => new URLPattern({}, 'https://h'), () => new URLPattern({ pathname: '/(é)' }), () => new URLPattern({ baseURL: 'none' }),
  () => new URLPattern({ get hash() { throw new Error('mine'); } }), () => URLPattern.prototype.pathname,
  () => books.test.call({}, 'x'), () => books.exec(1), () => books.exec('x', 1), () => books.exec({}, 'https://h'),
]) {
  try {
    console.log(fails());
  } catch (error) {
    console.log(error.name, error.code, error.code === undefined ? error.message : '');
  }
}
console.log(Object.getOwnPropertyNames(URLPattern.prototype).sort().join(), require('url').URLPattern === URLPattern);
