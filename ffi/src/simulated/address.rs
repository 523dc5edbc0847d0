//! Who has which address.

use super::Answer;
use super::socket::{Address, Id, Kind, Role, Socket};
use super::world::State;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// The ports that the network gives out by itself, as IANA has it.
const FIRST_PORT: u16 = 49_152;

/// Whether the address is of this world. All machines of private networks are: whoever wants several takes several
/// addresses. The rest of the internet cannot be reached.
fn is_here(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_unspecified(),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(mapped) => is_here(mapped.into()),
            None => ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local(),
        },
    }
}

/// The address as a socket of that family sees it.
pub(super) fn as_seen(address: SocketAddr, ipv6: bool) -> SocketAddr {
    match (address, ipv6) {
        (SocketAddr::V4(v4), true) => (v4.ip().to_ipv6_mapped(), v4.port()).into(),
        (SocketAddr::V6(v6), _) => match v6.ip().to_ipv4_mapped() {
            Some(ip) if !ipv6 => (ip, v6.port()).into(),
            _ => address,
        },
        _ => address,
    }
}

/// Whom one reaches at `to`: whoever asks for no machine in particular gets this one.
pub(super) fn reached(to: SocketAddr) -> SocketAddr {
    match to.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => (Ipv4Addr::LOCALHOST, to.port()).into(),
        IpAddr::V6(ip) if ip.is_unspecified() => (Ipv6Addr::LOCALHOST, to.port()).into(),
        _ => to,
    }
}

fn is_ipv6(kind: Kind) -> bool {
    matches!(kind, Kind::Tcp { ipv6: true } | Kind::Udp { ipv6: true })
}

impl Socket {
    pub(super) fn is_ipv6(&self) -> bool {
        is_ipv6(self.kind)
    }

    pub(super) fn is_udp(&self) -> bool {
        matches!(self.kind, Kind::Udp { .. })
    }

    pub(super) fn internet(&self) -> Option<SocketAddr> {
        match self.local {
            Some(Address::Internet(address)) => Some(address),
            _ => None,
        }
    }

    /// How well the socket's address fits what comes for `to`: exactly, as one of all of a family, or (`None`) not at all.
    pub(super) fn fit(&self, to: SocketAddr) -> Option<u8> {
        let own = self.internet().filter(|own| own.port() == to.port())?;
        if as_seen(own, true).ip() == as_seen(to, true).ip() {
            return Some(3);
        }
        match own.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() && to.is_ipv4() => Some(2),
            IpAddr::V6(ip) if ip.is_unspecified() && to.is_ipv6() => Some(2),
            IpAddr::V6(ip) if ip.is_unspecified() && !self.options.ipv6_only => Some(1),
            _ => None,
        }
    }

    /// Whether both would get what is meant for one of them.
    fn overlaps(&self, address: SocketAddr, ipv6_only: bool) -> bool {
        let Some(own) = self.internet().filter(|own| own.port() == address.port()) else { return false };
        let any = |address: SocketAddr| address.ip().is_unspecified();
        match own.is_ipv4() == address.is_ipv4() {
            true => any(own) || any(address) || own.ip() == address.ip(),
            false if own.is_ipv6() => any(own) && !self.options.ipv6_only,
            false => any(address) && !ipv6_only,
        }
    }
}

impl State {
    /// Gives a socket its address.
    pub(crate) fn bind(&mut self, id: Id, address: &SocketAddr) -> Answer<()> {
        let socket = self.socket(id)?;
        let (kind, options) = (socket.kind, socket.options);
        if kind == Kind::Unix || socket.is_ipv6() != address.is_ipv6() {
            return Err(libc::EAFNOSUPPORT);
        }
        if socket.local.is_some() {
            return Err(libc::EINVAL);
        }
        if !is_here(address.ip()) {
            return Err(libc::EADDRNOTAVAIL);
        }
        let mut address = *address;
        if address.port() == 0 {
            address.set_port(self.free_port(kind)?);
        }
        let taken = self.sockets.values().any(|other| {
            let share = (options.reuse_port && other.options.reuse_port)
                || (options.reuse_address && other.options.reuse_address)
                    && !matches!(other.role, Role::Listening(_));
            other.is_udp() == matches!(kind, Kind::Udp { .. })
                && !share
                && other.overlaps(address, options.ipv6_only)
        });
        if taken {
            return Err(libc::EADDRINUSE);
        }
        self.socket(id)?.local = Some(Address::Internet(address));
        Ok(())
    }

