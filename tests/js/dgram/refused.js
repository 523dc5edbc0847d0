// Nobody is there: a connected socket hears of it, and goes on.
const dgram = require('dgram');
const socket = dgram.createSocket('udp4');
socket.once('error', (error) => {
  console.log(error.code, error.syscall);
  socket.close(looks);
});
// Nobody who asks for any port is given this one.
socket.connect(1, '127.0.0.1', () => socket.send('anybody?'));
socket.on('close', () => console.log('close'));

// A look-up of one's own, that fails.
function looks() {
  const looking = dgram.createSocket({ type: 'udp4', lookup: (name, family, done) => done(new Error(`no ${name} of ${family}`)) });
  looking.on('error', (error) => console.log('bind', error.message));
  looking.bind(0, 'here');
  looking.send('a', 1, 'there', (error) => console.log('send', error.message));
}
