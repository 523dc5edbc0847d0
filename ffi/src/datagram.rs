//! UDP sockets, always non-blocking and closed on exec.

use crate::address::RawAddress;
use crate::error::check_size;
use crate::simulated::{self, Kind, World};
use crate::socket::{SEND_FLAGS, Socket, family_of};
use crate::{Error, Result, io};
use std::mem;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::ptr;

#[cfg(any(target_os = "linux", target_os = "android"))]
use libc::{IPV6_ADD_MEMBERSHIP as JOIN_V6, IPV6_DROP_MEMBERSHIP as LEAVE_V6};
#[cfg(not(any(target_os = "linux", target_os = "android")))]
use libc::{IPV6_JOIN_GROUP as JOIN_V6, IPV6_LEAVE_GROUP as LEAVE_V6};

/// An owned UDP socket.
#[derive(Debug)]
pub struct UdpSocket {
    socket: Socket,
    ipv6: bool,
}

/// One datagram that has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// How many bytes lie in the buffer.
    pub count: usize,
    /// Who sent it.
    pub from: SocketAddr,
    /// The buffer was too small, and the rest is lost.
    pub truncated: bool,
}

impl UdpSocket {
    /// A new socket of the family of `address`, not yet bound to it, in `world` or else of the kernel.
    pub fn new(world: Option<&World>, address: &SocketAddr) -> Result<UdpSocket> {
        let socket = match world {
            Some(world) => Socket::simulated(world, Kind::Udp { ipv6: address.is_ipv6() })?,
            None => Socket::open(family_of(address), libc::SOCK_DGRAM)?,
        };
        Ok(UdpSocket { socket, ipv6: address.is_ipv6() })
    }

    /// Takes over a descriptor of a UDP socket, and makes it non-blocking and close-on-exec.
    ///
    /// # Errors
    /// `ENOTSOCK` for what is no socket, `EINVAL` for one that is no UDP socket.
    pub fn adopt(fd: OwnedFd) -> Result<UdpSocket> {
        let socket = Socket::from(fd);
        let (family, sort) = (socket.family()?, socket.option(libc::SOL_SOCKET, libc::SO_TYPE)?);
        if sort != libc::SOCK_DGRAM || !matches!(family, libc::AF_INET | libc::AF_INET6) {
            return Err(Error::new("recvfrom", libc::EINVAL));
        }
        io::set_nonblocking(&socket, true)?;
        io::set_cloexec(&socket)?;
        Ok(UdpSocket { socket, ipv6: family == libc::AF_INET6 })
    }

    /// What UDP sockets have in common with others: bind, connect, addresses, sharing.
    pub fn socket(&self) -> &Socket {
        &self.socket
    }

    /// Forgets whom the socket was connected to, and keeps the port. Linux takes away one that it chose itself, so this
    /// may fail with `EADDRINUSE` when somebody else is quicker.
    pub fn disconnect(&self) -> Result<()> {
        if self.socket.is_simulated() {
            return simulated::call("connect", self.socket.raw(), |state, id| state.disconnect(id));
        }
        let port = self.socket.local_address()?.port();
        match self.socket.connect_raw(&RawAddress::unspecified()) {
            // So the BSDs say that they have done it.
            Ok(_) | Err(Error { errno: libc::EAFNOSUPPORT, .. }) => {}
            Err(error) => return Err(error),
        }
        let mut left = self.socket.local_address()?;
        if left.port() == port {
            return Ok(());
        }
        left.set_port(port);
        self.socket.bind(&left)
    }

    /// Sends one datagram, to `to` or else to whom the socket is connected to.
    pub fn send(&self, bytes: &[u8], to: Option<&SocketAddr>) -> Result<()> {
        if self.socket.is_simulated() {
            return simulated::call("sendto", self.socket.raw(), |state, id| {
                state.send_datagram(id, bytes, to)
            });
        }
        let raw = to.map(|to| RawAddress::from(*to));
        let (address, length) = raw.as_ref().map_or((ptr::null(), 0), |raw| (raw.as_ptr(), raw.length()));
        let (start, count) = (bytes.as_ptr().cast(), bytes.len());
        // SAFETY: the bytes are readable for their length, and the address, where there is one, is valid for its own.
        let call = || unsafe { libc::sendto(self.socket.raw(), start, count, SEND_FLAGS, address, length) };
        check_size("sendto", call)?;
        Ok(())
    }

