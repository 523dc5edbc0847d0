// Look-ups and connections, as observers of performance hear of them; and values that can be copied.
//@ node: 24
const dns = require('dns');
const net = require('net');
const { PerformanceObserver } = require('perf_hooks');
const list = new net.BlockList();
list.addAddress('1.1.1.1');
const copy = structuredClone(list);
copy.addAddress('2.2.2.2');
console.log(list.check('2.2.2.2'), net.BlockList.isBlockList(copy), structuredClone(new net.SocketAddress({ port: 7 })).port);
const told = [];
new PerformanceObserver((entries) => {
  for (const { name, entryType, detail } of entries.getEntries()) told.push(`${name} ${entryType} ${Object.keys(detail).sort()}`);
  if (told.length === 2) console.log(told.sort());
}).observe({ entryTypes: ['dns', 'net'] });
dns.lookup('localhost', () => {});
const server = net.createServer((socket) => {
  socket.end();
  server.close();
}).listen(0, '127.0.0.1', () => {
  net.connect(server.address().port, '127.0.0.1').resume();
});
