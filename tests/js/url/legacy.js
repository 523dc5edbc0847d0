//@ node: 26
// url.parse, url.format and url.resolve: ordinary and odd addresses.
const url = require('url');

process.removeAllListeners('warning');
process.on('warning', () => {});

const addresses = [
  '', '?a=b', '#h', '/foo?bar#baz', '/p\\q', '//some_path', '//x.com/y', '  http://x ', ' a b', 'x:1', 'tel:+1', 'ws://x',
  'HTTP://www.example.com/', 'http:/a.com', 'http:a.com', 'http://a.com:', 'http://1.1.1.1:80', 'http://x/p?a#b?c',
  'http:\\\\evil-phish\\foo.html', 'http://ex.com?a=b\\c', 'http://x.y.com+a/b/c', 'http://-a-.com-/',
  'http://USER:PW@www.ExAmPlE.com:80/p;x', 'http://user@mt0.google.com/vt/lyrs=m@114???&hl=en&src=api&x=2&s=',
  'http://user:pass@-;.tld._:80/x?y#z', 'http://a@b@c/', 'http://a@b?@c', 'http://a\r" \t\n<\'b:b@c\r\nd/e?f',
  'http://_jabber._tcp.google.com/test', 'http://a.com/\t\n<b>"\' `{}|\\^~`/', 'HtTp://x.y.cOm;a/b/c?d=e#f g<h>i',
  'http://bücher.jp/', 'http://www.Äffchen.cOm*A/b/c', 'http://SÉLIER.COM/', 'http://ｇｏｏ.com',
  'file:///etc/passwd', 'file://localhost/etc/passwd', 'file://foo/etc',
  'mailto:foo@bar.com?subject=hello', 'javascript:alert("x");', 'xmpp:user@host', 'svn+ssh://foo/bar',
  'dash-test:///foo/bar', 'git+http://u:p@h/p', 'coap://[1080:0:0:0:8:800:200C:417A]:61616/',
  'coap:u:p@::1:61616/.well-known/r?n=T#c', 'http://user:pass@[fe80::1]:3000/x', 'a:b:c',
];
const told = (what) => {
  try {
    return what();
  } catch (error) {
    return `${error.name} ${error.code} ${error.message}`;
  }
};

for (const address of addresses) {
  for (const slashesDenoteHost of [false, true]) {
    for (const parseQuery of [false, true]) {
      const found = told(() => ({ ...url.parse(address, parseQuery, slashesDenoteHost) }));
      console.log(JSON.stringify([address, parseQuery, slashesDenoteHost, found]));
    }
  }
}

const bases = [
  'http://example.com/b/c/d?q#f', 'mailto:user@h.com', '/a/b/c', 'a/b', 'http://u:p@h.com:8/x/y', 'file:///a/b/', 'http://h.com',
  'javascript:x', 'fred:///s//a/b/c', 'http:///s//a/b/c', 'zz:abc',
];
const references = [
  '', '.', '..', './', '../', '../../..', 'x', '/x', '//x/y', '?q', '#h', 'http://o.com/z', 'http:x', 'mailto:a@b', 'g;x=1/../y',
  '../../../../g', 'http:/p', 'g?y/./x', '#s/../x', 'javascript:y', 'file:x', 'https:a/b', './g/.', 'http:#hi', 'u@v', 'a:b', '/..',
  '//', 'http://h2', 'ftp:/x',
];
for (const base of bases) {
  for (const reference of references) {
    const found = told(() => [url.resolve(base, reference), { ...url.resolveObject(base, reference) }]);
    console.log(JSON.stringify([base, reference, found]));
  }
}

const objects = [
  {}, { host: 'x', pathname: 'y' }, { protocol: 'http', host: 'a.com', pathname: 'a?b#c', search: 'x#y', hash: 'z' },
  { hostname: '::1', port: 8, protocol: 'https:' }, { slashes: true, protocol: 'coap', hostname: 'x', port: 1, pathname: 'p' },
  { query: { a: [1, 2], b: '' }, pathname: '/' }, { auth: 'a b:c/@', host: 'h', protocol: 'http' },
  { protocol: 'file', pathname: 'x' }, { protocol: 'mailto:', auth: 'a', hostname: 'b' }, { pathname: 'x', protocol: 'javascript' },
  1, null, undefined, true, () => 1,
];
for (const object of objects) console.log(told(() => url.format(object)));
for (const value of [1, null, undefined, {}]) console.log(told(() => url.parse(value)));
