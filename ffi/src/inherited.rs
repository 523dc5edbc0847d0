//! Descriptors that whoever started this process has passed to it, beginning with number 3: how systemd and its like
//! activate a service by its sockets.

use crate::error::check;
use crate::process::threads;
use crate::socket::Socket;
use crate::{Error, Result, io};
use std::mem;
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering};

/// The first number that is passed: 0, 1 and 2 are everybody's.
pub const FIRST: RawFd = 3;

/// What a passed descriptor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A TCP socket that listens.
    TcpListener,
    /// A Unix stream socket that listens.
    UnixListener,
    /// A connection over TCP: the service manager has accepted it.
    Tcp,
    /// A connection over a Unix socket.
    Unix,
    /// A UDP socket.
    Udp,
    /// A Unix datagram socket.
    UnixDatagram,
    /// A named pipe.
    Fifo,
    /// A file, a device, another kind of socket, …
    Other,
}

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

/// What a descriptor is.
///
/// # Errors
/// What fstat(2) says, which is nothing for an open descriptor.
pub fn kind(fd: impl AsFd) -> Result<Kind> {
    let fd = fd.as_fd();
    // SAFETY: stat is plain old data, for which all-zero is a valid value.
    let mut stat: libc::stat = unsafe { mem::zeroed() };
    // SAFETY: the pointer is to a valid stat.
    check("fstat", || unsafe { libc::fstat(fd.as_raw_fd(), &mut stat) })?;
    match stat.st_mode & libc::S_IFMT {
        libc::S_IFIFO => return Ok(Kind::Fifo),
        libc::S_IFSOCK => {}
        _ => return Ok(Kind::Other),
    }
    let duplicate = fd.try_clone_to_owned().map_err(|error| Error::from_io("dup", &error))?;
    kind_of_socket(&Socket::from(duplicate))
}

fn kind_of_socket(socket: &Socket) -> Result<Kind> {
    let (family, sort) = (socket.family()?, socket.option(libc::SOL_SOCKET, libc::SO_TYPE)?);
    let internet = family == libc::AF_INET || family == libc::AF_INET6;
    let unix = family == libc::AF_UNIX;
    let listens = sort == libc::SOCK_STREAM && socket.is_listening()?;
    Ok(match sort {
        libc::SOCK_STREAM if internet && listens => Kind::TcpListener,
        libc::SOCK_STREAM if internet => Kind::Tcp,
        libc::SOCK_STREAM if unix && listens => Kind::UnixListener,
        libc::SOCK_STREAM if unix => Kind::Unix,
        libc::SOCK_DGRAM if internet => Kind::Udp,
        libc::SOCK_DGRAM if unix => Kind::UnixDatagram,
        _ => Kind::Other,
    })
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
