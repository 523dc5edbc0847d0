// chalk: colours for terminals. An ECMAScript module only.
//@ node: 20
import('chalk').then(({ default: chalk, Chalk, chalkStderr, supportsColor, modifierNames }) => {
  console.log('into a pipe:', chalk.red('plain'), supportsColor, chalkStderr.level);

  for (const level of [0, 1, 2, 3]) {
    const paint = new Chalk({ level });
    console.log(level, JSON.stringify([
      paint.bold.green('bold green'),
      paint.hex('#ff8800')('orange'),
      paint.bgRgb(0, 0, 128).underline`template ${1 + 1}`,
      paint.ansi256(194)('a palette'),
    ]));
  }

  const paint = new Chalk({ level: 1 });
  console.log(JSON.stringify(paint.red(`red ${paint.blue('blue')} red again`)));
  console.log(JSON.stringify(paint.yellow('two\nlines')));
  console.log(JSON.stringify(paint.visible('visible') + new Chalk({ level: 0 }).visible('not')));
  console.log(modifierNames.join(' '));
  try {
    new Chalk({ level: 9 });
  } catch (error) {
    console.log(error.message);
  }
});
