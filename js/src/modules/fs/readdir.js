// readdir with `recursive`: all names below a folder, as paths that begin there, or as Dirents. Folders are read in the
// order in which they are found.

const calls = require('fs/native');
const { Dirent } = require('fs/dirent');
const { joinPath } = require('fs/paths');

const UNKNOWN = 0;
const DIR = 2;

exports.recursive = function recursive(done, path, options) {
  const walk = new Walk(path, options);
  if (done === undefined) {
    for (let folder = walk.next(); folder !== undefined; folder = walk.next()) {
      walk.take(folder, calls.scandir(folder.path, walk.bytes, true));
    }
    return walk.found;
  }
  const step = () => {
    const folder = walk.next();
    if (folder === undefined) return done(null, walk.found);
    calls.scandir(folder.path, walk.bytes, true, (error, entries) => {
      if (error) return done(error);
      walk.take(folder, entries);
      step();
    });
  };
  step();
};

class Walk {
  constructor(path, { encoding, withFileTypes }) {
    this.bytes = encoding !== undefined && encoding !== null && encoding !== 'utf8' && encoding !== 'utf-8';
    this.encoding = encoding;
    this.withFileTypes = withFileTypes;
    this.found = [];
    // { path, prefix }: where a folder is, and what stands before its names in the result.
    this.folders = [{ path, prefix: undefined }];
  }

  next() {
    return this.folders.shift();
  }

  take({ path, prefix }, [names, kinds]) {
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const below = joinPath(path, name);
      const shown = prefix === undefined ? name : joinPath(prefix, name);
      const kind = kinds[i] === UNKNOWN ? calls.kind(below, false) : kinds[i];
      if (this.withFileTypes) this.found.push(new Dirent(this.decode(name), kind, path));
      else this.found.push(this.decode(shown));
      if (kind === DIR) this.folders.push({ path: below, prefix: shown });
    }
  }

  decode(name) {
    return typeof name === 'string' || this.encoding === 'buffer' ? name : name.toString(this.encoding);
  }
}
