// A server at a path that was told not to keep the program alive does not.
const net = require('net');
const folder = require('fs').mkdtempSync('/tmp/twin-');
process.on('exit', () => require('fs').rmSync(folder, { recursive: true }));
const path = `${folder}/sock`;
const server = net.createServer();
server.unref();
server.listen(path, () => {
  console.log('listening', server.address() === path);
  const client = net.connect(path);
  client.on('connect', () => client.destroy());
  client.on('close', () => console.log('done'));
});
