//@ stdin: some text
// Whoever closes the handle under standard input is told so by the next read.
const { stdin } = process;
stdin.on('error', (error) => console.log(error.syscall, error.code, stdin.destroyed));
stdin.resume();
stdin._handle.close();
stdin._handle.unref();
