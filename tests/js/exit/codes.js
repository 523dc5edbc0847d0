// Codes that are none are refused; strings of digits are taken.
for (const code of ['x', 1.5, {}, true, NaN]) {
  try {
    process.exitCode = code;
    console.log('taken', code);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
process.exitCode = '19';
console.log(process.exitCode);
