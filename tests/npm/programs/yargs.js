// yargs: options and commands, guessed, checked and explained.
const yargs = require('yargs/yargs');

function make(args) {
  return yargs(args)
    .scriptName('tool')
    .usage('$0 <command> [options]')
    .command(['serve [port]', 's'], 'starts the server', (y) => y
      .positional('port', { describe: 'where to listen', type: 'number', default: 80 })
      .option('host', { alias: 'h', type: 'string', default: '127.0.0.1' }), (argv) => {
      console.log('serve', argv.port, argv.host, argv.verbose);
    })
    .command('build <files..>', 'builds files', (y) => y
      .option('mode', { choices: ['fast', 'small'], demandOption: true })
      .option('define', { type: 'array', string: true }), async (argv) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      console.log('build', argv.files, argv.mode, argv.define);
    })
    .option('verbose', { alias: 'v', type: 'count', describe: 'say more' })
    .demandCommand(1, 'say what to do')
    .strict()
    .recommendCommands()
    .help()
    .version('1.2.3')
    .locale('en')
    .wrap(80)
    .exitProcess(false);
}

async function run(...args) {
  console.log('$ tool', ...args);
  await new Promise((resolve) => {
    make([]).parse(args, (error, argv, output) => {
      if (output) console.log(output);
      if (error) console.log('error:', error.message);
      Promise.resolve(argv).then(resolve, resolve);
    });
  });
}

(async () => {
  await run('serve', '8080', '-vv');
  await run('s', '--host', '::1');
  await run('build', 'a.js', 'b.js', '--mode=small', '--define', 'x=1', 'y=2');
  await run('build', 'a.js');
  await run('build', 'a.js', '--mode', 'slow');
  await run('srve');
  await run('serve', '--unknown');
  await run();
  await run('--version');
  await run('--help');
  await run('serve', '--help');

  const { argv } = yargs(['--a.b', '1', '--no-c', '-xyz', '--list', '1', '--list', '2', '--', 'rest', '--d']);
  console.log(argv.a, argv.c, argv.x && argv.z, argv.list, argv._);
  console.log(require('yargs-parser')('--n 5 --s "two words" -k', { boolean: ['k'] }));
})();
