// fetch does not exist yet, and says so.

async function fetch() {
  const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
  throw new ERR_METHOD_NOT_IMPLEMENTED('fetch()');
}

module.exports = { fetch };
