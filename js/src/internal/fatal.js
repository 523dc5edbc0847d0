// Placeholder until the loader's helper lands.
module.exports = {
  print(error) { require('internal/stdio').write(2, `Uncaught ${error && error.name}: ${error && error.message}\n${error && error.stack}\n`); },
};
