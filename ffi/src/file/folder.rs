//! Folders and what is in them.

use super::{Result, at, c_path};
use crate::Error;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, FileType, ReadDir};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// One name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name, without the folder's.
    pub name: OsString,
    /// What it names; `None` when that could not be found out.
    pub kind: Option<FileType>,
}

/// An open folder, which tells its names by and by.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    names: ReadDir,
}

/// Opens a folder, to read its names.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// file::make_folder(&folder.join("inner"), 0o700)?;
/// let mut open = file::open_folder(&folder)?;
/// assert_eq!(open.read(10)?[0].name, "inner");
/// assert!(open.read(10)?.is_empty());
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn open_folder(path: &Path) -> Result<Folder> {
    Ok(Folder { path: path.to_owned(), names: at("opendir", path, fs::read_dir(path))? })
}

impl Folder {
    /// The next names, at most `most` of them; none at the end. `.` and `..` are not told, and there is no order.
    pub fn read(&mut self, most: usize) -> Result<Vec<Entry>> {
        let names = self.names.by_ref().take(most);
        names.map(|entry| at("readdir", &self.path, entry).map(Entry::from)).collect()
    }
}

impl From<fs::DirEntry> for Entry {
    fn from(entry: fs::DirEntry) -> Entry {
        Entry { name: entry.file_name(), kind: entry.file_type().ok() }
    }
}

/// All names in a folder, sorted by their bytes.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// file::make_folder(&folder.join("b"), 0o700)?;
/// file::symbolic_link(&folder, &folder.join("a"))?;
/// let found = file::scan(&folder)?;
/// assert_eq!((found[0].name.to_str(), found[1].name.to_str()), (Some("a"), Some("b")));
/// assert!(found[0].kind.unwrap().is_symlink() && found[1].kind.unwrap().is_dir());
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn scan(path: &Path) -> Result<Vec<Entry>> {
    let names = at("scandir", path, fs::read_dir(path))?;
    let mut entries: Vec<Entry> =
        names.map(|entry| at("scandir", path, entry).map(Entry::from)).collect::<Result<_>>()?;
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// Makes a folder with these permission bits, less the process' mask.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// file::make_folder(&folder.join("inner"), 0o700)?;
/// assert_eq!(file::make_folder(&folder.join("inner"), 0o700).unwrap_err().system.name(), "EEXIST");
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn make_folder(path: &Path, mode: u32) -> Result<()> {
    at("mkdir", path, DirBuilder::new().mode(mode).create(path))
}

/// Removes an empty folder.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// file::make_folder(&folder.join("inner"), 0o700)?;
/// assert_eq!(file::remove_folder(&folder).unwrap_err().system.name(), "ENOTEMPTY");
/// file::remove_folder(&folder.join("inner"))?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn remove_folder(path: &Path) -> Result<()> {
    at("rmdir", path, fs::remove_dir(path))
}

/// Makes a folder that nobody else has or may look into: `template` must end with `XXXXXX`, which becomes something new.
///
/// ```
/// use evloop_ffi::file;
///
/// let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// file::remove_folder(&folder)?;
/// # Ok::<(), file::Error>(())
/// ```
pub fn make_temporary_folder(template: &Path) -> Result<PathBuf> {
    let mut name = c_path("mkdtemp", template)?.into_bytes_with_nul();
    // SAFETY: the name is NUL-terminated and writable, and the call changes six letters of it.
    let made = unsafe { libc::mkdtemp(name.as_mut_ptr().cast()) };
    if made.is_null() {
        let error = super::Error::from(Error::last("mkdtemp"));
        return Err(super::Error { path: Some(template.to_owned()), ..error });
    }
    Ok(path_of(name))
}

/// A name that a call has filled in, without the NUL byte at its end.
pub(super) fn path_of(mut name: Vec<u8>) -> PathBuf {
    name.pop();
    OsString::from_vec(name).into()
}
