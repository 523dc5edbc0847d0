//! Reading and writing any descriptor, and making one non-blocking.

use crate::error::{allowed, allowed_mut, check, check_size};
use crate::poller::milliseconds;
use crate::{Error, Result};
use std::io::IoSlice;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::time::Duration;

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

/// [`write()`] for several pieces at once; no more than [`MAX_SLICES`](crate::socket::MAX_SLICES) of them are looked at.
pub fn write_vectored(fd: impl AsFd, pieces: &[IoSlice<'_>]) -> Result<usize> {
    #[cfg(feature = "fault")]
    if let (Some(length), Some(first)) = (crate::fault::limit("write"), pieces.first()) {
        return write(fd, &first[..length.min(first.len())]);
    }
    let count = pieces.len().min(crate::socket::MAX_SLICES);
    let (raw, start) = (fd.as_fd().as_raw_fd(), pieces.as_ptr().cast());
    // SAFETY: IoSlice has the layout of iovec by its documentation, and `count` of them are valid over the call.
    check_size("write", || unsafe { libc::writev(raw, start, count as libc::c_int) })
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

/// Waits with `poll(2)` until one of the descriptors can be read (or is broken), for `timeout` at most (`None`: for as long
/// as it takes): which of them can. For programs that have a loop of their own and run ours in it.
///
/// # Errors
/// `EINTR` when a signal ended the sleep, `EINVAL` when there are more descriptors than the process may have open.
pub fn wait_readable(fds: &[BorrowedFd<'_>], timeout: Option<Duration>) -> Result<Vec<bool>> {
    let entry = |fd: &BorrowedFd<'_>| libc::pollfd { fd: fd.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    let mut entries: Vec<_> = fds.iter().map(entry).collect();
    let (list, length) = (entries.as_mut_ptr(), entries.len() as libc::nfds_t);
    // SAFETY: pointer and length describe the entries, which the kernel may write to.
    check("poll", || unsafe { libc::poll(list, length, milliseconds(timeout)) })?;
    Ok(entries.iter().map(|entry| entry.revents != 0).collect())
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
