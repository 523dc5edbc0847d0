// The verbs with open files, each written once for its three faces (fs/faces).

const calls = require('fs/native');
const { checkedPath } = require('fs/paths');
const checks = require('fs/checks');
const { shaped } = require('fs/path_verbs');
const { parseFileMode, validateInteger } = require('internal/validators');

exports.open = function open(done, path, flags, mode) {
  path = checkedPath(path);
  const number = checks.openFlags(flags);
  return calls.open(path, number, parseFileMode(mode, 'mode', 0o666), done);
};

exports.close = function close(done, fd) {
  return calls.close(checks.checkFd(fd), done);
};

exports.fstat = function fstat(done, fd, options) {
  fd = checks.checkFd(fd);
  return shaped(done, (callback) => calls.fstat(fd, options?.bigint === true, callback), require('fs/stats').stats);
};

exports.ftruncate = function ftruncate(done, fd, length = 0) {
  fd = checks.checkFd(fd);
  validateInteger(length, 'len');
  return calls.ftruncate(fd, Math.max(0, length), done);
};

exports.fsync = function fsync(done, fd) {
  return calls.fsync(checks.checkFd(fd), done);
};

exports.fdatasync = function fdatasync(done, fd) {
  return calls.fdatasync(checks.checkFd(fd), done);
};

exports.fchmod = function fchmod(done, fd, mode) {
  fd = checks.checkFd(fd);
  return calls.fchmod(fd, parseFileMode(mode, 'mode'), done);
};

exports.fchown = function fchown(done, fd, uid, gid) {
  fd = checks.checkFd(fd);
  return calls.fchown(fd, checks.owner(uid, 'uid'), checks.owner(gid, 'gid'), done);
};

exports.futimes = function futimes(done, fd, atime, mtime) {
  fd = checks.checkFd(fd);
  return calls.futimes(fd, checks.seconds(atime, 'atime'), checks.seconds(mtime, 'mtime'), done);
};
