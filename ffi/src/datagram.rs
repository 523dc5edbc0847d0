//! Datagram sockets, of UDP and within the machine, always non-blocking and closed on exec. What is UDP's own is in
//! `datagram/udp.rs`.

mod batch;
mod udp;

pub use batch::MOST;

use crate::address::RawAddress;
use crate::error::check_size;
use crate::simulated::{self, Kind, World};
use crate::socket::{SEND_FLAGS, Socket, family_of};
use crate::{Error, Result};
use std::mem;
use std::net::SocketAddr;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;
use std::ptr;

/// An owned datagram socket.
#[derive(Debug)]
pub struct DatagramSocket {
    socket: Socket,
    family: libc::c_int,
}

/// Who has sent a datagram, or shall get one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peer {
    /// A UDP socket.
    Internet(SocketAddr),
    /// A Unix socket with a path or an abstract name.
    Unix(PathBuf),
    /// A Unix socket that has none, so that nobody can answer.
    Unnamed,
}

impl Peer {
    /// The address, if it is one of UDP.
    pub fn internet(self) -> Option<SocketAddr> {
        match self {
            Peer::Internet(address) => Some(address),
            _ => None,
        }
    }

    /// The path or abstract name, if it has one.
    pub fn path(self) -> Option<PathBuf> {
        match self {
            Peer::Unix(path) => Some(path),
            _ => None,
        }
    }

    fn encode(&self) -> Result<RawAddress> {
        match self {
            Peer::Internet(address) => Ok(RawAddress::from(*address)),
            Peer::Unix(path) => RawAddress::unix("sendto", path),
            Peer::Unnamed => Err(Error::new("sendto", libc::EDESTADDRREQ)),
        }
    }
}

/// One datagram that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// How many bytes lie in the buffer.
    pub count: usize,
    /// Who sent it.
    pub from: Peer,
    /// The buffer was too small, and the rest is lost.
    pub truncated: bool,
}

impl DatagramSocket {
    /// A new UDP socket of the family of `address`, not yet bound to it, in `world` or else of the kernel.
    pub fn udp(world: Option<&World>, address: &SocketAddr) -> Result<DatagramSocket> {
        let socket = match world {
            Some(world) => Socket::simulated(world, Kind::Udp { ipv6: address.is_ipv6() })?,
            None => Socket::open(family_of(address), libc::SOCK_DGRAM)?,
        };
        Ok(DatagramSocket { socket, family: family_of(address) })
    }

    /// A new Unix datagram socket without a name.
    pub fn unix() -> Result<DatagramSocket> {
        let socket = Socket::open(libc::AF_UNIX, libc::SOCK_DGRAM)?;
        Ok(DatagramSocket { socket, family: libc::AF_UNIX })
    }

    /// Takes over a descriptor of a UDP socket, and makes it non-blocking and close-on-exec.
    ///
    /// # Errors
    /// `ENOTSOCK` for what is no socket, `EINVAL` for one that is no UDP socket.
    pub fn adopt_udp(fd: OwnedFd) -> Result<DatagramSocket> {
        DatagramSocket::adopt(fd, &[libc::AF_INET, libc::AF_INET6])
    }

    /// Takes over a descriptor of a Unix datagram socket, and makes it non-blocking and close-on-exec.
    ///
    /// # Errors
    /// `ENOTSOCK` for what is no socket, `EINVAL` for one that is no Unix datagram socket.
    pub fn adopt_unix(fd: OwnedFd) -> Result<DatagramSocket> {
        DatagramSocket::adopt(fd, &[libc::AF_UNIX])
    }

    fn adopt(fd: OwnedFd, families: &[libc::c_int]) -> Result<DatagramSocket> {
        let socket = Socket::from(fd);
        let (family, sort) = (socket.family()?, socket.option(libc::SOL_SOCKET, libc::SO_TYPE)?);
        if sort != libc::SOCK_DGRAM || !families.contains(&family) {
            return Err(Error::new("recvfrom", libc::EINVAL));
        }
        let socket = Socket::adopt(socket.into())?;
        Ok(DatagramSocket { socket, family })
    }