    /// Gives a Unix socket its path, which is one of the world's: no file is made.
    pub(crate) fn bind_path(&mut self, id: Id, path: &Path) -> Answer<()> {
        if self.at_path(path).is_some() {
            return Err(libc::EADDRINUSE);
        }
        let socket = self.socket(id)?;
        match &socket.local {
            Some(Address::Unix(None)) => socket.local = Some(Address::Unix(Some(path.to_owned()))),
            _ => return Err(libc::EINVAL),
        }
        Ok(())
    }

    /// The socket that was given this path. Those whom it accepted have it, too, but do not count.
    pub(super) fn at_path(&self, path: &Path) -> Option<Id> {
        let has = |socket: &Socket| match &socket.local {
            Some(Address::Unix(Some(own))) => own == path && socket.stream().is_none(),
            _ => false,
        };
        self.sockets.iter().find(|(_, socket)| has(socket)).map(|(&id, _)| id)
    }

    /// Gives a socket that is about to send an address of the system's choice, if it has none.
    pub(super) fn bind_anywhere(&mut self, id: Id, to: SocketAddr) -> Answer<SocketAddr> {
        let socket = self.socket(id)?;
        if !is_here(to.ip()) {
            return Err(libc::ENETUNREACH);
        }
        if let Some(local) = socket.internet() {
            return Ok(local);
        }
        let kind = socket.kind;
        // Whoever talks to a machine of this world is that machine, as with a kernel that has all these addresses.
        let local = (to.ip(), self.free_port(kind)?).into();
        self.socket(id)?.local = Some(Address::Internet(local));
        Ok(local)
    }

    fn free_port(&mut self, kind: Kind) -> Answer<u16> {
        let udp = matches!(kind, Kind::Udp { .. });
        for _ in FIRST_PORT..=u16::MAX {
            let port = FIRST_PORT + self.ports % (u16::MAX - FIRST_PORT);
            self.ports = self.ports.wrapping_add(1);
            let is_at = |socket: &Socket| socket.internet().is_some_and(|local| local.port() == port);
            if !self.sockets.values().any(|socket| socket.is_udp() == udp && is_at(socket)) {
                return Ok(port);
            }
        }
        Err(libc::EADDRINUSE)
    }

    /// The address of a socket. One that was given none has the one of nobody.
    pub(crate) fn local_address(&mut self, id: Id) -> Answer<SocketAddr> {
        let socket = self.socket(id)?;
        let nobody = match socket.is_ipv6() {
            true => IpAddr::from(Ipv6Addr::UNSPECIFIED),
            false => Ipv4Addr::UNSPECIFIED.into(),
        };
        match &socket.local {
            Some(Address::Internet(address)) => Ok(*address),
            Some(Address::Unix(_)) => Err(libc::EAFNOSUPPORT),
            None => Ok((nobody, 0).into()),
        }
    }

    pub(crate) fn local_path(&mut self, id: Id) -> Answer<Option<PathBuf>> {
        match &self.socket(id)?.local {
            Some(Address::Unix(path)) => Ok(path.clone()),
            _ => Ok(None),
        }
    }

    /// The address of the other end.
    pub(crate) fn peer_address(&mut self, id: Id) -> Answer<SocketAddr> {
        match &self.socket(id)?.role {
            Role::Stream(stream) if !stream.is_broken() => match &stream.peer_address {
                Address::Internet(address) => Ok(*address),
                Address::Unix(_) => Err(libc::EAFNOSUPPORT),
            },
            Role::Datagrams(mailbox) => mailbox.connected.ok_or(libc::ENOTCONN),
            _ => Err(libc::ENOTCONN),
        }
    }

    /// Whether there is another end.
    pub(crate) fn is_connected(&mut self, id: Id) -> Answer<bool> {
        Ok(match &self.socket(id)?.role {
            Role::Stream(stream) => !stream.is_broken(),
            Role::Datagrams(mailbox) => mailbox.connected.is_some(),
            _ => false,
        })
    }
}
