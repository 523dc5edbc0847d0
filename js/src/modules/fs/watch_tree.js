// Watching a folder with all that is in it, where the system watches single folders only: each gets a watcher of its own, new
// ones when they are seen.

const calls = require('fs/native');
const { join, relative } = require('path');

const DIR = 2;
const isFolder = (path) => calls.kind(path, false) === DIR;

// `by.add(folder, hear)` watches one folder and gives an error if that fails, `by.remove(folder)` does not any more,
// `by.tell(event, name)` hears what happened below `root`.
exports.watchTree = function watchTree(root, by) {
  if (calls.kind(root, true) !== DIR) {
    // A file is its own tree.
    const failed = by.add(root, by.tell);
    if (failed !== undefined) throw failed;
    return;
  }
  const folders = new Set();

  function enter(folder, isNew) {
    const failed = by.add(folder, (event, name) => hear(folder, event, name));
    if (failed !== undefined) {
      // Folders come and go; only the root must be there.
      if (folder === root) throw failed;
      return;
    }
    folders.add(folder);
    for (const [name, kind] of entriesOf(folder)) {
      const path = join(folder, name);
      // What was put into a new folder before it could be watched.
      if (isNew) by.tell('rename', relative(root, path));
      if (kind === DIR && !folders.has(path)) enter(path, isNew);
    }
  }

  function leave(folder) {
    for (const known of folders) {
      if (known !== folder && !known.startsWith(`${folder}/`)) continue;
      folders.delete(known);
      by.remove(known);
    }
  }

  function hear(folder, event, name) {
    if (name === null) return by.tell(event, null);
    const path = join(folder, name);
    // A folder that is gone tells so itself, under its own name: its parent does that, too.
    if (!folders.has(folder) || (folder !== root && !isFolder(folder))) return leave(folder);
    by.tell(event, relative(root, path));
    if (event !== 'rename') return;
    if (!isFolder(path)) leave(path);
    else if (!folders.has(path)) enter(path, true);
  }

  enter(root, false);
};

function entriesOf(folder) {
  try {
    const [names, kinds] = calls.scandir(folder, false, true);
    return names.map((name, index) => [name, kinds[index]]);
  } catch {
    // It is gone already.
    return [];
  }
}
