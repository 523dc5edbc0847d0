// What JSON.parse says of text that is none, and how much of the text it quotes.
for (const size of [0, 1, 5, 19, 20, 21, 22, 31, 60]) {
  for (const at of [0, 9, 10, 11, size - 11, size - 10, size - 9, size - 1]) {
    if (at < 0 || at >= size) continue;
    const text = `${'['.padEnd(at)}x${'abcdefghijklmnopqrstuvwxyz'.repeat(3)}`.slice(at === 0 ? 1 : 0).slice(0, size);
    try {
      JSON.parse(text);
    } catch (error) {
      console.log(size, at, error.message);
    }
  }
}
// Newer ones add the line and column to a position.
const words = (error) => error.message.replace(/ \(line \d+ column \d+\)$/, '');
for (const text of [
  '{"ä": x}', '{"a": "€",\n "ö": [1,}', '["💥", nul]', '"é', '"abc\\"', '{"a":"x', 'nul', 'trux', '[fals]', 'fal5e', 'tr"',
  '{"a":nxll}', '-', '-x', '--1', '01', '-01', '1.x', '1e+', '[1,]', '{"a":1,}', '1 2', '0x1', '', '[', '"\\u12"', '"\t"',
  'undefined', 'NaN', 'Infinity', '-Infinity', '[object Object]', {}, undefined, null, NaN, () => 1, [], [1, 2],
]) {
  try {
    console.log(JSON.parse(text));
  } catch (error) {
    console.log(words(error));
  }
}
