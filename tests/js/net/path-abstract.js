// Abstract names (Linux): no file, and a NUL character in front.
const net = require('net');
const folder = require('fs').mkdtempSync('/tmp/twin-');
process.on('exit', () => require('fs').rmSync(folder, { recursive: true }));
const name = `\0evloop-twin-${process.pid}`;
const server = net.createServer((socket) => socket.end('hello'));
try {
  server.listen({ path: name, readableAll: true });
} catch (error) {
  console.log(error.name, error.code);
}
server.listen(name, () => {
  console.log(server.address() === name);
  net.connect(name).on('data', (chunk) => console.log(String(chunk))).on('close', () => server.close());
});
server.on('close', () => {
  net.connect(name).on('error', (error) => console.log(error.code, error.address === name));
  const open = net.createServer().listen({ path: `${folder}/sock`, readableAll: true, writableAll: true });
  open.on('listening', () => open.close(() => console.log('closed')));
});
