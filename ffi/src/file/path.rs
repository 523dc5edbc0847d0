//! Files by their paths.

use super::{Error, Result, at};
use std::fs::{self, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt, chown, lchown, symlink};
use std::path::{Path, PathBuf};

/// The same for calls with two paths.
pub(super) fn between<T>(call: &'static str, path: &Path, target: &Path, answer: io::Result<T>) -> Result<T> {
    at(call, path, answer).map_err(|error| Error { target: Some(target.to_owned()), ..error })
}

/// What is known of a file; of a symbolic link's target rather than of itself.
///
/// ```
/// use evloop_ffi::file;
/// use std::path::Path;
///
/// assert!(file::metadata(Path::new("/"))?.is_dir());
/// let error = file::metadata(Path::new("/nowhere")).unwrap_err();
/// assert_eq!(error.to_string(), "/nowhere: stat: no such file or directory (ENOENT)");
/// # Ok::<(), file::Error>(())
/// ```
pub fn metadata(path: &Path) -> Result<Metadata> {
    at("stat", path, fs::metadata(path))
}

/// What is known of a file, which may be a symbolic link.
///
/// ```
/// use evloop_ffi::file;
/// use std::path::Path;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// file::symbolic_link(Path::new("nowhere"), &folder.join("link"))?;
/// assert!(file::link_metadata(&folder.join("link"))?.is_symlink());
/// assert!(file::metadata(&folder.join("link")).is_err());
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn link_metadata(path: &Path) -> Result<Metadata> {
    at("lstat", path, fs::symlink_metadata(path))
}

/// Gives a file another name, and takes that from the one who had it.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (_, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::rename(&path, &folder.join("new"))?;
/// let error = file::rename(&path, &folder.join("new")).unwrap_err();
/// assert_eq!(error.target, Some(folder.join("new")));
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn rename(path: &Path, target: &Path) -> Result<()> {
    between("rename", path, target, fs::rename(path, target))
}

/// Takes a name away from a file, and the file, if it was the last.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::remove(&path)?;
/// // Whoever has it open still has it.
/// file::write(&file, b"text", None)?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn remove(path: &Path) -> Result<()> {
    at("unlink", path, fs::remove_file(path))
}

/// Where a symbolic link leads.
///
/// ```
/// use evloop_ffi::file;
/// use std::path::Path;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// file::symbolic_link(Path::new("../there"), &folder.join("link"))?;
/// assert_eq!(file::read_link(&folder.join("link"))?, Path::new("../there"));
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn read_link(path: &Path) -> Result<PathBuf> {
    at("readlink", path, fs::read_link(path))
}

/// Makes the symbolic link `target`, which leads to `path`, whether or not there is anything.
///
/// ```
/// use evloop_ffi::file;
/// use std::path::Path;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// file::symbolic_link(Path::new("/"), &folder.join("root"))?;
/// assert!(file::metadata(&folder.join("root"))?.is_dir());
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn symbolic_link(path: &Path, target: &Path) -> Result<()> {
    between("symlink", path, target, symlink(path, target))
}

/// Gives the file at `path` one more name.
///
/// ```
/// use evloop_ffi::file;
/// use std::os::unix::fs::MetadataExt;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (_, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::link(&path, &folder.join("also"))?;
/// assert_eq!(file::metadata(&path)?.nlink(), 2);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn link(path: &Path, target: &Path) -> Result<()> {
    between("link", path, target, fs::hard_link(path, target))
}

/// The absolute path without links in it.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// file::symbolic_link(&folder, &folder.join("loop"))?;
/// assert_eq!(file::canonical(&folder.join("loop/loop"))?, file::canonical(&folder)?);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn canonical(path: &Path) -> Result<PathBuf> {
    at("realpath", path, fs::canonicalize(path))
}

/// Changes the permission bits.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (_, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::change_mode(&path, 0o444)?;
/// assert!(file::metadata(&path)?.permissions().readonly());
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn change_mode(path: &Path, mode: u32) -> Result<()> {
    at("chmod", path, fs::set_permissions(path, Permissions::from_mode(mode)))
}

/// Changes the owner and the group; `None` leaves them as they are.
///
/// ```
/// use evloop_ffi::file;
/// use evloop_ffi::system::identities;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (_, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::change_owner(&path, None, Some(identities().effective_group))?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn change_owner(path: &Path, user: Option<u32>, group: Option<u32>) -> Result<()> {
    at("chown", path, chown(path, user, group))
}

/// The same of a symbolic link itself.
///
/// ```
/// use evloop_ffi::file;
/// use evloop_ffi::system::identities;
/// use std::path::Path;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// file::symbolic_link(Path::new("nowhere"), &folder.join("link"))?;
/// file::change_owner_of_link(&folder.join("link"), Some(identities().effective_user), None)?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn change_owner_of_link(path: &Path, user: Option<u32>, group: Option<u32>) -> Result<()> {
    at("lchown", path, lchown(path, user, group))
}

/// Cuts a file to `length` bytes, or fills it up with zeros.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::write(&file, b"text", None)?;
/// file::truncate(&path, 2)?;
/// assert_eq!(std::fs::read(&path).unwrap(), b"te");
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn truncate(path: &Path, length: u64) -> Result<()> {
    at("truncate", path, OpenOptions::new().write(true).open(path).and_then(|file| file.set_len(length)))
}
