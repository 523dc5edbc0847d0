// Texts that are no programs, handed to eval.
for (const text of [
  'var a = ;', '{', 'x => {', "'abc", '/abc', 'return 1', 'break', 'continue', '1 = 2', 'try {}', 'class A { constructor() {} constructor() {} }',
  '({ a: 1, }, )', 'super.x', 'throw\n1',
]) {
  try {
    console.log(eval(text));
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
}
try {
  console.log(new Function('a', 'return a + ;'));
} catch (error) {
  console.log(`${error.name}: ${error.message}`);
}
