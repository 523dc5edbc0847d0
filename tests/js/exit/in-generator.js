// In a generator that a for loop drives.
function* numbers() {
  try {
    yield 1;
    process.exit(16);
    yield 2;
  } finally {
    console.log('never');
  }
}
for (const n of numbers()) console.log(n);
