// DOMException, the error class of web interfaces: a name says what happened, `code` is its number of old.

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');

// [name, constant, code]; names without a constant have code 0.
const NAMES = [
  ['IndexSizeError', 'INDEX_SIZE_ERR', 1],
  ['DOMStringSizeError', 'DOMSTRING_SIZE_ERR', 2],
  ['HierarchyRequestError', 'HIERARCHY_REQUEST_ERR', 3],
  ['WrongDocumentError', 'WRONG_DOCUMENT_ERR', 4],
  ['InvalidCharacterError', 'INVALID_CHARACTER_ERR', 5],
  ['NoDataAllowedError', 'NO_DATA_ALLOWED_ERR', 6],
  ['NoModificationAllowedError', 'NO_MODIFICATION_ALLOWED_ERR', 7],
  ['NotFoundError', 'NOT_FOUND_ERR', 8],
  ['NotSupportedError', 'NOT_SUPPORTED_ERR', 9],
  ['InUseAttributeError', 'INUSE_ATTRIBUTE_ERR', 10],
  ['InvalidStateError', 'INVALID_STATE_ERR', 11],
  ['SyntaxError', 'SYNTAX_ERR', 12],
  ['InvalidModificationError', 'INVALID_MODIFICATION_ERR', 13],
  ['NamespaceError', 'NAMESPACE_ERR', 14],
  ['InvalidAccessError', 'INVALID_ACCESS_ERR', 15],
  ['ValidationError', 'VALIDATION_ERR', 16],
  ['TypeMismatchError', 'TYPE_MISMATCH_ERR', 17],
  ['SecurityError', 'SECURITY_ERR', 18],
  ['NetworkError', 'NETWORK_ERR', 19],
  ['AbortError', 'ABORT_ERR', 20],
  ['URLMismatchError', 'URL_MISMATCH_ERR', 21],
  ['QuotaExceededError', 'QUOTA_EXCEEDED_ERR', 22],
  ['TimeoutError', 'TIMEOUT_ERR', 23],
  ['InvalidNodeTypeError', 'INVALID_NODE_TYPE_ERR', 24],
  ['DataCloneError', 'DATA_CLONE_ERR', 25],
];

class DOMException {
  #message;
  #name;

  constructor(message = '', options = 'Error') {
    Error.captureStackTrace(this, DOMException);
    this.#message = `${message}`;
    if (options !== null && typeof options === 'object') {
      this.#name = options.name === undefined ? 'Error' : `${options.name}`;
      if ('cause' in options) {
        Object.defineProperty(this, 'cause', {
          value: options.cause, configurable: true, writable: true, enumerable: false,
        });
      }
    } else {
      this.#name = `${options}`;
    }
  }

  get message() {
    if (!(#message in this)) throw new ERR_INVALID_THIS('DOMException');
    return this.#message;
  }

  get name() {
    if (!(#message in this)) throw new ERR_INVALID_THIS('DOMException');
    return this.#name;
  }

  get code() {
    if (!(#message in this)) throw new ERR_INVALID_THIS('DOMException');
    const known = NAMES.find((one) => one[0] === this.#name);
    return known === undefined ? 0 : known[2];
  }
}

Object.setPrototypeOf(DOMException.prototype, Error.prototype);
for (const key of ['message', 'name', 'code']) {
  const about = Object.getOwnPropertyDescriptor(DOMException.prototype, key);
  Object.defineProperty(DOMException.prototype, key, { ...about, enumerable: true });
}
Object.defineProperty(DOMException.prototype, Symbol.toStringTag, { value: 'DOMException', configurable: true });
for (const [, constant, code] of NAMES) {
  const about = { value: code, enumerable: true, configurable: false, writable: false };
  Object.defineProperty(DOMException, constant, about);
  Object.defineProperty(DOMException.prototype, constant, about);
}

module.exports = { DOMException };
