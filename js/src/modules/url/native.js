// The verbs of the room `url`, which are written in Rust.

const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');

// Checks what programs give, which the verbs take for granted.
function ofDomain(convert) {
  return (...args) => {
    if (args.length < 1) throw new ERR_MISSING_ARGS('domain');
    return convert(`${args[0]}`.toWellFormed());
  };
}

module.exports = {
  ...native,
  domainToASCII: ofDomain(native.domainToASCII),
  domainToUnicode: ofDomain(native.domainToUnicode),
};
