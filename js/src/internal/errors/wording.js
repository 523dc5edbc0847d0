// The parts of speech that many error texts share.

// The end of "… must be of type string. Received ‹this›".
exports.determineSpecificType = function determineSpecificType(value) {
  switch (typeof value) {
    case 'undefined': return 'undefined';
    case 'bigint': return `type bigint (${value}n)`;
    case 'number': return `type number (${Object.is(value, -0) ? '-0' : value})`;
    case 'boolean': return `type boolean (${value})`;
    case 'symbol': return `type symbol (${String(value)})`;
    case 'string': return `type string (${quote(value)})`;
    case 'function': return `function ${value.name}`;
    default: return value === null ? 'null' : describeObject(value);
  }
};

function quote(text) {
  const short = text.length > 28 ? `${text.slice(0, 25)}...` : text;
  return short.includes("'") ? JSON.stringify(short) : `'${short}'`;
}

// `constructor` and its `name` belong to the user and may be accessors: each is read once.
function describeObject(value) {
  const name = value.constructor?.name;
  if (typeof name === 'string' && name !== '') return `an instance of ${name}`;
  return require('internal/inspect').inspect(value, { depth: -1 });
}

// 'a', 'a and b', 'a, b, and c'
exports.formatList = function formatList(items, word = 'and') {
  if (items.length === 0) return '';
  const last = items[items.length - 1];
  if (items.length === 1) return `${last}`;
  if (items.length === 2) return `${items[0]} ${word} ${last}`;
  return `${items.slice(0, -1).join(', ')}, ${word} ${last}`;
};

// '1234567' → '1_234_567'; for integers only.
exports.groupDigits = function groupDigits(digits) {
  const first = digits[0] === '-' ? 4 : 3;
  let rest = '';
  let end = digits.length;
  for (; end > first; end -= 3) rest = `_${digits.slice(end - 3, end)}${rest}`;
  return digits.slice(0, end) + rest;
};

const primitiveNames = new Set([
  'string', 'function', 'number', 'object', 'Function', 'Object', 'boolean', 'bigint', 'symbol',
]);

// ['string', 'Buffer', 'null'] → 'of type string or an instance of Buffer or null'
exports.formatExpected = function formatExpected(expected) {
  const { formatList } = exports;
  const types = [];
  const classes = [];
  const others = [];
  for (const name of expected) {
    if (primitiveNames.has(name)) types.push(name.toLowerCase());
    else if (/^[A-Z][a-zA-Z0-9]*$/.test(name)) classes.push(name);
    else others.push(name);
  }
  // Beside other classes, a plain object is named as one of them.
  const plain = types.indexOf('object');
  if (classes.length > 0 && plain !== -1) {
    types.splice(plain, 1);
    classes.push('Object');
  }
  const parts = [];
  if (types.length > 1) parts.push(`one of type ${formatList(types, 'or')}`);
  else if (types.length === 1) parts.push(`of type ${types[0]}`);
  if (classes.length > 0) parts.push(`an instance of ${formatList(classes, 'or')}`);
  if (others.length > 1) parts.push(`one of ${formatList(others, 'or')}`);
  else if (others.length === 1) parts.push(/[A-Z]/.test(others[0]) ? `an ${others[0]}` : others[0]);
  return parts.join(' or ');
};
