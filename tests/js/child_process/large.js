// Messages that do not fit into the kernel's buffers arrive whole. (Those behind which the sender hangs up at once Node may
// lose.)
const { fork } = require('child_process');

if (process.argv[2] === 'child') {
  process.send('x'.repeat(3000000), (error) => process.send(`written ${error}`, () => process.disconnect()));
} else if (process.argv[2] === 'hasty') {
  process.on('disconnect', () => { process.exitCode = 4; });
  process.send(new Uint8Array(1000000).fill(7));
  process.send('last');
  process.disconnect();
} else {
  const child = fork(__filename, ['child']);
  child.on('message', (message) => console.log(message.length, message.slice(0, 20)));
  child.on('close', (code) => {
    console.log('end', code);
    const hasty = fork(__filename, ['hasty'], { serialization: 'advanced' });
    hasty.on('close', (...how) => console.log('end', ...how));
  });
}
