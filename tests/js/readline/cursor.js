// The cursor's sequences, and what is refused.
const readline = require('readline');
const { Writable } = require('stream');
let data = '';
const stream = new Writable({ decodeStrings: false, write(chunk, encoding, done) { data += chunk; done(); } });
const { Readline } = readline.promises;
for (const [name, ...args] of [
  ['cursorTo', stream, 1], ['cursorTo', stream, 1, 2], ['cursorTo', stream, 'a'], ['cursorTo', stream, 'a', 1], ['cursorTo', stream, NaN],
  ['cursorTo', null, 1], ['cursorTo', stream, 1, 2, 3], ['moveCursor', stream, 1, -1], ['moveCursor', stream, 0, 0], ['moveCursor', stream, -2, 3],
  ['clearLine', stream, -1], ['clearLine', stream, 0], ['clearLine', stream, 1], ['clearScreenDown', stream], ['clearScreenDown', stream, null],
]) {
  data = '';
  try {
    console.log(name, readline[name](...args), JSON.stringify(data));
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}
data = '';
const cursor = new Readline(stream);
cursor.cursorTo(1, 2).moveCursor(1, 1).clearLine(0).rollback().clearScreenDown();
cursor.commit().then(() => console.log(JSON.stringify(data)));
for (const wrong of [() => new Readline(1), () => cursor.cursorTo('a'), () => cursor.clearLine(2), () => new Readline(stream, { autoCommit: 1 })]) {
  try {
    wrong();
  } catch (error) {
    console.log(error.code, error.message);
  }
}
for (const options of [{ completer: 1 }, { tabSize: 0 }, { history: 1 }]) {
  try {
    readline.createInterface({ input: new (require('stream').PassThrough)(), ...options });
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
