// ERR_TEST_FAILURE: what became of a test that did not pass.


// `what` is an error of the program's or a sentence of ours.
function failure(what, kind, message) {
  const text = message ?? (typeof what === 'string' ? what : (what?.message || require('internal/inspect').inspect(what)));
  const error = new Error(text);
  error.code = 'ERR_TEST_FAILURE';
  error.failureType = kind;
  error.cause = what;
  return error;
}

module.exports = { failure };
