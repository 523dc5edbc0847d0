// Lines out of pieces of all kinds, as events and as an iterator.
//@ node: 24
const readline = require('readline');
const { PassThrough, Readable } = require('stream');
const input = new PassThrough();
const lines = readline.createInterface({ input, crlfDelay: Infinity });
for (const event of ['line', 'pause', 'resume', 'close']) lines.on(event, (...args) => console.log(event, ...args.map((a) => JSON.stringify(a))));
input.write('one\ntw');
input.write(Buffer.from('o \xe2', 'latin1'));
input.write(Buffer.from('\x98\x83\r', 'latin1'));
input.write('\nthree\r');
input.write('four\u2028five\n\nlast');
input.end();
lines.on('close', async () => {
  const iterated = readline.createInterface({ input: Readable.from(['a\nb\n', 'c']) });
  for await (const line of iterated) console.log('iterated', line);
  console.log(iterated.closed, iterated.terminal, iterated.getPrompt());
  for (const method of ['pause', 'resume', 'write', 'question']) {
    try {
      iterated[method]('x', () => {});
    } catch (error) {
      console.log(method, error.code, error.message);
    }
  }
});
