// A program that asks a database one question, through a pool that keeps a connection for the next one.
// Question: the answer is here and there is no next question. Why does the program not end?
'use strict';
const net = require('net');

class Pool {
  constructor(port) { this.port = port; this.idle = []; }

  take() { return this.idle.pop() ?? this.open(); }

  give(socket) { this.idle.push(socket); }

  open() {
    const socket = net.connect(this.port, '127.0.0.1');
    return socket.setEncoding('utf8');
  }

  ask(question) {
    const socket = this.take();
    socket.write(`${question}\n`);
    return new Promise((resolve) => {
      socket.once('data', (answer) => { this.give(socket); resolve(answer.trim()); });
    });
  }
}

// The database would be elsewhere. Here it is a server of this program, which `unref` takes out of the count of what
// keeps the program alive, as if it were.
const database = net.createServer((socket) => { socket.unref().on('data', () => socket.write('42\n')); }).unref();

database.listen(0, '127.0.0.1', async () => {
  const pool = new Pool(database.address().port);
  console.log('the answer:', await pool.ask('select the answer'));
});
