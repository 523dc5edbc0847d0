// Sockets by descriptors: what is none is refused.
const net = require('net');
const fs = require('fs');
for (const fd of [-1, 'a', 1.5, 100000, fs.openSync(__filename)]) {
  try {
    new net.Socket({ fd });
    console.log('allowed');
  } catch (error) {
    console.log(error.name, error.code);
  }
}
net.createServer().listen({ fd: 100000 }).on('error', (error) => console.log(error.code, error.syscall));
