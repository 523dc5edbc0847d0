//! Reading and writing any descriptor, and making one non-blocking.

use crate::error::{allowed, allowed_mut, check, check_size};
use crate::{Error, Result};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

/// Reads once with `read(2)`; `Ok(0)` is the end of the stream.
#[inline]
pub fn read(fd: impl AsFd, buffer: &mut [u8]) -> Result<usize> {
    let (raw, buffer) = (fd.as_fd().as_raw_fd(), allowed_mut("read", buffer));
    // SAFETY: the descriptor is open for the borrow's life, and the buffer is writable for its length.
    check_size("read", || unsafe { libc::read(raw, buffer.as_mut_ptr().cast(), buffer.len()) })
}

/// Writes once with `write(2)`; fewer bytes than given may be taken.
#[inline]
pub fn write(fd: impl AsFd, bytes: &[u8]) -> Result<usize> {
    let (raw, bytes) = (fd.as_fd().as_raw_fd(), allowed("write", bytes));
    // SAFETY: the descriptor is open for the borrow's life, and the bytes are readable for their length.
    check_size("write", || unsafe { libc::write(raw, bytes.as_ptr().cast(), bytes.len()) })
}

/// Makes a descriptor non-blocking (or blocking again). This belongs to the open file, so that every process
/// which shares it (a terminal, say) is affected, too.
pub fn set_nonblocking(fd: impl AsFd, on: bool) -> Result<()> {
    let raw = fd.as_fd().as_raw_fd();
    // SAFETY: F_GETFL touches no memory.
    let old = check("fcntl", || unsafe { libc::fcntl(raw, libc::F_GETFL) })?;
    let new = if on { old | libc::O_NONBLOCK } else { old & !libc::O_NONBLOCK };
    if new != old {
        // SAFETY: F_SETFL touches no memory.
        check("fcntl", || unsafe { libc::fcntl(raw, libc::F_SETFL, new) })?;
    }
    Ok(())
}

/// Lets a descriptor close itself when the process executes another program.
pub fn set_cloexec(fd: impl AsFd) -> Result<()> {
    // SAFETY: F_SETFD touches no memory.
    check("fcntl", || unsafe { libc::fcntl(fd.as_fd().as_raw_fd(), libc::F_SETFD, libc::FD_CLOEXEC) })?;
    Ok(())
}

/// A pipe, both ends non-blocking and closed on exec: (to read, to write).
pub fn pipe() -> Result<(OwnedFd, OwnedFd)> {
    let (reader, writer) = std::io::pipe().map_err(|error| Error::from_io("pipe", &error))?;
    let (reader, writer) = (OwnedFd::from(reader), OwnedFd::from(writer));
    set_nonblocking(&reader, true)?;
    set_nonblocking(&writer, true)?;
    Ok((reader, writer))
}

/// Waits until the descriptor takes bytes again (or is broken), for at most `timeout_ms` milliseconds, or for
/// ever when that is negative. `Ok(false)` means that the time passed. For the rare writer that must not go on,
/// such as `process.stdout` before an exit: it stops the whole thread.
pub fn wait_writable(fd: impl AsFd, timeout_ms: i32) -> Result<bool> {
    let mut entry = libc::pollfd { fd: fd.as_fd().as_raw_fd(), events: libc::POLLOUT, revents: 0 };
    loop {
        // SAFETY: one valid pollfd is given, and the count says one.
        match check("poll", || unsafe { libc::poll(&mut entry, 1, timeout_ms) }) {
            Ok(ready) => return Ok(ready > 0),
            Err(Error { errno: libc::EINTR, .. }) => continue,
            Err(error) => return Err(error),
        }
    }
}
