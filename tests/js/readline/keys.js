// What the keys of various terminals are called.
const readline = require('readline');
const { PassThrough } = require('stream');
const input = new PassThrough();
readline.emitKeypressEvents(input, { escapeCodeTimeout: 20 });
input.on('keypress', (text, key) => console.log(JSON.stringify(text), JSON.stringify(key)));
for (const keys of [
  'aZ1.\u00e9\u{1f600}', '\r\n\t\b\x7f \x1b\x7f', '\x01\x1a', '\x1ba\x1bA\x1b\x1ba', '\x1b[A\x1bOB\x1b[1;5C\x1b[5D\x1bO2A', '\x1b[3~\x1b[5;3~\x1b[15~\x1b[[A\x1b[[5~',
  '\x1b[2$\x1b[2^\x1b[a\x1bOa\x1b[Z', '\x1b[200~x\x1b[201~', '\x1b[31m', '\x1b[', '1', ';2', 'P', '\x1b]', '\x1b',
]) input.write(keys);
