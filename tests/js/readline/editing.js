// Editing as on a terminal: what the line is after each key, and what is drawn.
//@ node: 24
//@ env: TERM=xterm
const readline = require('readline');
const { PassThrough } = require('stream');
const input = new PassThrough();
const output = new PassThrough();
output.columns = 20;
let drawn = '';
output.on('data', (data) => { drawn += data; });
const modes = [];
input.setRawMode = (mode) => modes.push(mode);
const lines = readline.createInterface({
  input, output, terminal: true, prompt: '$ ',
  completer: (line) => [['help', 'hello', 'quit'].filter((word) => word.startsWith(line)), line],
});
lines.on('line', (line) => console.log('line', JSON.stringify(line)));
lines.on('history', (history) => console.log('history', history));
for (const event of ['SIGINT', 'SIGCONT']) lines.on(event, () => console.log(event));
lines.prompt();
const keys = {
  'text': 'one two  three', 'word left': '\x1bb', 'left': '\x1b[D', 'delete word left': '\x17', 'yank': '\x19', 'end': '\x05',
  'backspace': '\x7f', 'undo': '\x1f', 'redo': '\x1e', 'home': '\x01', 'delete line right': '\x0b', 'yank again': '\x19', 'insert': 'X',
  'word right': '\x1bf', 'delete': '\x1b[3~', 'delete word right': '\x1bd', 'delete line left': '\x15', 'wide': '\u{1f600}\u65e5', 'left over wide': '\x1b[D\x1b[D',
  'end of wide': '\x05', 'paste': 'a\nb\nc', 'up': '\x1b[A', 'up again': '\x1b[A', 'down': '\x1b[B', 'enter': '\r\n', 'long': 'a long line that takes several rows of this terminal',
  'home of long': '\x1b[H', 'clear': '\x0c', 'interrupt': '\x03', 'empty': '\x15\x05\x15', 'tab': 'he\t', 'tab again': '\t', 'complete': 'p\t', 'escape': '\x1b[Z', 'entered': '\n',
};
for (const [name, text] of Object.entries(keys)) {
  drawn = '';
  // Typed one after the other: what comes at once was pasted.
  for (const piece of name === 'long' ? text : [text]) input.write(piece);
  console.log(name, JSON.stringify(lines.line), lines.cursor, JSON.stringify(lines.getCursorPos()), JSON.stringify(drawn));
}
lines.on('close', () => console.log('close', modes));
lines.write(null, { ctrl: true, name: 'u' });
lines.write('more');
lines.write(null, { ctrl: true, name: 'u' });
input.write('\x04');
