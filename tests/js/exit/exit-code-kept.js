// process.exit() without an argument takes exitCode.
process.exitCode = 18;
setImmediate(() => process.exit());
