// What is known of a file, and of a file system.

const { constants: { S_IFMT, S_IFREG, S_IFDIR, S_IFLNK, S_IFIFO, S_IFSOCK, S_IFCHR, S_IFBLK } } = require('fs/native');

// What both kinds of Stats can do. The mode of one of them is a BigInt.
function StatsBase() {}

for (const [name, kind] of [
  ['isDirectory', S_IFDIR], ['isFile', S_IFREG], ['isBlockDevice', S_IFBLK], ['isCharacterDevice', S_IFCHR],
  ['isSymbolicLink', S_IFLNK], ['isFIFO', S_IFIFO], ['isSocket', S_IFSOCK],
]) {
  StatsBase.prototype[name] = { [name]() { return (Number(this.mode) & S_IFMT) === kind; } }[name];
}

// Dates are made when they are asked for, and may be set.
function defineDates(prototype) {
  for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) {
    Object.defineProperty(prototype, name, {
      enumerable: true,
      configurable: true,
      get() {
        const date = new Date(Math.round(Number(this[`${name}Ms`])));
        this[name] = date;
        return date;
      },
      set(value) {
        Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true });
      },
    });
  }
}

function Stats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, atimeMs, mtimeMs, ctimeMs, birthtimeMs) {
  // One by one: that costs half of what an object to copy from would.
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
  this.atimeMs = atimeMs;
  this.mtimeMs = mtimeMs;
  this.ctimeMs = ctimeMs;
  this.birthtimeMs = birthtimeMs;
}
Object.setPrototypeOf(Stats.prototype, StatsBase.prototype);
Object.setPrototypeOf(Stats, StatsBase);
defineDates(Stats.prototype);

function BigIntStats(numbers, times) {
  const [dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks] = numbers;
  const [atimeNs, mtimeNs, ctimeNs, birthtimeNs] = times;
  Object.assign(this, {
    dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks,
    atimeMs: atimeNs / 1000000n, mtimeMs: mtimeNs / 1000000n, ctimeMs: ctimeNs / 1000000n,
    birthtimeMs: birthtimeNs / 1000000n, atimeNs, mtimeNs, ctimeNs, birthtimeNs,
  });
}
Object.setPrototypeOf(BigIntStats.prototype, StatsBase.prototype);
Object.setPrototypeOf(BigIntStats, StatsBase);
defineDates(BigIntStats.prototype);

// Stats from the natives' flat list.
exports.stats = function stats(list) {
  if (typeof list[0] === 'bigint') {
    const time = (index) => list[index] * 1000000000n + list[index + 1];
    return new BigIntStats(list, [time(10), time(12), time(14), time(16)]);
  }
  const time = (index) => list[index] * 1000 + list[index + 1] / 1000000;
  return new Stats(
    list[0], list[1], list[2], list[3], list[4], list[5], list[6], list[7], list[8], list[9],
    time(10), time(12), time(14), time(16));
};

// What watchFile shows of a file that is not there.
exports.noStats = (big) => exports.stats(new Array(18).fill(big ? 0n : 0));

class StatFs {
  constructor(type, bsize, blocks, bfree, bavail, files, ffree) {
    Object.assign(this, { type, bsize, blocks, bfree, bavail, files, ffree });
  }
}

exports.statFs = (list) => new StatFs(...list);

exports.Stats = require('internal/util').deprecate(Stats, 'fs.Stats constructor is deprecated.', 'DEP0180');
