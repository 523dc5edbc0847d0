//! How sockets come into being: of the kernel, of a simulated world, in pairs, or as descriptors of others.

use super::Socket;
use crate::Result;
use crate::error::check;
use crate::simulated::{self, Kind, World};
use std::net::SocketAddr;
use std::os::fd::{FromRawFd, OwnedFd};

impl Socket {
    /// A new TCP socket of the family of `address`, in `world` or else of the kernel.
    pub fn stream_for(world: Option<&World>, address: &SocketAddr) -> Result<Socket> {
        match world {
            Some(world) => Socket::simulated(world, Kind::Tcp { ipv6: address.is_ipv6() }),
            None => Socket::open(family_of(address), libc::SOCK_STREAM),
        }
    }

    /// A new Unix stream socket, in `world` or else of the kernel.
    pub fn unix_stream(world: Option<&World>) -> Result<Socket> {
        match world {
            Some(world) => Socket::simulated(world, Kind::Unix),
            None => Socket::open(libc::AF_UNIX, libc::SOCK_STREAM),
        }
    }

    pub(crate) fn simulated(world: &World, kind: Kind) -> Result<Socket> {
        Ok(Socket { fd: simulated::open(world, kind)?, simulated: true })
    }

    /// Whether this is no socket of the kernel.
    #[inline]
    pub fn is_simulated(&self) -> bool {
        self.simulated
    }

    /// Two Unix stream sockets that are connected to each other.
    pub fn stream_pair() -> Result<(Socket, Socket)> {
        Socket::pair(libc::SOCK_STREAM)
    }

    /// Two Unix datagram sockets that are connected to each other.
    pub fn datagram_pair() -> Result<(Socket, Socket)> {
        Socket::pair(libc::SOCK_DGRAM)
    }

    fn pair(kind: libc::c_int) -> Result<(Socket, Socket)> {
        #[cfg(not(target_vendor = "apple"))]
        let kind = kind | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
        let mut raw = [-1; 2];
        // SAFETY: the pointer is to room for two descriptors.
        check("socketpair", || unsafe { libc::socketpair(libc::AF_UNIX, kind, 0, raw.as_mut_ptr()) })?;
        // SAFETY: the call succeeded, so the numbers are open descriptors that nobody else owns.
        let [one, other] = raw.map(|raw| Socket::from(unsafe { OwnedFd::from_raw_fd(raw) }));
        #[cfg(target_vendor = "apple")]
        let (one, other) = (one.prepare()?, other.prepare()?);
        Ok((one, other))
    }

    /// Takes over a socket that somebody else has made, and makes it non-blocking and closed on exec.
    ///
    /// # Errors
    /// `ENOTSOCK` on systems that set an option, when it is none.
    pub fn adopt(fd: OwnedFd) -> Result<Socket> {
        let socket = Socket::from(fd);
        #[cfg(target_vendor = "apple")]
        return socket.prepare();
        #[cfg(not(target_vendor = "apple"))]
        {
            crate::io::set_cloexec(&socket)?;
            crate::io::set_nonblocking(&socket, true)?;
            Ok(socket)
        }
    }

    #[cfg(not(target_vendor = "apple"))]
    pub(crate) fn open(family: libc::c_int, kind: libc::c_int) -> Result<Socket> {
        let kind = kind | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
        // SAFETY: socket(2) touches no memory of ours.
        let raw = check("socket", || unsafe { libc::socket(family, kind, 0) })?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        Ok(Socket::from(unsafe { OwnedFd::from_raw_fd(raw) }))
    }

    #[cfg(target_vendor = "apple")]
    pub(crate) fn open(family: libc::c_int, kind: libc::c_int) -> Result<Socket> {
        // SAFETY: socket(2) touches no memory of ours.
        let raw = check("socket", || unsafe { libc::socket(family, kind, 0) })?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        Socket::from(unsafe { OwnedFd::from_raw_fd(raw) }).prepare()
    }

    /// What other systems do in `socket` and `accept4` takes more calls here.
    #[cfg(target_vendor = "apple")]
    pub(super) fn prepare(self) -> Result<Socket> {
        crate::io::set_cloexec(&self.fd)?;
        crate::io::set_nonblocking(&self.fd, true)?;
        self.set_option(libc::SOL_SOCKET, libc::SO_NOSIGPIPE, 1 as libc::c_int)?;
        Ok(self)
    }
}

pub(crate) fn family_of(address: &SocketAddr) -> libc::c_int {
    if address.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 }
}
