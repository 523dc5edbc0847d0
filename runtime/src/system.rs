//! What a program asks the system about itself and about the machine, and the few blocking calls that a command line program
//! needs: clocks, process numbers, users, memory, processors, interfaces, the terminal, the standard streams.
//!
//! Some of it may take long, because it reads files or asks servers (users, groups); a loop has that done by its pool:
//!
//! ```
//! use evloop::{Loop, system};
//!
//! let mut lp = Loop::new()?;
//! lp.slow_work(|| system::user(0), |_, root| assert_eq!(root.unwrap().unwrap().unwrap().name, "root"));
//! lp.work(
//!     || {
//!         let mut key = [0; 32];
//!         system::fill_random(&mut key).map(|()| key)
//!     },
//!     |_, key| assert_ne!(key.unwrap().unwrap(), [0; 32]),
//! );
//! lp.run()?;
//! # Ok::<(), evloop::Error>(())
//! ```

pub use evloop_ffi::descriptor::kind as descriptor_kind;
pub use evloop_ffi::process::replace as replace_process;
pub use evloop_ffi::system::*;

use crate::error::Result;
use evloop_ffi::signal::Sig;
use evloop_ffi::socket::Socket;
use evloop_ffi::terminal;
use std::os::fd::{AsFd, OwnedFd};

/// The symbol of an errno, `EUNKNOWN` for a number that this system does not name.
///
/// ```
/// assert_eq!(evloop::system::errno_name(2), "ENOENT");
/// assert_eq!(evloop::system::errno_name(0), "EUNKNOWN");
/// ```
pub fn errno_name(errno: i32) -> &'static str {
    evloop_ffi::Error::new("", errno).name()
}

/// How many loops of this process watch a signal ([`Loop::signal`](crate::Loop::signal)).
///
/// ```
/// use evloop::{Loop, Sig, system};
///
/// let mut lp = Loop::new()?;
/// lp.signal(Sig::WINCH, |_, _| ())?;
/// lp.signal(Sig::WINCH, |_, _| ())?;
/// assert_eq!(system::loops_watching(Sig::WINCH), 1);
/// assert_eq!(system::loops_watching(Sig::HUP), 0);
/// # Ok::<(), evloop::Error>(())
/// ```
pub fn loops_watching(sig: Sig) -> usize {
    evloop_ffi::signal::inboxes_for(sig)
}

/// Whether a signal is ignored as long as no loop watches it: because whoever started the process wanted it so.
///
/// ```
/// use evloop::{Sig, system};
///
/// let program = system::ignores(Sig::INT)?;
/// println!("Ctrl-C {}", if program { "does nothing" } else { "ends this program" });
/// assert!(system::ignores(Sig::from_number(1000)).is_err());
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// # Errors
/// `EINVAL` for what is no signal.
pub fn ignores(sig: Sig) -> Result<bool> {
    Ok(evloop_ffi::signal::is_ignored(sig)?)
}

/// A pipe: (the end to read from, the end to write to), both non-blocking and closed on exec. Streams for
/// [`Loop::conn_on`](crate::Loop::conn_on), or descriptors for a child.
///
/// ```
/// use evloop::{Event, Loop, system};
/// use std::fs::File;
/// use std::io::Write;
///
/// let mut lp = Loop::new()?;
/// let (from, to) = system::pipe()?;
/// lp.conn_on(from)?.start(&mut lp, |_, _, event| {
///     if let Event::Data(bytes) = event {
///         assert_eq!(bytes, b"through the pipe");
///     }
/// });
/// File::from(to).write_all(b"through the pipe").unwrap();
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// # Errors
/// `EMFILE` or `ENFILE` when there are no descriptors left.
pub fn pipe() -> Result<(OwnedFd, OwnedFd)> {
    Ok(evloop_ffi::io::pipe()?)
}

/// A pair of a pseudo-terminal: (the controlling end, the terminal), both closed on exec. Whoever has the controlling end is
/// keyboard and screen of whoever has the terminal.
///
/// ```
/// use evloop::system;
///
/// let (screen, terminal) = system::terminal_pair()?;
/// assert!(system::is_terminal(&terminal));
/// system::set_window_size(&screen, 80, 24)?;
/// assert_eq!(system::window_size(&terminal), Some((80, 24)));
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// # Errors
/// `EMFILE` when there is no descriptor left, `ENOSPC` or `ENOENT` when there are no pseudo-terminals (left).
pub fn terminal_pair() -> Result<(OwnedFd, OwnedFd)> {
    Ok(terminal::pair()?)
}

/// Says how large a terminal is, for whoever shows it: the terminal's foreground hears it as SIGWINCH.
///
/// # Errors
/// `ENOTTY` for what is no terminal.
pub fn set_window_size(fd: impl AsFd, columns: u16, rows: u16) -> Result<()> {
    Ok(terminal::set_size(fd, columns, rows)?)
}

/// Puts all terminals back as they were before [`Conn::set_terminal_mode`](crate::Conn::set_terminal_mode). The process does
/// that by itself when it ends; this is for one that ends in a way nobody sees, such as by `_exit` in C code. It may be called
/// in a signal handler.
///
/// ```
/// // The message of a panic, on a terminal on which a line begins at its left end.
/// let usual = std::panic::take_hook();
/// std::panic::set_hook(Box::new(move |panic| {
///     evloop::system::restore_terminals();
///     usual(panic);
/// }));
/// ```
pub fn restore_terminals() {
    terminal::restore_all();
}

/// Two Unix stream sockets that are connected to each other, non-blocking and closed on exec: a pipe for both directions.
///
/// ```
/// use evloop::{Event, Loop, system};
///
/// let mut lp = Loop::new()?;
/// let (one, other) = system::socket_pair()?;
/// lp.conn_on(one)?.start(&mut lp, |lp, conn, event| {
///     if let Event::Data(question) = event {
///         conn.write(lp, &question.to_ascii_uppercase());
///         conn.end(lp);
///     }
/// });
/// let asking = lp.conn_on(other)?;
/// asking.write(&mut lp, b"echo?");
/// asking.start(&mut lp, |lp, conn, event| match event {
///     Event::Data(answer) => assert_eq!(answer, b"ECHO?"),
///     _ => drop(conn.close(lp)),
/// });
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// # Errors
/// `EMFILE` or `ENFILE` when there are no descriptors left.
pub fn socket_pair() -> Result<(OwnedFd, OwnedFd)> {
    let (one, other) = Socket::stream_pair()?;
    Ok((one.into(), other.into()))
}

/// Two Unix datagram sockets that are connected to each other, non-blocking and closed on exec.
///
/// ```
/// use evloop::system;
/// use std::os::unix::net::UnixDatagram;
///
/// let (one, other) = system::datagram_pair()?;
/// let (one, other) = (UnixDatagram::from(one), UnixDatagram::from(other));
/// for word in ["first", "second"] {
///     one.send(word.as_bytes()).unwrap();
/// }
/// // Unlike on a stream, each is received by itself.
/// let mut buffer = [0; 100];
/// assert_eq!(other.recv(&mut buffer).unwrap(), 5);
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// # Errors
/// `EMFILE` or `ENFILE` when there are no descriptors left.
pub fn datagram_pair() -> Result<(OwnedFd, OwnedFd)> {
    let (one, other) = Socket::datagram_pair()?;
    Ok((one.into(), other.into()))
}
