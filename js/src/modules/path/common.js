// What the two flavours of paths share.

// Takes out empty parts and '.', and for each '..' the part before it. `above` keeps those '..' that lead
// out of the path; an absolute path has nothing above it.
exports.tidy = function tidy(path, separator, splitter, above) {
  const kept = [];
  for (const part of path.split(splitter)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (above) kept.push('..');
  }
  return kept.join(separator);
};

// The way between two absolute paths: up from one, down to the other.
exports.relativeParts = function relativeParts(from, to, separator, same) {
  const fromParts = from.split(separator).filter((part) => part !== '');
  const toParts = to.split(separator).filter((part) => part !== '');
  const shorter = Math.min(fromParts.length, toParts.length);
  let common = 0;
  while (common < shorter && same(fromParts[common], toParts[common])) common++;
  return [...fromParts.slice(common).map(() => '..'), ...toParts.slice(common)];
};

// From the last dot on; a dot at the start makes no extension, nor do the two of '..'.
exports.extensionOf = function extensionOf(base) {
  const dot = base.lastIndexOf('.');
  return dot <= 0 || base === '..' ? '' : base.slice(dot);
};

exports.formatWith = function formatWith(separator, pathObject) {
  require('internal/validators').validateObject(pathObject, 'pathObject');
  const { root, ext, name } = pathObject;
  const dir = pathObject.dir || root;
  const dottedExt = ext ? `${ext[0] === '.' ? '' : '.'}${ext}` : '';
  const base = pathObject.base || `${name || ''}${dottedExt}`;
  if (!dir) return base;
  return dir === root ? `${dir}${base}` : `${dir}${separator}${base}`;
};
