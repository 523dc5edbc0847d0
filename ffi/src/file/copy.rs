//! Copies of files: made of their bytes, or sharing the original's blocks.

use super::Result;
use super::path::between;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

/// Copies a file with its permission bits; with `exclusive` only if there is nothing at `target`. Where the file system can,
/// the copy shares its blocks with the original. A copy that fails half-way is removed, unless there was a file before.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (_, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::copy(&path, &folder.join("copy"), false)?;
/// let error = file::copy(&path, &folder.join("copy"), true).unwrap_err();
/// assert_eq!((error.system.call, error.system.name()), ("copyfile", "EEXIST"));
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
///
/// # Errors
/// `EEXIST` for what is at `target` and shall stay, `EISDIR` for a folder; those of opening, reading and writing.
pub fn copy(path: &Path, target: &Path, exclusive: bool) -> Result<()> {
    between("copyfile", path, target, make(path, target, exclusive, fill))
}

/// Makes a copy that shares the original's blocks until either is written to, which takes no time and no room. It is that or
/// nothing; [`copy`] shares where it can.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (original, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::write(&original, b"text", None)?;
/// match file::clone(&path, &folder.join("clone"), true) {
///     Ok(()) => assert_eq!(std::fs::read(folder.join("clone")).unwrap(), b"text"),
///     Err(error) => assert_eq!(error.system.name(), "ENOTSUP"),
/// }
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
///
/// # Errors
/// As [`copy`]; `ENOTSUP` where the file system cannot (most but btrfs and xfs), and on all systems but Linux; `EXDEV` for
/// two file systems.
pub fn clone(path: &Path, target: &Path, exclusive: bool) -> Result<()> {
    between("copyfile", path, target, make(path, target, exclusive, share))
}

/// What puts the content into a copy.
type Filling = fn(&File, &Metadata, &File) -> io::Result<()>;

fn make(path: &Path, target: &Path, exclusive: bool, filling: Filling) -> io::Result<()> {
    let original = File::open(path)?;
    let found = original.metadata()?;
    if found.is_dir() {
        return Err(io::Error::from_raw_os_error(libc::EISDIR));
    }
    let (copy, is_new) = open_copy(target, found.mode(), exclusive)?;
    let filled = fill_unless_same(&original, &found, &copy, filling);
    if filled.is_err() && is_new {
        // Half a copy is none. When it cannot be removed, the first failure is the one to tell.
        let _ = fs::remove_file(target);
    }
    filled
}

/// The copy to be, and whether it came into being just now.
fn open_copy(target: &Path, mode: u32, exclusive: bool) -> io::Result<(File, bool)> {
    let mut options = OpenOptions::new();
    options.write(true).mode(mode);
    match options.clone().create_new(true).open(target) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && !exclusive => {
            options.create(true).truncate(false).open(target).map(|copy| (copy, false))
        }
        answer => answer.map(|copy| (copy, true)),
    }
}

fn fill_unless_same(original: &File, found: &Metadata, copy: &File, filling: Filling) -> io::Result<()> {
    let replaced = copy.metadata()?;
    if (replaced.dev(), replaced.ino()) == (found.dev(), found.ino()) {
        // Both are one file: there is nothing to do, and emptying it would lose it.
        return Ok(());
    }
    filling(original, found, copy)?;
    // A device, say, has no length, and keeps its mode.
    if replaced.is_file() { copy.set_permissions(found.permissions()) } else { Ok(()) }
}

fn fill(mut original: &File, _found: &Metadata, mut copy: &File) -> io::Result<()> {
    if copy.metadata()?.is_file() {
        copy.set_len(0)?;
    }
    io::copy(&mut original, &mut copy).map(drop)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn share(original: &File, found: &Metadata, copy: &File) -> io::Result<()> {
    use std::os::fd::AsRawFd;
    // SAFETY: the call takes the number of a descriptor, which is open, and touches no memory of ours.
    let call = || unsafe { libc::ioctl(copy.as_raw_fd(), libc::FICLONE, original.as_raw_fd()) };
    match crate::error::check("ioctl_ficlone", call).map_err(|error| error.errno) {
        Ok(_) => copy.set_len(found.len()),
        // What file systems say that do not know the request, or not for these files.
        Err(libc::ENOTTY | libc::EINVAL | libc::ENOSYS) => {
            Err(io::Error::from_raw_os_error(libc::EOPNOTSUPP))
        }
        Err(errno) => Err(io::Error::from_raw_os_error(errno)),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn share(_original: &File, _found: &Metadata, _copy: &File) -> io::Result<()> {
    Err(io::Error::from_raw_os_error(libc::ENOTSUP))
}
