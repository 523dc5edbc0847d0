// What is neither string nor bytes is refused at once.
const net = require('net');
const socket = new net.Socket();
for (const chunk of [null, undefined, 1, true, {}, [1], () => {}]) {
  try {
    socket.write(chunk);
    console.log('took', chunk);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
