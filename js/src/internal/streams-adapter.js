// Between Node's streams and web streams there is no bridge yet; whoever asks for one is told so.

function unsupported(name) {
  const error = new Error(`${name} is not supported: there are no web streams`);
  error.code = 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM';
  throw error;
}

module.exports = { unsupported };
