// The same in the other forms of the call.
const net = require('net');
const tries = {
  'listen(-1)': () => net.createServer().listen(-1),
  'listen(65536)': () => net.createServer().listen(65536),
  'listen("65536")': () => net.createServer().listen('65536'),
  'connect(-1)': () => net.connect(-1),
  'connect(65536, host)': () => net.connect(65536, '127.0.0.1'),
  'createConnection({})': () => net.createConnection({}),
  'connect()': () => net.connect(),
  'listen({})': () => net.createServer().listen({}),
  'listen(true)': () => net.createServer().listen(true),
  'createServer(1)': () => net.createServer(1),
};
for (const [name, act] of Object.entries(tries)) {
  try {
    act();
    console.log(name, 'taken');
  } catch (error) {
    console.log(name, error.name, error.code, '|', error.message);
  }
}
