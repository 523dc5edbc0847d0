// commander: options, commands, help and what it says when it is held wrong.
const { Command, Option, Argument, InvalidArgumentError } = require('commander');

function make() {
  const program = new Command('tool')
    .description('a tool that does a thing')
    .version('1.2.3')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stdout.write(`err: ${text}`),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
    .option('-v, --verbose', 'say more', (_, count) => count + 1, 0)
    .option('--no-colour', 'in black and white')
    .addOption(new Option('-l, --level <level>', 'how much').choices(['low', 'high']).default('low'))
    .addOption(new Option('-p, --port <number>', 'where to').env('TOOL_PORT').argParser(port));

  program.command('add')
    .description('adds numbers')
    .addArgument(new Argument('<numbers...>', 'what to add').argParser((text, sum = 0) => sum + Number(text)))
    .option('--twice')
    .action((sum, options, command) => {
      console.log('add', sum, options, command.optsWithGlobals());
    });
  program.command('wait <ms>')
    .alias('w')
    .action(async (ms) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      console.log('waited', ms);
    });
  return program;
}

function port(text) {
  const number = Number(text);
  if (!Number.isInteger(number)) throw new InvalidArgumentError('Not a number.');
  return number;
}

async function run(...args) {
  console.log('$ tool', ...args);
  try {
    await make().parseAsync(args, { from: 'user' });
  } catch (error) {
    console.log(error.constructor.name, error.code, error.exitCode);
  }
}

(async () => {
  await run('add', '1', '2', '3', '--twice');
  await run('-vv', '--no-colour', '-lhigh', '--port=80', 'add', '5');
  await run('w', '5');
  await run('--level', 'middle', 'add', '1');
  await run('--port', 'x', 'add', '1');
  await run('ad', '1');
  await run('add');
  await run('add', '1', '--thrice');
  await run('--version');
  await run('--help');
  await run('help', 'add');
  process.env.TOOL_PORT = '7000';
  await run('add', '0');
})();
