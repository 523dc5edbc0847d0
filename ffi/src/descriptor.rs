//! What a descriptor stands for, and what may be done with it.

use crate::Result;
use crate::error::check;
use crate::socket::Socket;
use std::fmt;
use std::mem;
use std::os::fd::{AsFd, AsRawFd};

/// What a descriptor stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A TCP socket that listens.
    TcpListener,
    /// A Unix stream socket that listens.
    UnixListener,
    /// A connection over TCP, or a socket that may become one.
    Tcp,
    /// A UDP socket.
    Udp,
    /// A connection over a Unix socket.
    Unix,
    /// A Unix datagram socket.
    UnixDatagram,
    /// A pipe, or a FIFO in the file system.
    Pipe,
    /// A terminal, be it a pseudo-terminal.
    Terminal,
    /// Another device that gives or takes bytes one after the other, as `/dev/null`.
    CharacterDevice,
    /// A device of blocks: a disk.
    BlockDevice,
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// Something else: a socket of another family, an eventfd, …
    Other,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::TcpListener => "listening TCP socket",
            Kind::UnixListener => "listening Unix socket",
            Kind::Tcp => "TCP socket",
            Kind::Udp => "UDP socket",
            Kind::Unix => "Unix socket",
            Kind::UnixDatagram => "Unix datagram socket",
            Kind::Pipe => "pipe",
            Kind::Terminal => "terminal",
            Kind::CharacterDevice => "character device",
            Kind::BlockDevice => "block device",
            Kind::File => "regular file",
            Kind::Folder => "folder",
            Kind::Other => "descriptor of an unknown kind",
        })
    }
}

/// What the descriptor stands for.
///
/// ```
/// use evloop_ffi::descriptor::{Kind, kind};
///
/// assert_eq!(kind(std::fs::File::open("/").unwrap()), Ok(Kind::Folder));
/// assert_eq!(kind(std::net::UdpSocket::bind("127.0.0.1:0").unwrap()), Ok(Kind::Udp));
/// ```
///
/// # Errors
/// What fstat(2) says, which is nothing for an open descriptor.
pub fn kind(fd: impl AsFd) -> Result<Kind> {
    let fd = fd.as_fd();
    // SAFETY: stat is plain old data, for which all-zero is a valid value.
    let mut status: libc::stat = unsafe { mem::zeroed() };
    // SAFETY: the pointer is to a valid stat.
    check("fstat", || unsafe { libc::fstat(fd.as_raw_fd(), &mut status) })?;
    Ok(match status.st_mode & libc::S_IFMT {
        libc::S_IFREG => Kind::File,
        libc::S_IFDIR => Kind::Folder,
        libc::S_IFBLK => Kind::BlockDevice,
        libc::S_IFIFO => Kind::Pipe,
        libc::S_IFCHR if crate::system::is_terminal(fd) => Kind::Terminal,
        libc::S_IFCHR => Kind::CharacterDevice,
        libc::S_IFSOCK => socket_kind(&Socket::from(duplicate(fd)?))?,
        _ => Kind::Other,
    })
}

fn socket_kind(socket: &Socket) -> Result<Kind> {
    let form = socket.option(libc::SOL_SOCKET, libc::SO_TYPE)?;
    let listens = form == libc::SOCK_STREAM && socket.is_listening()?;
    Ok(match (socket.family()?, form) {
        (libc::AF_INET | libc::AF_INET6, libc::SOCK_STREAM) if listens => Kind::TcpListener,
        (libc::AF_UNIX, libc::SOCK_STREAM) if listens => Kind::UnixListener,
        (libc::AF_INET | libc::AF_INET6, libc::SOCK_STREAM) => Kind::Tcp,
        (libc::AF_INET | libc::AF_INET6, libc::SOCK_DGRAM) => Kind::Udp,
        (libc::AF_UNIX, libc::SOCK_STREAM) => Kind::Unix,
        (libc::AF_UNIX, libc::SOCK_DGRAM) => Kind::UnixDatagram,
        _ => Kind::Other,
    })
}

/// Another descriptor of the same open file, closed on exec.
///
/// # Errors
/// `EMFILE` when there is no number left.
pub fn duplicate(fd: impl AsFd) -> Result<std::os::fd::OwnedFd> {
    let copy = fd.as_fd().try_clone_to_owned();
    copy.map_err(|error| crate::Error::from_io("fcntl", &error))
}

/// Whether one may read from the descriptor, and whether one may write to it: how its file was opened.
///
/// # Errors
/// What fcntl(2) says, which is nothing for an open descriptor.
pub fn access(fd: impl AsFd) -> Result<(bool, bool)> {
    // SAFETY: F_GETFL touches no memory.
    let flags = check("fcntl", || unsafe { libc::fcntl(fd.as_fd().as_raw_fd(), libc::F_GETFL) })?;
    Ok(match flags & libc::O_ACCMODE {
        libc::O_RDONLY => (true, false),
        libc::O_WRONLY => (false, true),
        _ => (true, true),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::net::{TcpListener, TcpStream};
    use std::os::unix::net::{UnixDatagram, UnixStream};

    #[test]
    fn every_kind_is_told_from_the_others() {
        let (reader, writer) = crate::io::pipe().unwrap();
        assert_eq!((kind(&reader), access(&reader)), (Ok(Kind::Pipe), Ok((true, false))));
        assert_eq!(access(&writer), Ok((false, true)));
        let (stream, _) = UnixStream::pair().unwrap();
        assert_eq!((kind(&stream), access(&stream)), (Ok(Kind::Unix), Ok((true, true))));
        assert_eq!(kind(UnixDatagram::unbound().unwrap()), Ok(Kind::UnixDatagram));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        assert_eq!(kind(&listener), Ok(Kind::TcpListener));
        assert_eq!(kind(TcpStream::connect(listener.local_addr().unwrap()).unwrap()), Ok(Kind::Tcp));
        assert_eq!(kind(File::open("/dev/null").unwrap()), Ok(Kind::CharacterDevice));
        assert_eq!(kind(File::open(std::env::current_exe().unwrap()).unwrap()), Ok(Kind::File));
        assert_eq!(kind(File::open("/").unwrap()), Ok(Kind::Folder));
    }
}
