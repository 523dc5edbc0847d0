// Name servers as programs write them, and what a resolver takes.
const dns = require('dns');
const resolver = new dns.Resolver();
console.log(resolver.getServers().length > 0, Object.keys(resolver));
resolver.setServers(['4.4.4.4:53', '[2001:db8::1]:53', '1.2.3.4:666', '[fe80::1]:666', '[fe80::2]', '::3']);
console.log(resolver.getServers());
for (const servers of [['here'], ['1.2.3.4:port'], [1], 'x', ['[::1']]) {
  try {
    resolver.setServers(servers);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
for (const options of [{ timeout: -2 }, { tries: 0 }, { timeout: 'a' }]) {
  try {
    new dns.Resolver(options);
  } catch (error) {
    console.log(error.name, error.code);
  }
}
for (const addresses of [['bad'], ['::1', '::2'], ['127.0.0.1', '127.0.0.2'], [1]]) {
  try {
    resolver.setLocalAddress(...addresses);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
for (const [method, ...args] of [
  ['resolve', 'a', 'HI', () => {}], ['resolve', 'a', [], () => {}], ['resolve4', 1, () => {}], ['resolve4', 'a'],
  ['reverse', 'no address', () => {}],
]) {
  try {
    resolver[method](...args);
  } catch (error) {
    console.log(method, error.code, error.message);
  }
}
dns.setServers(['127.0.0.9']);
console.log(dns.getServers(), dns.promises.getServers(), resolver.getServers().length);
dns.resolveMx('hidden.onion', (error) => console.log(error.code, error.syscall, error.hostname, error.message));
