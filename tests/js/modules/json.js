// JSON files, also with a byte order mark; a broken one names itself.
console.log(require('./fixtures/data.json'), require('./fixtures/data').list[1], require('./fixtures/bom.json'));
console.log(require('./fixtures/data') === require('./fixtures/data.json'));
try {
  require('./fixtures/broken.json');
} catch (error) {
  console.log(error.name, error.message.split(': ')[0].replace(__dirname, 'DIR'));
}