    /// Takes one datagram that has arrived; what the buffer has no room for is lost.
    pub fn receive(&self, buffer: &mut [u8]) -> Result<Received> {
        if self.socket.is_simulated() {
            let taken =
                simulated::call("recvmsg", self.socket.raw(), |state, id| state.receive_datagram(id, buffer));
            return taken.map(|(count, from, truncated)| Received { count, from, truncated });
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
        let from = from.decode().ok_or(Error::family_mismatch("recvmsg"))?;
        Ok(Received { count, from, truncated: message.msg_flags & libc::MSG_TRUNC != 0 })
    }

    /// Lets datagrams be sent to everybody in a network.
    pub fn set_broadcast(&self, on: bool) -> Result<()> {
        self.socket.set_flag(libc::SOL_SOCKET, libc::SO_BROADCAST, on)
    }

    /// Over how many routers a datagram may go.
    pub fn set_ttl(&self, hops: u8) -> Result<()> {
        let (level, name) = match self.ipv6 {
            true => (libc::IPPROTO_IPV6, libc::IPV6_UNICAST_HOPS),
            false => (libc::IPPROTO_IP, libc::IP_TTL),
        };
        self.socket.set_option(level, name, libc::c_int::from(hops))
    }

    /// The same for datagrams to a multicast group.
    pub fn set_multicast_ttl(&self, hops: u8) -> Result<()> {
        match self.ipv6 {
            true => {
                self.socket.set_option(libc::IPPROTO_IPV6, libc::IPV6_MULTICAST_HOPS, libc::c_int::from(hops))
            }
            // A byte is what all systems understand.
            false => self.socket.set_option(libc::IPPROTO_IP, libc::IP_MULTICAST_TTL, hops),
        }
    }

    /// Whether datagrams to a multicast group come back to members on this machine.
    pub fn set_multicast_loop(&self, on: bool) -> Result<()> {
        match self.ipv6 {
            true => self.socket.set_flag(libc::IPPROTO_IPV6, libc::IPV6_MULTICAST_LOOP, on),
            false => self.socket.set_option(libc::IPPROTO_IP, libc::IP_MULTICAST_LOOP, u8::from(on)),
        }
    }

    /// Through which interface datagrams to an IPv4 group leave, named by its address.
    pub fn set_multicast_interface_v4(&self, interface: Ipv4Addr) -> Result<()> {
        self.socket.set_option(libc::IPPROTO_IP, libc::IP_MULTICAST_IF, in_addr(interface))
    }

    /// Through which interface datagrams to an IPv6 group leave, named by its number.
    pub fn set_multicast_interface_v6(&self, interface: u32) -> Result<()> {
        self.socket.set_option(libc::IPPROTO_IPV6, libc::IPV6_MULTICAST_IF, interface)
    }

    /// Joins or leaves an IPv4 group on the interface of that address (`0.0.0.0`: the system chooses).
    pub fn set_member_v4(&self, group: Ipv4Addr, interface: Ipv4Addr, joined: bool) -> Result<()> {
        let name = if joined { libc::IP_ADD_MEMBERSHIP } else { libc::IP_DROP_MEMBERSHIP };
        let request = libc::ip_mreq { imr_multiaddr: in_addr(group), imr_interface: in_addr(interface) };
        self.socket.set_option(libc::IPPROTO_IP, name, request)
    }

    /// Joins or leaves an IPv6 group on the interface of that number (0: the system chooses).
    pub fn set_member_v6(&self, group: Ipv6Addr, interface: u32, joined: bool) -> Result<()> {
        let ipv6mr_multiaddr = libc::in6_addr { s6_addr: group.octets() };
        let request = libc::ipv6_mreq { ipv6mr_multiaddr, ipv6mr_interface: interface as _ };
        self.socket.set_option(libc::IPPROTO_IPV6, if joined { JOIN_V6 } else { LEAVE_V6 }, request)
    }
}

fn in_addr(address: Ipv4Addr) -> libc::in_addr {
    libc::in_addr { s_addr: u32::from(address).to_be() }
}

impl AsFd for UdpSocket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
