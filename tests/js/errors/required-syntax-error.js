// A syntax error in a required file can be caught, and names its place.
const { basename } = require('path');
for (const name of ['broken', 'wide']) {
  try {
    require(`./fixtures/${name}`);
  } catch (error) {
    console.log(error.name, error instanceof SyntaxError);
    const [place, line, caret] = error.stack.split('\n');
    console.log(basename(place));
    console.log(`${line}\n${caret.replace(/\^+/, '^')}`);
  }
}
