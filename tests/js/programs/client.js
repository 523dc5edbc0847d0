// Connects to PORT, and prints what befalls the socket. WHAT is how: `timeout` ends it when nothing happens for 200 ms,
// `keepalive` lets the system look whether the other side still lives.
const net = require('net');
const [port, what] = process.argv.slice(2);
const socket = net.connect({ port, host: '127.0.0.1', timeout: what === 'timeout' ? 200 : 0 });
if (what === 'keepalive') socket.setKeepAlive(true, 1000);
for (const name of ['connect', 'end', 'timeout']) socket.on(name, () => console.log(name));
socket.on('timeout', () => socket.destroy());
socket.on('error', (error) => {
  const { code, syscall, address } = error;
  console.log('error', code, syscall, address);
});
socket.on('close', (hadError) => console.log('close', hadError));
socket.resume();
