// Deep in async functions, with finally blocks that must not run.
async function inner() {
  try {
    await null;
    process.exit(8);
  } finally {
    console.log('never');
  }
}
async function outer() {
  try {
    await inner();
  } finally {
    console.log('never');
  }
}
outer();
process.on('exit', (code) => console.log('exit', code));
