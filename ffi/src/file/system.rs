//! What the standard library has no word for.

use super::folder::path_of;
use super::{Error, Result, c_path};
use crate::error::check;
use std::fs::File;
use std::mem;
use std::os::fd::{AsRawFd, FromRawFd};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// What one would like to do with a file, besides finding it there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Read it.
    pub read: bool,
    /// Write it.
    pub write: bool,
    /// Execute it, or look into it if it is a folder.
    pub execute: bool,
}

/// How full a file system is. Blocks are of `block_size` bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileSystem {
    /// The number of its kind, see statfs(2); `None` where the system does not tell.
    pub kind: Option<i64>,
    /// The size of a block in bytes.
    pub block_size: u64,
    /// All blocks.
    pub blocks: u64,
    /// Those that are free …
    pub free: u64,
    /// … and those of them that not only root may use.
    pub available: u64,
    /// How many files it can have.
    pub files: u64,
    /// How many more it can have.
    pub free_files: u64,
}

/// The same as `check`, with the path.
fn check_at(call: &'static str, path: &Path, make: impl FnOnce() -> libc::c_int) -> Result<libc::c_int> {
    check(call, make).map_err(|system| Error { path: Some(path.to_owned()), ..Error::from(system) })
}

/// Asks whether the user who started the program (not the one it acts for) may do something with a file.
///
/// ```
/// use evloop_ffi::file::{self, Access};
/// use std::path::Path;
///
/// file::access(Path::new("/"), Access { read: true, ..Access::default() })?;
/// assert_eq!(file::access(Path::new("/nowhere"), Access::default()).unwrap_err().system.name(), "ENOENT");
/// # Ok::<(), file::Error>(())
/// ```
pub fn access(path: &Path, wish: Access) -> Result<()> {
    let name = c_path("access", path)?;
    let bits = [(wish.read, libc::R_OK), (wish.write, libc::W_OK), (wish.execute, libc::X_OK)];
    let mode = bits.iter().filter(|(wanted, _)| *wanted).fold(libc::F_OK, |mode, (_, bit)| mode | bit);
    // SAFETY: the path is NUL-terminated.
    check_at("access", path, || unsafe { libc::access(name.as_ptr(), mode) })?;
    Ok(())
}

/// Makes and opens a file that nobody else has or may read: `template` must end with `XXXXXX`, which becomes something
/// new.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, path) = file::make_temporary_file(&folder.join("draft-XXXXXX"))?;
/// file::write(&file, b"text", None)?;
/// file::rename(&path, &folder.join("final"))?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn make_temporary_file(template: &Path) -> Result<(File, PathBuf)> {
    let mut name = c_path("mkstemp", template)?.into_bytes_with_nul();
    let raw = check_at("mkstemp", template, || make_from_template(&mut name))?;
    // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
    let file = unsafe { File::from_raw_fd(raw) };
    #[cfg(target_vendor = "apple")]
    crate::io::set_cloexec(&file)?;
    Ok((file, path_of(name)))
}

/// `name` ends with a NUL byte, before which the system writes six letters of its own.
#[cfg(not(target_vendor = "apple"))]
fn make_from_template(name: &mut [u8]) -> libc::c_int {
    // SAFETY: the name is NUL-terminated and writable.
    unsafe { libc::mkostemp(name.as_mut_ptr().cast(), libc::O_CLOEXEC) }
}

/// The same where there is no call that sets the close-on-exec flag at once.
#[cfg(target_vendor = "apple")]
fn make_from_template(name: &mut [u8]) -> libc::c_int {
    // SAFETY: the name is NUL-terminated and writable.
    unsafe { libc::mkstemp(name.as_mut_ptr().cast()) }
}

/// How full the file system is on which `path` lies.
///
/// ```
/// use evloop_ffi::file;
/// use std::path::Path;
///
/// let full = file::file_system(Path::new("/"))?;
/// println!("{} bytes are left", full.available * full.block_size);
/// # assert!(full.available <= full.blocks);
/// # Ok::<(), file::Error>(())
/// ```
#[allow(clippy::unnecessary_cast, reason = "the fields' types differ from system to system")]
pub fn file_system(path: &Path) -> Result<FileSystem> {
    let name = c_path("statfs", path)?;
    // SAFETY: statvfs is plain old data, for which all-zero is a valid value.
    let mut raw: libc::statvfs = unsafe { mem::zeroed() };
    // SAFETY: the path is NUL-terminated, and the pointer is to a valid statvfs.
    check_at("statfs", path, || unsafe { libc::statvfs(name.as_ptr(), &mut raw) })?;
    Ok(FileSystem {
        kind: kind_of_file_system(&name),
        block_size: raw.f_frsize as u64,
        blocks: raw.f_blocks as u64,
        free: raw.f_bfree as u64,
        available: raw.f_bavail as u64,
        files: raw.f_files as u64,
        free_files: raw.f_ffree as u64,
    })
}

