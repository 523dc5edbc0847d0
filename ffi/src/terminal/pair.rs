//! Pseudo-terminals: a terminal at one end, and at the other a program in place of keyboard and screen.

use crate::error::check;
use crate::{Error, Result, io};
use std::ffi::{CStr, CString, OsStr};
use std::fs::OpenOptions;
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;

/// A new pair: (the controlling end, the terminal), both closed on exec. What is written to the controlling end is typed at
/// the terminal, and what is written to the terminal is read from there.
///
/// ```
/// use evloop_ffi::{system, terminal};
///
/// let (controller, terminal) = terminal::pair().unwrap();
/// assert!(system::is_terminal(&terminal) && terminal::is_controller(&controller));
/// terminal::set_size(&controller, 132, 43).unwrap();
/// assert_eq!(terminal::size(&terminal), Ok((132, 43)));
/// ```
///
/// # Errors
/// `EMFILE` when there is no descriptor left, `ENOSPC` or `ENOENT` when there are no pseudo-terminals (left).
pub fn pair() -> Result<(OwnedFd, OwnedFd)> {
    // SAFETY: posix_openpt(3) touches no memory of ours.
    let raw = check("posix_openpt", || unsafe { libc::posix_openpt(libc::O_RDWR | libc::O_NOCTTY) })?;
    // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
    let controller = unsafe { OwnedFd::from_raw_fd(raw) };
    io::set_cloexec(&controller)?;
    // SAFETY: the calls touch no memory of ours.
    check("grantpt", || unsafe { libc::grantpt(raw) })?;
    // SAFETY: as above.
    check("unlockpt", || unsafe { libc::unlockpt(raw) })?;
    let name = name_of(&controller)?;
    let path = OsStr::from_bytes(name.to_bytes());
    let terminal = OpenOptions::new().read(true).write(true).custom_flags(libc::O_NOCTTY).open(path);
    Ok((controller, terminal.map_err(|error| Error::from_io("open", &error))?.into()))
}

/// Whether the descriptor is the controlling end of a pair.
pub fn is_controller(fd: impl AsFd) -> bool {
    name_of(&fd).is_ok()
}

/// The name of the terminal whose controlling end this is.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
fn name_of(fd: &impl AsFd) -> Result<CString> {
    let mut name = [0 as libc::c_char; 64];
    // SAFETY: the buffer is writable for its length, and ends with a NUL after a success.
    let errno = unsafe { libc::ptsname_r(fd.as_fd().as_raw_fd(), name.as_mut_ptr(), name.len()) };
    if errno != 0 {
        return Err(Error::last("ptsname"));
    }
    // SAFETY: see above.
    Ok(unsafe { CStr::from_ptr(name.as_ptr()) }.to_owned())
}

/// The name of the terminal whose controlling end this is. The call keeps it in memory of its own, so that only one may call
/// at a time. (NetBSD answers for the terminal itself, too, which is then taken for a controlling end.)
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
fn name_of(fd: &impl AsFd) -> Result<CString> {
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    // SAFETY: nobody else of ours calls meanwhile, so that what is returned stays as it is until it is copied.
    let name = unsafe { libc::ptsname(fd.as_fd().as_raw_fd()) };
    if name.is_null() {
        return Err(Error::last("ptsname"));
    }
    // SAFETY: it is no null pointer, and so ends with a NUL.
    Ok(unsafe { CStr::from_ptr(name) }.to_owned())
}
