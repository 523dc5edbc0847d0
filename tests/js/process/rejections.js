// The modes of --unhandled-rejections, each in a program of its own.
const { spawnSync } = require('child_process');

const program = `
  process.on('exit', (code) => console.log('exit', code));
  if (process.argv[1] === 'listen') process.on('unhandledRejection', (reason) => console.log('told', reason.message));
  if (process.argv[1] === 'catch') process.on('uncaughtException', (error, origin) => console.log(origin, error.message));
  const promise = Promise.reject(new Error('nobody listens'));
  setTimeout(() => promise.catch(() => console.log('late')), 1);
  if (process.argv[1] === 'late') process.on('rejectionHandled', () => console.log('handled'));
  process.on('warning', ({ name }) => console.log(name));
`;
for (const mode of ['throw', 'strict', 'warn', 'none', 'warn-with-error-code']) {
  for (const manner of ['', 'listen', 'catch', 'late']) {
    const { status, stdout } = spawnSync(
      process.execPath, ['--no-warnings', `--unhandled-rejections=${mode}`, '-e', program, manner], { encoding: 'utf8' });
    console.log(mode, manner, status, stdout.trim().split('\n'));
  }
}
