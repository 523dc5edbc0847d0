// Ports that are none are refused at once.
const net = require('net');
for (const port of [-1, 65536, 'x', 1.5, NaN, Infinity, '', ' ', null, {}, [], true, '0x1ffff']) {
  for (const act of ['listen', 'connect']) {
    const it = act === 'listen' ? net.createServer() : new net.Socket();
    try {
      it[act]({ port, host: '127.0.0.1' });
      console.log(act, port, 'taken');
      it.on('error', () => {});
      it.unref();
    } catch (error) {
      console.log(act, port, error.name, error.code, '|', error.message.split('\n')[0]);
    }
  }
}
process.exit();
