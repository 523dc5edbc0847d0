//! Terminals: their modes, their size, opening one anew, and pairs of pseudo-terminals.
//!
//! Whoever changes a terminal's mode has borrowed it: the shell that comes after us needs it as it was. `terminal/restore.rs`
//! sees to that, however this process ends.

mod pair;
mod restore;

pub use pair::{is_controller, pair};
pub use restore::restore_all;

use crate::Result;
use crate::error::check;
use restore::Place;
use std::ffi::{CStr, OsStr};
use std::fs::OpenOptions;
use std::mem;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};

/// What a terminal does with what is typed and what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// As it was: mostly lines that can be edited, an echo, and signals for Ctrl-C, Ctrl-Z and Ctrl-\.
    Normal,
    /// Every key is told at once, as it is, without an echo, and none is a signal. What is written still gets a carriage
    /// return before each line feed. What full-screen and line-editing programs want.
    Raw,
    /// Bytes as they are in both directions: for talking with a device or another program over a terminal line.
    Io,
}

/// A terminal that is in another mode than it was. Dropped, it is as it was.
#[derive(Debug)]
pub struct Borrowed {
    fd: OwnedFd,
    original: libc::termios,
    place: Option<Place>,
}

impl Borrowed {
    /// Notes how the terminal is now, for when it is given back: by a drop, or by the end of this process.
    ///
    /// # Errors
    /// `ENOTTY` for what is no terminal, `EMFILE` when there is no descriptor left: it needs one of its own.
    pub fn of(fd: impl AsFd) -> Result<Borrowed> {
        let original = settings(fd.as_fd())?;
        let fd = crate::descriptor::duplicate(fd)?;
        let place = Place::take(fd.as_fd(), original)?;
        Ok(Borrowed { fd, original, place: Some(place) })
    }

    /// Puts the terminal into a mode, at once: what is written and still waits there is not waited for.
    ///
    /// # Errors
    /// What tcsetattr(3) says, which is `EIO` when the terminal has gone. A process in the background is stopped instead, by
    /// SIGTTOU, as by any terminal.
    pub fn set(&self, mode: Mode) -> Result<()> {
        let mut settings = self.original;
        match mode {
            Mode::Normal => {}
            Mode::Raw => make_raw(&mut settings),
            // SAFETY: the pointer is to valid settings.
            Mode::Io => unsafe { libc::cfmakeraw(&mut settings) },
        }
        apply(self.fd.as_fd(), &settings)
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        if self.place.as_ref().is_some_and(Place::is_ours) {
            // A terminal that has gone needs nothing.
            let _ = apply(self.fd.as_fd(), &self.original);
        }
        // Nobody looks at the descriptor any more before it is closed.
        self.place = None;
    }
}

fn make_raw(settings: &mut libc::termios) {
    settings.c_iflag &= !(libc::BRKINT | libc::ICRNL | libc::INPCK | libc::ISTRIP | libc::IXON);
    settings.c_oflag |= libc::ONLCR;
    settings.c_cflag |= libc::CS8;
    settings.c_lflag &= !(libc::ECHO | libc::ICANON | libc::IEXTEN | libc::ISIG);
    // A read is over with the first byte, however long that takes.
    settings.c_cc[libc::VMIN] = 1;
    settings.c_cc[libc::VTIME] = 0;
}

fn settings(fd: BorrowedFd<'_>) -> Result<libc::termios> {
    // SAFETY: termios is plain old data, for which all-zero is a valid value.
    let mut settings: libc::termios = unsafe { mem::zeroed() };
    // SAFETY: the pointer is to valid settings.
    check("tcgetattr", || unsafe { libc::tcgetattr(fd.as_raw_fd(), &mut settings) })?;
    Ok(settings)
}

fn apply(fd: BorrowedFd<'_>, settings: &libc::termios) -> Result<()> {
    loop {
        // SAFETY: the pointer is to valid settings, which the call only reads.
        match check("tcsetattr", || unsafe { libc::tcsetattr(fd.as_raw_fd(), libc::TCSANOW, settings) }) {
            Err(error) if error.interrupted() => {}
            outcome => return outcome.map(drop),
        }
    }
}

/// Opens a terminal anew, non-blocking: an open file of our own, so that those who share the given one do not find it
/// non-blocking, too. `None` when that cannot be done: the terminal has no name here, or may not be opened; or it is the
/// controlling end of a pair, which has no second.
pub fn reopen(fd: impl AsFd) -> Option<OwnedFd> {
    let fd = fd.as_fd();
    if is_controller(fd) {
        return None;
    }
    let mut name = [0 as libc::c_char; 256];
    // SAFETY: the buffer is writable for its length, and ends with a NUL after a success.
    if unsafe { libc::ttyname_r(fd.as_raw_fd(), name.as_mut_ptr(), name.len()) } != 0 {
        return None;
    }
    // SAFETY: see above.
    let name = OsStr::from_bytes(unsafe { CStr::from_ptr(name.as_ptr()) }.to_bytes());
    let (reads, writes) = crate::descriptor::access(fd).ok()?;
    let flags = libc::O_NOCTTY | libc::O_NONBLOCK;
    let file = OpenOptions::new().read(reads).write(writes).custom_flags(flags).open(name).ok()?;
    // The name may mean another terminal here than where it came from: in another container, say.
    let device = |metadata: std::io::Result<std::fs::Metadata>| metadata.map(|metadata| metadata.rdev());
    let ours = std::fs::File::from(crate::descriptor::duplicate(fd).ok()?);
    (device(file.metadata()).ok()? == device(ours.metadata()).ok()?).then(|| file.into())
}

/// The size of a terminal as (columns, rows).
///
/// # Errors
/// `ENOTTY` for what is no terminal.
pub fn size(fd: impl AsFd) -> Result<(u16, u16)> {
    // SAFETY: winsize is plain old data, for which all-zero is a valid value.
    let mut size: libc::winsize = unsafe { mem::zeroed() };
    let fd = fd.as_fd().as_raw_fd();
    // SAFETY: TIOCGWINSZ writes one winsize through the pointer.
    check("ioctl", || unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &mut size) })?;
    Ok((size.ws_col, size.ws_row))
}

/// Says how large a terminal is: for whoever shows it. The processes in its foreground get SIGWINCH.
///
/// # Errors
/// `ENOTTY` for what is no terminal.
pub fn set_size(fd: impl AsFd, columns: u16, rows: u16) -> Result<()> {
    let size = libc::winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    let fd = fd.as_fd().as_raw_fd();
    // SAFETY: TIOCSWINSZ reads one winsize through the pointer.
    check("ioctl", || unsafe { libc::ioctl(fd, libc::TIOCSWINSZ, &size) })?;
    Ok(())
}
