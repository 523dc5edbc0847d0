// A socket that is closed by a signal, and one that keeps nobody waiting.
const dgram = require('dgram');
const controller = new AbortController();
const socket = dgram.createSocket({ type: 'udp4', signal: controller.signal });
socket.on('close', () => console.log('close'));
socket.bind(0, () => controller.abort());
dgram.createSocket({ type: 'udp4', signal: AbortSignal.abort() }).on('close', () => console.log('at once'));
try {
  dgram.createSocket({ type: 'udp4', signal: 1 });
} catch (error) {
  console.log(error.code);
}
dgram.createSocket('udp4').unref().bind(0, () => console.log('bound'));
