// What is refused, and how it is said.
const dgram = require('dgram');
function refused(name, action) {
  try {
    action();
    console.log(name, 'was allowed');
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}
refused('type', () => dgram.createSocket('udp5'));
refused('lookup', () => dgram.createSocket({ type: 'udp4', lookup: 1 }));
const socket = dgram.createSocket('udp4');
refused('address', () => socket.address());
refused('remoteAddress', () => socket.remoteAddress());
refused('disconnect', () => socket.disconnect());
refused('connect', () => socket.connect(0));
refused('loopback', () => socket.setMulticastLoopback(true));
refused('size', () => socket.setRecvBufferSize(-1));
refused('unbound', () => socket.getSendBufferSize());
refused('buffer', () => socket.send(1, 1));
refused('list', () => socket.send(['a', 1], 1));
refused('port', () => socket.send('a', 70000));
refused('offset', () => socket.send('abc', 4, 0, 1));
refused('length', () => socket.send('abc', 2, 2, 1));
refused('host', () => socket.send('abc', 1, 5));
socket.bind(0, '127.0.0.1', () => {
  refused('bind', () => socket.bind());
  refused('ttl', () => socket.setTTL('1'));
  refused('hops', () => socket.setTTL(256));
  refused('interface', () => socket.setMulticastInterface(1));
  refused('no interface', () => socket.setMulticastInterface('nowhere'));
  refused('group', () => socket.addMembership());
  refused('no group', () => socket.addMembership('127.0.0.1'));
  refused('source', () => socket.addSourceSpecificMembership('1.1.1.1', 2));
  console.log(socket.setTTL(16), socket.setMulticastTTL(0), socket.setMulticastLoopback(false), socket.ref() === socket);
  console.log(socket.getSendQueueSize(), socket.getSendQueueCount(), socket.setBroadcast(true));
  socket.setRecvBufferSize(16384);
  console.log(socket.getRecvBufferSize() >= 16384);
  const second = dgram.createSocket('udp4');
  second.on('error', (error) => {
    console.log(error.code, error.syscall, error.address, error.port === socket.address().port);
    second.close();
    socket.close(() => {
      refused('send', () => socket.send('a', 1));
      refused('close', () => socket.close());
    });
  });
  second.bind(socket.address().port, '127.0.0.1');
});
