//! What UDP sockets can be told: broadcasts, hops, groups.

use super::DatagramSocket;
use crate::Result;
#[cfg(any(target_os = "linux", target_os = "android"))]
use crate::address::RawAddress;
#[cfg(any(target_os = "linux", target_os = "android"))]
use std::net::SocketAddr;
use std::net::{Ipv4Addr, Ipv6Addr};

#[cfg(any(target_os = "linux", target_os = "android"))]
use libc::{IPV6_ADD_MEMBERSHIP as JOIN_V6, IPV6_DROP_MEMBERSHIP as LEAVE_V6};
#[cfg(not(any(target_os = "linux", target_os = "android")))]
use libc::{IPV6_JOIN_GROUP as JOIN_V6, IPV6_LEAVE_GROUP as LEAVE_V6};

impl DatagramSocket {
    /// Lets datagrams be sent to everybody in a network.
    pub fn set_broadcast(&self, on: bool) -> Result<()> {
        self.socket.set_flag(libc::SOL_SOCKET, libc::SO_BROADCAST, on)
    }

    /// Over how many routers a datagram may go.
    pub fn set_ttl(&self, hops: u8) -> Result<()> {
        let (level, name) = match self.is_ipv6() {
            true => (libc::IPPROTO_IPV6, libc::IPV6_UNICAST_HOPS),
            false => (libc::IPPROTO_IP, libc::IP_TTL),
        };
        self.socket.set_option(level, name, libc::c_int::from(hops))
    }

    /// The same for datagrams to a multicast group.
    pub fn set_multicast_ttl(&self, hops: u8) -> Result<()> {
        match self.is_ipv6() {
            true => {
                self.socket.set_option(libc::IPPROTO_IPV6, libc::IPV6_MULTICAST_HOPS, libc::c_int::from(hops))
            }
            // A byte is what all systems understand.
            false => self.socket.set_option(libc::IPPROTO_IP, libc::IP_MULTICAST_TTL, hops),
        }
    }

    /// Whether datagrams to a multicast group come back to members on this machine.
    pub fn set_multicast_loop(&self, on: bool) -> Result<()> {
        match self.is_ipv6() {
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

    /// Joins or leaves an IPv4 group as far as one source sends to it, on the interface of that address.
    ///
    /// # Errors
    /// `ENOTSUP` where the system has no word for it (NetBSD, OpenBSD, DragonFly).
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd", target_vendor = "apple"))]
    pub fn set_member_of_source_v4(
        &self,
        group: Ipv4Addr,
        source: Ipv4Addr,
        interface: Ipv4Addr,
        joined: bool,
    ) -> Result<()> {
        let name = if joined { libc::IP_ADD_SOURCE_MEMBERSHIP } else { libc::IP_DROP_SOURCE_MEMBERSHIP };
        let request = libc::ip_mreq_source {
            imr_multiaddr: in_addr(group),
            imr_interface: in_addr(interface),
            imr_sourceaddr: in_addr(source),
        };
        self.socket.set_option(libc::IPPROTO_IP, name, request)
    }

    /// Joins or leaves an IPv4 group as far as one source sends to it, which this system has no word for.
    ///
    /// # Errors
    /// `ENOTSUP`.
    #[cfg(not(any(
        target_os = "linux",
        target_os = "android",
        target_os = "freebsd",
        target_vendor = "apple"
    )))]
    pub fn set_member_of_source_v4(&self, _: Ipv4Addr, _: Ipv4Addr, _: Ipv4Addr, _: bool) -> Result<()> {
        Err(crate::Error::not_supported("setsockopt"))
    }

    /// Joins or leaves an IPv6 group as far as one source sends to it, on the interface of that number.
    ///
    /// # Errors
    /// `ENOTSUP` other than on Linux.
    pub fn set_member_of_source_v6(
        &self,
        group: Ipv6Addr,
        source: Ipv6Addr,
        interface: u32,
        joined: bool,
    ) -> Result<()> {
        self.set_source_v6(group, source, interface, joined)
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn set_source_v6(&self, group: Ipv6Addr, source: Ipv6Addr, interface: u32, joined: bool) -> Result<()> {
        /// `struct group_source_req` (ip(7), RFC 3678).
        #[repr(C)]
        #[derive(Clone, Copy)]
        struct Request {
            interface: u32,
            group: libc::sockaddr_storage,
            source: libc::sockaddr_storage,
        }
        let name = if joined { libc::MCAST_JOIN_SOURCE_GROUP } else { libc::MCAST_LEAVE_SOURCE_GROUP };
        let [group, source] = [group, source].map(|address| RawAddress::from(SocketAddr::from((address, 0))));
        let request = Request { interface, group: *group.storage(), source: *source.storage() };
        self.socket.set_option(libc::IPPROTO_IPV6, name, request)
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn set_source_v6(&self, _: Ipv6Addr, _: Ipv6Addr, _: u32, _: bool) -> Result<()> {
        Err(crate::Error::not_supported("setsockopt"))
    }
}

fn in_addr(address: Ipv4Addr) -> libc::in_addr {
    libc::in_addr { s_addr: u32::from(address).to_be() }
}
