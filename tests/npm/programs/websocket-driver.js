// websocket-driver: the WebSocket protocol over plain sockets of `net`, both sides.
const net = require('net');
const websocket = require('websocket-driver');

const server = net.createServer((socket) => {
  const driver = websocket.server({ protocols: ['chat'] });
  driver.on('connect', () => {
    console.log('server: asked for', driver.url, driver.protocol || 'no protocol yet');
    driver.start();
  });
  driver.messages.on('data', (message) => {
    if (message === 'bye') driver.close('as you wish', 4001);
    else if (typeof message === 'string') driver.text(message.toUpperCase());
    else driver.binary(Buffer.from(message).reverse());
  });
  driver.on('close', () => {
    console.log('server: closed');
    socket.end();
  });
  socket.on('error', () => driver.close());
  socket.pipe(driver.io).pipe(socket);
}).listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const driver = websocket.client(`ws://127.0.0.1:${port}/chat?room=1`, { protocols: ['chat'] });
  const socket = net.connect(port, '127.0.0.1', () => driver.start());
  socket.pipe(driver.io).pipe(socket);

  const steps = [
    () => driver.text('hello, wörld'),
    () => driver.binary(Buffer.from([1, 2, 3])),
    () => driver.text('x'.repeat(70_000)),
    () => driver.ping('ping', () => {
      console.log('client: pong');
      steps.shift()();
    }),
    () => driver.text('bye'),
  ];
  driver.on('open', () => {
    console.log('client: open', driver.status, driver.protocol, driver.version);
    steps.shift()();
  });
  driver.messages.on('data', (message) => {
    console.log('client:', message.length > 50 ? `${message.length} × ${message[0]}` : message);
    steps.shift()();
  });
  driver.on('close', ({ code, reason }) => {
    console.log('client: closed', code, reason);
    socket.end();
    server.close(() => refuse());
  });
});

// What is no handshake, and what is no frame.
function refuse() {
  const driver = websocket.client('ws://127.0.0.1/');
  driver.on('error', (error) => console.log('error:', error.message));
  driver.on('close', ({ code }) => console.log('closed', code));
  driver.start();
  driver.parse(Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n'));
  const headers = { connection: 'upgrade', upgrade: 'websocket' };
  console.log(driver.getState(), websocket.isWebSocket({ method: 'GET', headers }));

  const other = websocket.server();
  other.on('connect', () => other.start());
  other.messages.on('error', (error) => console.log('frame:', error.message));
  other.io.once('data', (answer) => console.log(String(answer).split('\r\n').filter((line) => line.includes('Accept'))));
  other.on('close', ({ code, reason }) => console.log('closed', code, reason));
  other.parse(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'));
  other.parse(Buffer.from([0x83, 0x00]));
}
