// What process refuses.

const { codes } = require('internal/errors');
const { validateArray, validateInteger, validateObject, validateNumber } = require('internal/validators');

// A whole number, or a string that is one.
function exitCode(code) {
  let value = code;
  if (typeof code === 'string' && code !== '') value = Number(code);
  if (!Number.isInteger(value) && typeof code === 'string') value = code;
  validateInteger(value, 'code');
  return value;
}

// An earlier result of process.hrtime().
function time(previous) {
  validateArray(previous, 'time');
  if (previous.length !== 2) throw new codes.ERR_OUT_OF_RANGE('time', 2, previous.length);
}

function cpuUsage(previous) {
  validateObject(previous, 'prevValue');
  for (const name of ['user', 'system']) {
    validateNumber(previous[name], `prevValue.${name}`);
    if (!(previous[name] >= 0 && previous[name] <= Number.MAX_SAFE_INTEGER)) {
      throw new codes.ERR_INVALID_ARG_VALUE.RangeError(`prevValue.${name}`, previous[name]);
    }
  }
}

function setCapture(callback) {
  const uncaught = require('internal/uncaught');
  if (callback === null) return uncaught.setCapture(null);
  if (typeof callback !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], callback);
  }
  if (uncaught.hasCapture()) throw new codes.ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  uncaught.setCapture(callback);
}

module.exports = { exitCode, time, cpuUsage, setCapture };
