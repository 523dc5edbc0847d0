// Nobody is there: a connected socket hears of it, and goes on.
const dgram = require('dgram');
const gone = dgram.createSocket('udp4').bind(0, '127.0.0.1', () => {
  const { port } = gone.address();
  gone.close(() => {
    const socket = dgram.createSocket('udp4');
    socket.once('error', (error) => {
      console.log(error.code, error.syscall);
      socket.close();
    });
    socket.connect(port, '127.0.0.1', () => socket.send('anybody?'));
    socket.on('close', () => console.log('close'));
  });
});
const looking = dgram.createSocket({ type: 'udp4', lookup: (name, family, done) => done(new Error(`no ${name} of ${family}`)) });
looking.on('error', (error) => console.log('bind', error.message));
looking.bind(0, 'here');
looking.send('a', 1, 'there', (error) => console.log('send', error.message));
