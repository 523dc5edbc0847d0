// Questions, with callbacks and with promises.
const readline = require('readline');
const { PassThrough } = require('stream');
const input = new PassThrough();
const output = new PassThrough().on('data', (data) => console.log('>', JSON.stringify(String(data))));
const lines = readline.createInterface({ input, output, prompt: 'p? ' });
lines.on('line', (line) => console.log('line', line));
lines.prompt();
lines.question('who? ', (answer) => {
  console.log('answer', answer, JSON.stringify(lines.getPrompt()));
  const controller = new AbortController();
  lines.question('never? ', { signal: controller.signal }, () => console.log('answered'));
  controller.abort();
  input.write('nobody\n');
  setImmediate(async () => {
    lines.close();
    const second = readline.promises.createInterface({ input, output });
    const asked = second.question('name? ');
    input.write('me\n');
    console.log('promised', await asked);
    const { signal } = new AbortController();
    await second.question('x', { signal: AbortSignal.abort() }).catch((error) => console.log(error.name, error.code));
    require('util').promisify(lines.question).call(lines, 'q').catch((error) => console.log(error.code));
    second.close();
    await second.question('late').catch((error) => console.log(error.code, signal.aborted));
  });
});
input.write('me\n');
