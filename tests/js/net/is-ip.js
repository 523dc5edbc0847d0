// isIP and its kin.
const net = require('net');
const words = ['127.0.0.1', '0.0.0.0', '255.255.255.255', '256.1.1.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', ' 1.2.3.4', '',
  '::', '::1', '1::', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '::ffff:1.2.3.4', '::1.2.3.4.5', ':::',
  'fe80::1%eth0', 'fe80::1%', '12345::', 'abcd::g', '[::1]', 'localhost', '1::2::3', '::ffff:1.2.3.256'];
for (const word of words) console.log(JSON.stringify(word), net.isIP(word), net.isIPv4(word), net.isIPv6(word));
for (const odd of [undefined, null, 4, {}, []]) console.log(net.isIP(odd));
console.log(net.isIP({ toString: () => '::1' }));