    /// Whether this is a Unix socket.
    pub fn is_unix(&self) -> bool {
        self.family == libc::AF_UNIX
    }

    fn is_ipv6(&self) -> bool {
        self.family == libc::AF_INET6
    }

    /// What datagram sockets have in common with others: bind, connect, addresses, sharing.
    pub fn socket(&self) -> &Socket {
        &self.socket
    }

    /// Forgets whom the socket was connected to, and keeps the port. Linux takes away one that it chose itself, so this
    /// may fail with `EADDRINUSE` when somebody else is quicker.
    pub fn disconnect(&self) -> Result<()> {
        if self.socket.is_simulated() {
            return simulated::call("connect", self.socket.raw(), |state, id| state.disconnect(id));
        }
        let port = match self.is_unix() {
            true => None,
            false => Some(self.socket.local_address()?.port()),
        };
        match self.socket.connect_raw(&RawAddress::unspecified()) {
            // So the BSDs say that they have done it.
            Ok(_) | Err(Error { errno: libc::EAFNOSUPPORT, .. }) => {}
            Err(error) => return Err(error),
        }
        let Some(port) = port else { return Ok(()) };
        let mut left = self.socket.local_address()?;
        if left.port() == port {
            return Ok(());
        }
        left.set_port(port);
        self.socket.bind(&left)
    }

    /// Sends one datagram, to `to` or else to whom the socket is connected to.
    pub fn send(&self, bytes: &[u8], to: Option<&Peer>) -> Result<()> {
        if self.socket.is_simulated() {
            let to = match to {
                Some(Peer::Internet(address)) => Some(address),
                Some(_) => return Err(Error::family_mismatch("sendto")),
                None => None,
            };
            return simulated::call("sendto", self.socket.raw(), |state, id| {
                state.send_datagram(id, bytes, to)
            });
        }
        let raw = to.map(Peer::encode).transpose()?;
        let (address, length) = raw.as_ref().map_or((ptr::null(), 0), |raw| (raw.as_ptr(), raw.length()));
        let (start, count) = (bytes.as_ptr().cast(), bytes.len());
        // SAFETY: the bytes are readable for their length, and the address, where there is one, is valid for its own.
        let call = || unsafe { libc::sendto(self.socket.raw(), start, count, SEND_FLAGS, address, length) };
        check_size("sendto", call)?;
        Ok(())
    }

    /// Who has sent a datagram, by what the kernel wrote down.
    fn sender(&self, from: &RawAddress) -> Result<Peer> {
        match self.is_unix() {
            true => Ok(from.decode_unix().map_or(Peer::Unnamed, Peer::Unix)),
            false => from.decode().map(Peer::Internet).ok_or(Error::family_mismatch("recvmsg")),
        }
    }

    /// Takes one datagram that has arrived; what the buffer has no room for is lost.
    pub fn receive(&self, buffer: &mut [u8]) -> Result<Received> {
        if self.socket.is_simulated() {
            let taken =
                simulated::call("recvmsg", self.socket.raw(), |state, id| state.receive_datagram(id, buffer));
            let from = Peer::Internet;
            return taken.map(|(count, address, truncated)| Received {
                count,
                from: from(address),
                truncated,
            });
        }
        let mut from = RawAddress::empty();
        let mut piece = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
        // SAFETY: msghdr is plain old data, for which all-zero is a valid value.
        let mut message: libc::msghdr = unsafe { mem::zeroed() };
        message.msg_name = from.as_mut_ptr().cast();
        message.msg_namelen = from.length();
        message.msg_iov = &mut piece;
        message.msg_iovlen = 1;
        // SAFETY: the message points at one piece of writable memory and room for an address, which live over the call.
        let count = check_size("recvmsg", || unsafe { libc::recvmsg(self.socket.raw(), &mut message, 0) })?;
        *from.length_mut() = message.msg_namelen;
        let from = self.sender(&from)?;
        Ok(Received { count, from, truncated: message.msg_flags & libc::MSG_TRUNC != 0 })
    }
}

impl AsFd for DatagramSocket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
