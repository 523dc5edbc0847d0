// Other processes: begun, talked with, waited for.

const { ChildProcess } = require('child_process/child');
const { spawn, fork } = require('child_process/spawn');
const { exec, execFile } = require('child_process/exec');
const { spawnSync, execFileSync, execSync } = require('child_process/sync');

// The end of a channel that our parent gave us. The room `process` calls this when it is made.
function _forkChild(fd, serialization) {
  require('child_process/channel').openInherited(fd, serialization);
}

module.exports = {
  _forkChild, ChildProcess, exec, execFile, execFileSync, execSync, fork, spawn, spawnSync,
};
