//@ node: 24
// Scenario 71: a length that is no number, negative, or too long is warned of: the first two once in a program's life.
process.removeAllListeners('warning');
process.on('warning', (warning) => console.log(`${warning.name}: ${warning.message.replace('\n', ' | ')}`));
for (let i = 0; i < 3; i++) {
  for (const length of [NaN, 'x', -1, -5, -Infinity, 2 ** 31, Infinity]) setTimeout(() => {}, length);
}