#[cfg(target_os = "linux")]
#[allow(clippy::unnecessary_cast, reason = "the field's type differs from processor to processor")]
fn kind_of_file_system(name: &std::ffi::CStr) -> Option<i64> {
    // SAFETY: statfs is plain old data, for which all-zero is a valid value.
    let mut raw: libc::statfs = unsafe { mem::zeroed() };
    // SAFETY: the path is NUL-terminated, and the pointer is to a valid statfs.
    check("statfs", || unsafe { libc::statfs(name.as_ptr(), &mut raw) }).ok()?;
    Some(raw.f_type as i64)
}

#[cfg(not(target_os = "linux"))]
fn kind_of_file_system(_name: &std::ffi::CStr) -> Option<i64> {
    None
}

/// Sets when a file was read and written last; `None` leaves a time as it is.
///
/// ```
/// use evloop_ffi::file;
/// use std::time::UNIX_EPOCH;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (_, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::set_times(&path, None, Some(UNIX_EPOCH))?;
/// assert_eq!(file::metadata(&path)?.modified().unwrap(), UNIX_EPOCH);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn set_times(path: &Path, read: Option<SystemTime>, written: Option<SystemTime>) -> Result<()> {
    set_times_at("utimensat", path, read, written, 0)
}

/// The same of a symbolic link itself.
///
/// ```
/// use evloop_ffi::file;
/// use std::path::Path;
/// use std::time::UNIX_EPOCH;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// file::symbolic_link(Path::new("nowhere"), &folder.join("link"))?;
/// file::set_link_times(&folder.join("link"), Some(UNIX_EPOCH), None)?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn set_link_times(path: &Path, read: Option<SystemTime>, written: Option<SystemTime>) -> Result<()> {
    set_times_at("utimensat", path, read, written, libc::AT_SYMLINK_NOFOLLOW)
}

fn set_times_at(
    call: &'static str,
    path: &Path,
    read: Option<SystemTime>,
    written: Option<SystemTime>,
    flags: libc::c_int,
) -> Result<()> {
    let name = c_path(call, path)?;
    let times = [timespec(read), timespec(written)];
    // SAFETY: the path is NUL-terminated, and the array holds the two times that the call reads.
    let make = || unsafe { libc::utimensat(libc::AT_FDCWD, name.as_ptr(), times.as_ptr(), flags) };
    check_at(call, path, make)?;
    Ok(())
}

/// The same of an open file.
///
/// ```
/// use evloop_ffi::file;
/// use std::time::{Duration, UNIX_EPOCH};
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, _) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::set_times_of(&file, None, Some(UNIX_EPOCH + Duration::from_nanos(1)))?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn set_times_of(file: &File, read: Option<SystemTime>, written: Option<SystemTime>) -> Result<()> {
    let times = [timespec(read), timespec(written)];
    // SAFETY: the array holds the two times that the call reads.
    check("futimens", || unsafe { libc::futimens(file.as_raw_fd(), times.as_ptr()) })?;
    Ok(())
}

fn timespec(time: Option<SystemTime>) -> libc::timespec {
    let Some(time) = time else { return libc::timespec { tv_sec: 0, tv_nsec: libc::UTIME_OMIT } };
    // Before 1970 the seconds are negative, and the nanoseconds count forwards nevertheless.
    let (seconds, nanoseconds) = match time.duration_since(UNIX_EPOCH) {
        Ok(since) => (since.as_secs() as i64, since.subsec_nanos()),
        Err(before) => match (before.duration().as_secs() as i64, before.duration().subsec_nanos()) {
            (seconds, 0) => (-seconds, 0),
            (seconds, nanoseconds) => (-seconds - 1, 1_000_000_000 - nanoseconds),
        },
    };
    libc::timespec { tv_sec: seconds as libc::time_t, tv_nsec: nanoseconds as _ }
}

/// Sends up to `most` bytes of a file, from `offset` on, to where `target` stands; how many it were, and 0 at the end of
/// the file. Linux does not lift them out of the kernel.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (source, _) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// let (target, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::write(&source, b"some text", None)?;
/// assert_eq!(file::send(&target, &source, 5, 100)?, 4);
/// assert_eq!(std::fs::read(path).unwrap(), b"text");
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
#[cfg(target_os = "linux")]
pub fn send(target: &File, source: &File, offset: u64, most: usize) -> Result<usize> {
    // More than 2 GiB less a page no call takes at once, and some refuse to be asked for it.
    let (mut offset, most) = (offset as libc::off_t, most.min(0x7fff_f000));
    // SAFETY: the pointer is to a valid offset.
    let make = || unsafe { libc::sendfile(target.as_raw_fd(), source.as_raw_fd(), &mut offset, most) };
    Ok(crate::error::check_size("sendfile", make)?)
}

/// Sends up to `most` bytes of a file, from `offset` on, to where `target` stands; how many it were, and 0 at the end of
/// the file.
#[cfg(not(target_os = "linux"))]
pub fn send(target: &File, source: &File, offset: u64, most: usize) -> Result<usize> {
    let mut buffer = vec![0; most.min(64 * 1024)];
    let count = super::read(source, &mut buffer, Some(offset))?;
    if count == 0 { Ok(0) } else { super::write(target, &buffer[..count], None) }
}
