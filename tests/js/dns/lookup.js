// Addresses stand for themselves; names that cannot be are told from those that are not.
//@ node: 24
const dns = require('dns');
const log = (name) => (...answer) => console.log(name, ...answer.map((part) => part?.code ?? part));
dns.lookup('127.0.0.1', log('one'));
dns.lookup('::1', { all: true }, log('all'));
dns.lookup('127.0.0.1', 6, log('family'));
// No name, so nobody has to be asked, who might be out of reach.
dns.lookup('no..name', (error) => {
  console.log(error.message, error.code, error.syscall, error.hostname);
});
dns.promises.lookup('127.0.0.1').then((found) => console.log('promise', found));
dns.promises.lookup('::1', { all: true }).then((found) => console.log('promises', found));
for (const [name, ...args] of [
  ['no callback', '127.0.0.1'], ['number', 1, log()], ['family', 'a', 5, log()], ['options', 'a', 'b', log()],
  ['hints', 'a', { hints: 1 }, log()], ['all', 'a', { all: 1 }, log()], ['order', 'a', { order: 'first' }, log()],
]) {
  try {
    dns.lookup(...args);
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}
console.log(dns.getDefaultResultOrder());
dns.setDefaultResultOrder('ipv4first');
console.log(dns.promises.getDefaultResultOrder(), dns.NODATA, dns.CANCELLED, dns.EOF, dns.promises.TIMEOUT);
require('util').promisify(dns.lookup)('127.0.0.1').then((found) => console.log('promisified', found));
