// A reference against an older kind of URL object: what url.resolve does. Paths are lists of segments here.

const { SLASHED, HOSTLESS } = require('url/protocols');

const segmentsOf = (pathname) => (pathname ? pathname.split('/') : []);
const isRooted = (pathname) => Boolean(pathname) && pathname[0] === '/';

function finish(result) {
  result.href = result.format();
  return result;
}

function setPath(result) {
  if (result.pathname !== null || result.search !== null) {
    result.path = `${result.pathname || ''}${result.search || ''}`;
  }
}

function takeQuery(result, relative) {
  result.search = relative.search;
  result.query = relative.query;
}

function takeAll(result, relative, but) {
  for (const part of Object.keys(relative)) {
    if (part !== but) result[part] = relative[part];
  }
}

exports.resolveObject = function resolveObject(source, relative, result) {
  Object.assign(result, source);
  // The fragment is always the reference's own, also if it has none.
  result.hash = relative.hash;
  if (relative.href === '') return finish(result);
  if (relative.slashes && !relative.protocol) {
    takeAll(result, relative, 'protocol');
    if (SLASHED.test(result.protocol ?? '') && result.hostname && !result.pathname) result.path = result.pathname = '/';
    return finish(result);
  }
  if (relative.protocol && relative.protocol !== result.protocol) return toOtherProtocol(result, relative);
  return withinProtocol(result, relative);
};

function toOtherProtocol(result, relative) {
  if (!SLASHED.test(relative.protocol)) {
    takeAll(result, relative);
    return finish(result);
  }
  result.protocol = relative.protocol;
  if (!relative.host && !/^file:?$/.test(relative.protocol) && !HOSTLESS.test(relative.protocol)) {
    // `http:a/b` means the host a.
    const segments = segmentsOf(relative.pathname);
    while (segments.length && !(relative.host = segments.shift()));
    relative.host ||= '';
    relative.hostname ||= '';
    if (segments[0] !== '') segments.unshift('');
    if (segments.length < 2) segments.unshift('');
    result.pathname = segments.join('/');
  } else {
    result.pathname = relative.pathname;
  }
  takeQuery(result, relative);
  result.host = relative.host || '';
  result.auth = relative.auth;
  result.hostname = relative.hostname || relative.host;
  result.port = relative.port;
  if (result.pathname || result.search) result.path = `${result.pathname || ''}${result.search || ''}`;
  result.slashes ||= relative.slashes;
  return finish(result);
}

function withinProtocol(result, relative) {
  const relativeRooted = relative.host || isRooted(relative.pathname);
  const mustBeRooted = Boolean(relativeRooted || isRooted(result.pathname) || (result.host && relative.pathname));
  const paths = { source: segmentsOf(result.pathname), relative: segmentsOf(relative.pathname), mustBeRooted };
  // `mailto:` and its like have no slashes: the host is the first segment for a while.
  const slashless = Boolean(result.protocol) && !SLASHED.test(result.protocol);
  if (slashless) hostsToPaths(result, relative, paths);

  let segments = paths.source;
  if (relativeRooted) {
    takeHost(result, relative);
    takeQuery(result, relative);
    segments = paths.relative;
  } else if (paths.relative.length) {
    segments = [...segments.slice(0, -1), ...paths.relative];
    takeQuery(result, relative);
  } else if (relative.search !== null && relative.search !== undefined) {
    if (slashless) hostFromPath(result, segments.shift());
    takeQuery(result, relative);
    setPath(result);
    return finish(result);
  }
  if (!segments.length) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    return finish(result);
  }
  return withPath(result, relative, segments, { slashless, mustBeRooted: paths.mustBeRooted, allDots: mustBeRooted });
}

function hostsToPaths(result, relative, paths) {
  const prepend = (segments, host) => {
    if (segments[0] === '') segments[0] = host;
    else segments.unshift(host);
  };
  result.hostname = '';
  result.port = null;
  if (result.host) prepend(paths.source, result.host);
  result.host = '';
  if (relative.protocol) {
    relative.hostname = null;
    relative.port = null;
    result.auth = null;
    if (relative.host) prepend(paths.relative, relative.host);
    relative.host = null;
  }
  paths.mustBeRooted &&= paths.relative[0] === '' || paths.source[0] === '';
}

function takeHost(result, relative) {
  if (relative.host || relative.host === '') {
    if (result.host !== relative.host) result.auth = null;
    result.host = relative.host;
    result.port = relative.port;
  }
  if (relative.hostname || relative.hostname === '') {
    if (result.hostname !== relative.hostname) result.auth = null;
    result.hostname = relative.hostname;
  }
}

function hostFromPath(result, host) {
  result.hostname = result.host = host;
  const at = host ? host.indexOf('@') : -1;
  if (at > 0) {
    const [auth, name] = host.split('@');
    result.auth = auth;
    result.host = result.hostname = name;
  }
}

function withPath(result, relative, segments, { slashless, mustBeRooted, allDots }) {
  const last = segments.at(-1);
  const endsInDots = last === '.' || last === '..';
  const asFolder = last === '' || (endsInDots && (result.host || relative.host || segments.length > 1));
  const path = withoutDots(segments, !mustBeRooted && !allDots);
  if (mustBeRooted && path[0] !== '' && !isRooted(path[0])) path.unshift('');
  if (asFolder && path.join('/').at(-1) !== '/') path.push('');
  const rooted = path[0] === '' || isRooted(path[0]);
  if (slashless) hostFromPath(result, rooted ? '' : path.length ? path.shift() : '');
  if ((mustBeRooted || (result.host && path.length)) && !rooted) path.unshift('');
  if (path.length) {
    result.pathname = path.join('/');
  } else {
    result.pathname = null;
    result.path = null;
  }
  setPath(result);
  result.auth = relative.auth || result.auth;
  result.slashes ||= relative.slashes;
  return finish(result);
}

// From the end, so that `..` takes away what stands before it. What it finds nothing for stays if `keepSurplus`.
function withoutDots(segments, keepSurplus) {
  const path = [];
  let up = 0;
  for (const segment of segments.toReversed()) {
    if (segment === '..') up++;
    else if (segment === '.') continue;
    else if (up > 0) up--;
    else path.unshift(segment);
  }
  return keepSurplus ? [...Array(up).fill('..'), ...path] : path;
}
