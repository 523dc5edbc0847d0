// util.debuglog: messages that are printed only for those sections that NODE_DEBUG names.

const debuggers = { __proto__: null };

// 'net,http*' → a test for section names.
function isWanted(section) {
  const wanted = process.env.NODE_DEBUG;
  if (!wanted) return false;
  const pattern = wanted.replace(/[|\\{}()[\]^$+?.]/g, '\\$&').replaceAll('*', '.*').replaceAll(',', '$|^');
  return new RegExp(`^${pattern}$`, 'i').test(section);
}

function makeDebugger(section) {
  if (section === 'HTTP' || section === 'HTTP2') {
    const name = section.toLowerCase();
    process.emitWarning(`Setting the NODE_DEBUG environment variable to '${name}' can expose ` +
      'sensitive data (such as passwords, tokens and authentication headers) in the resulting log.');
  }
  return (...args) => {
    const { formatWithOptions } = require('internal/format');
    const colors = require('internal/color_depth').shouldColorize(process.stderr);
    const message = formatWithOptions({ colors }, ...args);
    process.stderr.write(`${section} ${formatWithOptions({ colors }, process.pid)}: ${message}\n`);
  };
}

// NODE_DEBUG is read when the first message comes. `callback` is then given the function behind.
exports.debuglog = function debuglog(section, callback) {
  let enabled;
  let print;
  const check = () => {
    if (enabled === undefined) {
      section = section.toUpperCase();
      enabled = isWanted(section);
    }
    return enabled;
  };
  const logger = (...args) => {
    if (enabled === false && print !== undefined) return;
    if (print === undefined) {
      print = check() ? debuggers[section] ??= makeDebugger(section) : () => {};
      if (typeof callback === 'function') callback(withEnabled(print, check));
    }
    print(...args);
  };
  return withEnabled(logger, check);
};

function withEnabled(fn, check) {
  return Object.defineProperty(fn, 'enabled', { get: check, enumerable: true, configurable: true });
}
