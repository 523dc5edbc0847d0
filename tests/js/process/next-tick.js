// nextTick's arguments, its this, and its refusal of what is no function.
process.nextTick(function (...args) { console.log(args); }, 1, 2, 3, 4, 5);
process.nextTick((a) => console.log(a), null);
try {
  process.nextTick('code');
} catch (error) {
  console.log(error.code);
}
