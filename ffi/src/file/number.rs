//! Descriptors that are known by their numbers only: those a program was started with, or that somebody else has opened.

use super::Result;
use crate::Error;
use crate::error::check;
use std::fs::File;
use std::os::fd::{FromRawFd, RawFd};

/// A second descriptor for what is open under a number (`EBADF` if nothing is), closed on exec. Both share the place in
/// the file.
///
/// ```
/// use evloop_ffi::file;
///
/// let stdin = file::duplicate(0)?;
/// assert!(file::metadata_of(&stdin).is_ok());
/// assert_eq!(file::duplicate(-1).unwrap_err().system.name(), "EBADF");
/// # Ok::<(), file::Error>(())
/// ```
pub fn duplicate(number: RawFd) -> Result<File> {
    // SAFETY: F_DUPFD_CLOEXEC touches no memory, and refuses numbers that are not open.
    let raw = check("dup", || unsafe { libc::fcntl(number, libc::F_DUPFD_CLOEXEC, 0) })?;
    // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
    Ok(unsafe { File::from_raw_fd(raw) })
}

/// Lets go of what is open under a number, as if it were closed (`EBADF` if nothing is open), but keeps the number
/// taken: it leads to `/dev/null` from now on. So whoever owns it, if anybody does, and uses or closes it later does no
/// harm to a descriptor that was given the number in the meantime.
///
/// ```
/// use evloop_ffi::file;
/// use std::os::fd::AsRawFd;
///
/// let owner = std::fs::File::open("/proc/self/exe").or_else(|_| std::fs::File::open("/"))?;
/// file::retire(owner.as_raw_fd())?;
/// assert_eq!(std::io::read_to_string(&owner)?, "");
/// assert_eq!(file::retire(-1).unwrap_err().system.name(), "EBADF");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn retire(number: RawFd) -> Result<()> {
    // SAFETY: F_GETFD touches no memory.
    check("close", || unsafe { libc::fcntl(number, libc::F_GETFD) })?;
    // SAFETY: the path is a NUL-terminated constant.
    let null =
        check("open", || unsafe { libc::open(c"/dev/null".as_ptr(), libc::O_RDWR | libc::O_CLOEXEC) })?;
    // SAFETY: just opened, so that nobody else owns it.
    let null = unsafe { File::from_raw_fd(null) };
    let from = std::os::fd::AsRawFd::as_raw_fd(&null);
    loop {
        // SAFETY: dup2(2) touches no memory; the number stays open throughout, which is all its owner can expect.
        match check("close", || unsafe { libc::dup2(from, number) }) {
            Err(error) if error.interrupted() || error.errno == libc::EBUSY => {}
            Err(error) => return Err(error.into()),
            Ok(_) => break,
        }
    }
    // SAFETY: F_SETFD touches no memory.
    check("close", || unsafe { libc::fcntl(number, libc::F_SETFD, libc::FD_CLOEXEC) })?;
    Ok(())
}

impl super::Error {
    /// What the kernel would say of a number that is no descriptor (`EBADF`).
    pub const fn bad_number() -> super::Error {
        super::Error { system: Error::new("close", libc::EBADF), path: None, target: None }
    }
}
