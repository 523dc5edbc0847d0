// An async function that throws.
async function main() {
  await null;
  throw new SyntaxError('thrown in async');
}
main();
