// Block lists and addresses as values.
//@ node: 24
const { BlockList, SocketAddress, connect } = require('net');
const list = new BlockList();
list.addAddress('1.1.1.1');
list.addRange('10.0.0.1', '10.0.0.9');
list.addSubnet('2001:db8::', 33, 'ipv6');
list.addSubnet(new SocketAddress({ address: '192.168.0.1' }), 16);
for (const [address, family] of [
  ['1.1.1.1'], ['::ffff:1.1.1.1', 'ipv6'], ['10.0.0.0'], ['10.0.0.9'], ['2001:db8:7fff::', 'IPv6'], ['2001:db8:8000::', 'ipv6'],
  ['192.168.255.255'], ['192.169.0.0'], ['1.1.1.1', 'ipv6'],
]) console.log(address, list.check(address, family));
console.log(list.rules.sort(), JSON.parse(JSON.stringify(list)).length);
const copy = new BlockList();
copy.fromJSON(JSON.stringify(list));
console.log(copy.rules.length, copy.check('10.0.0.5'), BlockList.isBlockList(copy));
for (const [method, ...args] of [
  ['addAddress', 1], ['addAddress', 'x'], ['addRange', '1.1.1.2', '1.1.1.1'], ['addSubnet', '1.1.1.1', 33], ['check', 1],
]) {
  try {
    list[method](...args);
  } catch (error) {
    console.log(method, error.name, error.code, error.message);
  }
}
const address = new SocketAddress({ address: '::1', family: 'IPv6', port: 80, flowlabel: 7 });
console.log(address, JSON.stringify(address), SocketAddress.isSocketAddress({}));
console.log(SocketAddress.parse('[::1]:80').port, SocketAddress.parse('10.1:443').address, SocketAddress.parse('a.b'));
const all = new BlockList();
all.addSubnet('0.0.0.0', 0);
connect({ port: 9, host: '127.0.0.1', blockList: all }).on('error', (error) => console.log(error.code, error.message));
