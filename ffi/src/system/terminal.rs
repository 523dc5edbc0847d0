//! Terminals, and the descriptors that are one as a rule.

use crate::error::check;
use crate::terminal;
use crate::{Error, Result};
use std::os::fd::{AsFd, AsRawFd};

/// The size of a terminal as (columns, rows); `None` for what is no terminal, or does not tell.
///
/// ```
/// use evloop_ffi::system;
///
/// match system::window_size(std::io::stdout()) {
///     Some((columns, rows)) => println!("{columns} by {rows}"),
///     None => println!("no terminal"),
/// }
/// # assert_eq!(system::window_size(std::fs::File::open("/dev/null").unwrap()), None);
/// ```
pub fn window_size(fd: impl AsFd) -> Option<(u16, u16)> {
    terminal::size(fd).ok().filter(|&(columns, _)| columns > 0)
}

/// Whether the descriptor is a terminal.
///
/// ```
/// use evloop_ffi::system;
///
/// assert!(!system::is_terminal(std::fs::File::open("/dev/null").unwrap()));
/// ```
pub fn is_terminal(fd: impl AsFd) -> bool {
    // SAFETY: isatty(3) touches no memory of ours.
    unsafe { libc::isatty(fd.as_fd().as_raw_fd()) == 1 }
}

/// Whether the descriptor of this number is open and a terminal.
///
/// ```
/// use evloop_ffi::system;
///
/// assert!(!system::is_terminal_number(-1));
/// ```
pub fn is_terminal_number(number: i32) -> bool {
    // SAFETY: isatty(3) touches no memory of ours, and answers no for numbers that are not open.
    unsafe { libc::isatty(number) == 1 }
}

/// Opens `/dev/null` on each of the descriptors 0, 1 and 2 that the parent left closed.
///
/// A server started that way would otherwise see its first socket become "standard output", and the first
/// message printed would go to a client. Call it first in `main`, before other threads exist.
///
/// ```
/// use evloop_ffi::system;
///
/// system::ensure_stdio()?;
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
pub fn ensure_stdio() -> Result<()> {
    for fd in 0..=2 {
        // SAFETY: F_GETFD touches no memory.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } != -1 {
            continue;
        }
        // SAFETY: the path is a NUL-terminated constant. The descriptor is meant to stay open for ever.
        let opened = check("open", || unsafe { libc::open(c"/dev/null".as_ptr(), libc::O_RDWR) })?;
        // open(2) takes the lowest number that is free, and we go upwards, so it is the one we want.
        if opened != fd {
            return Err(Error::new("open", libc::EBUSY));
        }
    }
    Ok(())
}
