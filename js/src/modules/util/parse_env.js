// util.parseEnv: the contents of an .env file as an object.
//
//   NAME=value # comment
//   export NAME="several
//   lines, with \n for a line break"
//   NAME='as it stands' or `as it stands`

exports.parseEnv = function parseEnv(content) {
  const values = new Map();
  let rest = content.replaceAll('\r', '').trim();
  const skipLine = (from) => {
    const newline = rest.indexOf('\n', from);
    rest = newline === -1 ? '' : rest.slice(newline + 1).trimStart();
  };
  while (rest !== '') {
    const line = rest.split('\n', 1)[0];
    const equals = line.indexOf('=');
    if (line.startsWith('#') || equals === -1) {
      skipLine(0);
      continue;
    }
    const key = nameOf(line.slice(0, equals));
    // A line that begins with the sign: what follows may be a proper assignment.
    if (key === '' && line.length > equals + 1) {
      rest = rest.slice(equals + 1).trimStart();
      continue;
    }
    const { value, end } = readValue(rest, equals + 1);
    values.set(key, value);
    skipLine(end);
  }
  const result = { __proto__: null };
  for (const key of [...values.keys()].sort()) result[key] = values.get(key);
  return result;
};

const nameOf = (text) => text.trim().replace(/^export\s+/, '');

// The value that starts at `from`, and the place behind it on the same line.
function readValue(text, from) {
  let start = from;
  while (text[start] === ' ' || text[start] === '\t') start++;
  const quote = text[start];
  if (quote === '"' || quote === "'" || quote === '`') {
    const end = text.indexOf(quote, start + 1);
    if (end !== -1) {
      const value = text.slice(start + 1, end);
      return { value: quote === '"' ? value.replaceAll('\\n', '\n') : value, end: end + 1 };
    }
  }
  const newline = text.indexOf('\n', start);
  const end = newline === -1 ? text.length : newline;
  const line = text.slice(start, end);
  // A quote that is never closed is a letter like any other, and so is the hash behind it.
  const isQuoted = quote === '"' || quote === "'" || quote === '`';
  return { value: isQuoted ? line : line.split('#', 1)[0].trim(), end };
}
