// Too deep a recursion is an error that can be caught.
function deep() {
  return deep() + 1;
}
try {
  deep();
} catch (error) {
  console.log(error instanceof RangeError, error.name);
}
