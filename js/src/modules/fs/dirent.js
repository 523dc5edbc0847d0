// One name in a folder, and what it names.


const kType = Symbol('type');
const FILE = 1;
const DIR = 2;

class Dirent {
  constructor(name, type, path) {
    this.name = name;
    this.parentPath = path;
    this[kType] = type;
  }
  isDirectory() { return this[kType] === DIR; }
  isFile() { return this[kType] === FILE; }
  isSymbolicLink() { return this[kType] === 3; }
  isFIFO() { return this[kType] === 4; }
  isSocket() { return this[kType] === 5; }
  isCharacterDevice() { return this[kType] === 6; }
  isBlockDevice() { return this[kType] === 7; }
}

exports.Dirent = Dirent;
