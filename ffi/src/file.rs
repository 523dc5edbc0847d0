//! Files and folders. Everything here may take as long as a disk or a network takes: call it from a thread that may wait.
//!
//! Most of it is the standard library's, with errors that tell the call and the path; what that lacks is in `vector.rs`
//! and `system.rs`. Files are [`std::fs::File`], and what is known of them is [`std::fs::Metadata`].

pub mod constants;
mod copy;
mod folder;
mod number;
mod path;
mod system;
mod vector;

pub use copy::{clone, copy};
pub use folder::{Entry, Folder, make_folder, make_temporary_folder, open_folder, remove_folder, scan};
pub use number::{duplicate, retire};
pub use path::{
    canonical, change_mode, change_owner, change_owner_of_link, link, link_metadata, metadata, read_link,
    remove, rename, symbolic_link, truncate,
};
pub use system::{
    Access, FileSystem, access, file_system, make_temporary_file, send, set_link_times, set_times,
    set_times_of,
};
pub use vector::{read, read_vectored, write, write_vectored};

use crate::error::check;
use std::ffi::CString;
use std::fmt;
use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::fd::IntoRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, fchown};
use std::path::{Path, PathBuf};

/// A failed call on a file: which, why, and for which paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The call and its errno.
    pub system: crate::Error,
    /// The file, unless it was named by a descriptor.
    pub path: Option<PathBuf>,
    /// The other file, where there are two: the new name of `rename`, the copy of `copy`, the link's own name.
    pub target: Option<PathBuf>,
}

/// The result of a call on a file.
pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.path, &self.target) {
            (Some(path), Some(target)) => write!(f, "{} -> {}: ", path.display(), target.display())?,
            (Some(path), None) => write!(f, "{}: ", path.display())?,
            _ => {}
        }
        self.system.fmt(f)
    }
}

impl std::error::Error for Error {}

impl From<crate::Error> for Error {
    fn from(system: crate::Error) -> Error {
        Error { system, path: None, target: None }
    }
}

/// What the standard library has met at a path.
fn at<T>(call: &'static str, path: &Path, answer: io::Result<T>) -> Result<T> {
    answer.map_err(|error| Error {
        system: crate::Error::from_io(call, &error),
        path: Some(path.to_owned()),
        target: None,
    })
}

/// What it has met at a descriptor.
fn on<T>(call: &'static str, answer: io::Result<T>) -> Result<T> {
    answer.map_err(|error| crate::Error::from_io(call, &error).into())
}

/// The path as the system takes it.
fn c_path(call: &'static str, path: &Path) -> Result<CString> {
    at(call, path, CString::new(path.as_os_str().as_bytes()).map_err(io::Error::from))
}

/// Opens a file, closed on exec. The options tell how, with `OpenOptionsExt` also the mode of a new file and all flags
/// of open(2).
///
/// ```
/// use evloop_ffi::file;
/// use std::fs::OpenOptions;
/// use std::os::unix::fs::OpenOptionsExt;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let mut to_write = OpenOptions::new();
/// let file = file::open(&folder.join("new"), to_write.write(true).create_new(true).mode(0o600))?;
/// let error = file::open(&folder.join("new"), &to_write).unwrap_err();
/// assert_eq!((error.system.call, error.system.name()), ("open", "EEXIST"));
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn open(path: &Path, options: &OpenOptions) -> Result<File> {
    at("open", path, options.open(path))
}

/// Closes a file, and tells what dropping it would not: that something written before did not reach the disk (`EIO`,
/// `ENOSPC`, `EDQUOT`). It is closed in any case.
///
/// ```
/// use evloop_ffi::file;
/// use std::fs::OpenOptions;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let file = file::open(&folder.join("new"), OpenOptions::new().write(true).create(true))?;
/// file::write(&file, b"text", None)?;
/// file::close(file)?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn close(file: File) -> Result<()> {
    // SAFETY: the descriptor was owned by the file, which has given it up.
    match check("close", || unsafe { libc::close(file.into_raw_fd()) }) {
        // Trying again might close somebody else's.
        Err(error) if !error.interrupted() => Err(error.into()),
        _ => Ok(()),
    }
}

/// What is known of an open file.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, _) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::write(&file, b"text", None)?;
/// assert_eq!(file::metadata_of(&file)?.len(), 4);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn metadata_of(file: &File) -> Result<Metadata> {
    on("fstat", file.metadata())
}

/// Cuts an open file to `length` bytes, or fills it up with zeros.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, _) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::truncate_open(&file, 1 << 30)?;
/// assert_eq!(file::metadata_of(&file)?.len(), 1 << 30);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn truncate_open(file: &File, length: u64) -> Result<()> {
    on("ftruncate", file.set_len(length))
}

/// Comes back when data and metadata are on the disk.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, _) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::write(&file, b"text", None)?;
/// file::sync(&file)?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn sync(file: &File) -> Result<()> {
    on("fsync", file.sync_all())
}

/// Comes back when the data are on the disk, with as much of the metadata as it takes to find them.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, _) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::write(&file, b"text", None)?;
/// file::sync_data(&file)?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn sync_data(file: &File) -> Result<()> {
    on("fdatasync", file.sync_data())
}

/// Changes the permission bits of an open file.
///
/// ```
/// use evloop_ffi::file;
/// use std::os::unix::fs::MetadataExt;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, _) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::change_mode_of(&file, 0o644)?;
/// assert_eq!(file::metadata_of(&file)?.mode() & 0o777, 0o644);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn change_mode_of(file: &File, mode: u32) -> Result<()> {
    on("fchmod", file.set_permissions(Permissions::from_mode(mode)))
}

/// Changes the owner and the group of an open file; `None` leaves them as they are.
///
/// ```
/// use evloop_ffi::file;
/// use evloop_ffi::system::identities;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, _) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// // To oneself one may always give it.
/// file::change_owner_of(&file, Some(identities().effective_user), None)?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn change_owner_of(file: &File, user: Option<u32>, group: Option<u32>) -> Result<()> {
    on("fchown", fchown(file, user, group))
}
