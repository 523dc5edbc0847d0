// Request and response: a provider and a requestor, who waits for each answer.

const net = require('net');
const { say, hear, listen } = require('./lines');

// The provider answers what it can. To one question it never finds the answer.
const provider = net.createServer((socket) => {
  socket.on('error', () => socket.destroy());
  hear(socket, ({ id, add }) => {
    if (add !== undefined) say(socket, { id, answer: add.reduce((sum, n) => sum + n, 0) });
  });
});

// The requestor numbers its questions, so that answers find them, and gives up after a while.
class Requestor {
  #socket;
  #open = new Map();
  #count = 0;

  constructor(socket) {
    this.#socket = socket;
    hear(socket, ({ id, answer }) => this.#open.get(id)?.(answer));
  }

  ask(question, limit) {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer in time')), limit);
      this.#open.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      say(this.#socket, { id, ...question });
    }).finally(() => this.#open.delete(id));
  }

  end() {
    this.#socket.end();
  }
}

(async () => {
  const { port, address } = await listen(provider);
  const requestor = new Requestor(net.connect(port, address));

  // All that follows stands still until the answer is there …
  console.log('3 + 5 =', await requestor.ask({ add: [3, 5] }, 60_000));
  // … and nobody can tell an answer that takes long from one that never comes.
  await requestor.ask({ solve: 'a correspondence problem' }, 100).catch((error) => console.log(error.message));

  // What waits is this line of the program, and not the loop: questions may overtake each other.
  const sums = await Promise.all([1, 2, 3].map((n) => requestor.ask({ add: [n, n] }, 60_000)));
  console.log('three at once:', sums.join(', '));
  requestor.end();
  provider.close();
})();
