// In a listener of an emitter inside a 'connection'.
const net = require('net');
const EventEmitter = require('events');
const emitter = new EventEmitter();
emitter.on('go', () => process.exit(11));
const server = net.createServer(() => emitter.emit('go'));
server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1'));
