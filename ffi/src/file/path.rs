//! Files by their paths.

use super::{Error, Result, at};
use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown, lchown, symlink};
use std::path::{Path, PathBuf};

/// The same for calls with two paths.
fn between<T>(call: &'static str, path: &Path, target: &Path, answer: io::Result<T>) -> Result<T> {
    at(call, path, answer).map_err(|error| Error { target: Some(target.to_owned()), ..error })
}

/// What is known of a file; of a symbolic link's target rather than of itself.
pub fn metadata(path: &Path) -> Result<Metadata> {
    at("stat", path, fs::metadata(path))
}

/// What is known of a file, which may be a symbolic link.
pub fn link_metadata(path: &Path) -> Result<Metadata> {
    at("lstat", path, fs::symlink_metadata(path))
}

/// Gives a file another name, and takes that from the one who had it.
pub fn rename(path: &Path, target: &Path) -> Result<()> {
    between("rename", path, target, fs::rename(path, target))
}

/// Takes a name away from a file, and the file, if it was the last.
pub fn remove(path: &Path) -> Result<()> {
    at("unlink", path, fs::remove_file(path))
}

/// Where a symbolic link leads.
pub fn read_link(path: &Path) -> Result<PathBuf> {
    at("readlink", path, fs::read_link(path))
}

/// Makes the symbolic link `target`, which leads to `path`, whether or not there is anything.
pub fn symbolic_link(path: &Path, target: &Path) -> Result<()> {
    between("symlink", path, target, symlink(path, target))
}

/// Gives the file at `path` one more name.
pub fn link(path: &Path, target: &Path) -> Result<()> {
    between("link", path, target, fs::hard_link(path, target))
}

/// The absolute path without links in it.
pub fn canonical(path: &Path) -> Result<PathBuf> {
    at("realpath", path, fs::canonicalize(path))
}

/// Copies a file with its permission bits; with `exclusive` only if there is nothing at `target` (`EEXIST`). Where the
/// file system can, the copy shares its blocks with the original.
pub fn copy(path: &Path, target: &Path, exclusive: bool) -> Result<()> {
    between("copyfile", path, target, try_copy(path, target, exclusive))
}

fn try_copy(path: &Path, target: &Path, exclusive: bool) -> io::Result<()> {
    let mut original = File::open(path)?;
    let found = original.metadata()?;
    if found.is_dir() {
        return Err(io::Error::from_raw_os_error(libc::EISDIR));
    }
    let mut options = OpenOptions::new();
    options.write(true).mode(found.mode()).create(true).truncate(false).create_new(exclusive);
    let mut copy = options.open(target)?;
    let replaced = copy.metadata()?;
    if (replaced.dev(), replaced.ino()) == (found.dev(), found.ino()) {
        // Both are one file: there is nothing to do, and emptying it would lose it.
        return Ok(());
    }
    if !replaced.is_file() {
        // A device, say, which has no length, and keeps its mode.
        return io::copy(&mut original, &mut copy).map(drop);
    }
    copy.set_len(0)?;
    io::copy(&mut original, &mut copy)?;
    copy.set_permissions(found.permissions())
}

/// Changes the permission bits.
pub fn change_mode(path: &Path, mode: u32) -> Result<()> {
    at("chmod", path, fs::set_permissions(path, Permissions::from_mode(mode)))
}

/// Changes the owner and the group; `None` leaves them as they are.
pub fn change_owner(path: &Path, user: Option<u32>, group: Option<u32>) -> Result<()> {
    at("chown", path, chown(path, user, group))
}

/// The same of a symbolic link itself.
pub fn change_owner_of_link(path: &Path, user: Option<u32>, group: Option<u32>) -> Result<()> {
    at("lchown", path, lchown(path, user, group))
}

/// Cuts a file to `length` bytes, or fills it up with zeros.
pub fn truncate(path: &Path, length: u64) -> Result<()> {
    at("truncate", path, OpenOptions::new().write(true).open(path).and_then(|file| file.set_len(length)))
}
