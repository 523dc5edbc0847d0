// Checks of what is handed to connect() and to servers.

const { isIP } = require('net/address');
const { autoSelect } = require('net/auto_select');

// What `options` say of whom to connect to, and how.
function checkTarget(options) {
  const { codes } = require('internal/errors');
  const { validateNumber, validatePort, validateFunction, validateBoolean, validateInt32 } =
    require('internal/validators');
  const { localAddress, localPort, lookup } = options;
  if (localAddress && !isIP(localAddress)) throw new codes.ERR_INVALID_IP_ADDRESS(localAddress);
  if (localPort) validateNumber(localPort, 'options.localPort');
  if (options.host !== undefined && options.host !== null && typeof options.host !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('options.host', 'string', options.host);
  }
  if (options.host?.includes('\0')) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.host', options.host, 'must be a string without null bytes');
  }
  if (options.port === undefined && options.path !== '') throw new codes.ERR_MISSING_ARGS(['options', 'port', 'path']);
  if (options.port !== undefined) {
    if (typeof options.port !== 'number' && typeof options.port !== 'string') {
      throw new codes.ERR_INVALID_ARG_TYPE('options.port', ['number', 'string'], options.port);
    }
    validatePort(options.port);
  }
  if (options.autoSelectFamily !== undefined) validateBoolean(options.autoSelectFamily, 'options.autoSelectFamily');
  if (options.autoSelectFamilyAttemptTimeout !== undefined) {
    validateInt32(options.autoSelectFamilyAttemptTimeout, 'options.autoSelectFamilyAttemptTimeout', 1);
  }
  if (lookup !== undefined && lookup !== null) validateFunction(lookup, 'options.lookup');
  return {
    host: options.host || 'localhost',
    port: options.port | 0,
    localAddress,
    localPort,
    family: options.family,
    hints: options.hints || 0,
    lookup: lookup || require('dns').lookup,
    blockList: options.blockList ? checkBlockList(options.blockList) : undefined,
    several: options.autoSelectFamily ?? autoSelect.on,
    attemptTimeout: Math.max(options.autoSelectFamilyAttemptTimeout ?? autoSelect.timeout, 10),
  };
}

function checkBlockList(list) {
  if (require('net/block_list').BlockList.isBlockList(list)) return list;
  const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
  throw new ERR_INVALID_ARG_TYPE('options.blockList', 'net.BlockList', list);
}

module.exports = { checkTarget, checkBlockList };
