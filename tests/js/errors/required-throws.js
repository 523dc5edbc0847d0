// Frames of several files.
const { run } = require('./fixtures/throws');
function main() {
  run();
}
main();
