//! Descriptors that whoever started this process has passed to it, beginning with number 3: how systemd and its like
//! activate a service by its sockets.

use crate::error::check;
use crate::process::threads;
use crate::{Error, Result, io};
use std::os::fd::{FromRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering};

/// The first number that is passed: 0, 1 and 2 are everybody's.
pub const FIRST: RawFd = 3;

/// Takes the descriptors from [`FIRST`] on, `count` of them, and marks them to be closed on exec. It works once in a
/// process' life, and for all of them or none.
///
/// # Errors
/// `EALREADY` when they were taken before. `EBADF` when one of them is not open, or carries the close-on-exec mark: then
/// nobody can have passed it, and it belongs to whoever opened it here.
pub fn take(count: usize) -> Result<Vec<OwnedFd>> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.load(Ordering::Acquire) {
        return Err(Error::new("listen_fds", libc::EALREADY));
    }
    let numbers = (FIRST..).take(count);
    for number in numbers.clone() {
        // SAFETY: F_GETFD touches no memory.
        let marks = check("fcntl", || unsafe { libc::fcntl(number, libc::F_GETFD) })?;
        if marks & libc::FD_CLOEXEC != 0 {
            return Err(Error::new("listen_fds", libc::EBADF));
        }
    }
    if TAKEN.swap(true, Ordering::AcqRel) {
        return Err(Error::new("listen_fds", libc::EALREADY));
    }
    let owned = numbers.map(|number| {
        // SAFETY: the number is open and has come through exec, since everything that Rust opens carries the mark
        // that it lacks. So nobody in this process has opened it, and only we take such, once.
        let fd = unsafe { OwnedFd::from_raw_fd(number) };
        io::set_cloexec(&fd)?;
        Ok(fd)
    });
    owned.collect()
}

/// Takes variables out of the environment, which is only safe while nobody else can be reading it.
///
/// # Errors
/// `EBUSY` when the process has other threads, or does not tell whether it has.
pub fn unset(names: &[&str]) -> Result<()> {
    if threads() != Some(1) {
        return Err(Error::new("unsetenv", libc::EBUSY));
    }
    for name in names {
        // SAFETY: this thread is the only one, so nobody reads the environment meanwhile.
        unsafe { std::env::remove_var(name) };
    }
    Ok(())
}
