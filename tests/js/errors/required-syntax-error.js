// A syntax error in a required file can be caught, and names its place.
try {
  require('./fixtures/broken');
} catch (error) {
  console.log(error.name, error instanceof SyntaxError);
  console.log(error.stack.split('\n')[0].endsWith('broken.js:2'));
}
