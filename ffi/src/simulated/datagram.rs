//! Datagrams: each for itself, lost, doubled or overtaken.

use super::Answer;
use super::address::{as_seen, reached};
use super::socket::{Id, Role, Socket};
use super::world::{Plan, State};
use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};

/// The longest datagram of UDP over IPv4; over IPv6 it would be twenty bytes more.
const LONGEST: usize = 65_507;

/// What has arrived at a UDP socket, and for whom it is open.
#[derive(Default)]
pub(super) struct Mailbox {
    arrived: VecDeque<(SocketAddr, Box<[u8]>)>,
    bytes: usize,
    pub(super) connected: Option<SocketAddr>,
}

/// A datagram in the receiver's buffer: its bytes there, its sender, and whether the buffer was too small.
pub(crate) type Taken = (usize, SocketAddr, bool);

impl Mailbox {
    pub(super) fn is_empty(&self) -> bool {
        self.arrived.is_empty()
    }
}

impl State {
    fn mailbox(&mut self, id: Id) -> Answer<&mut Mailbox> {
        match &mut self.socket(id)?.role {
            Role::Datagrams(mailbox) => Ok(mailbox),
            _ => Err(libc::EOPNOTSUPP),
        }
    }

    /// Sends to `to` only, and receives from there only.
    pub(super) fn connect_datagrams(&mut self, id: Id, to: SocketAddr) -> Answer<()> {
        let to = reached(to);
        self.bind_anywhere(id, to)?;
        self.mailbox(id)?.connected = Some(to);
        Ok(())
    }

    pub(crate) fn disconnect(&mut self, id: Id) -> Answer<()> {
        self.mailbox(id)?.connected = None;
        Ok(())
    }

    pub(crate) fn send_datagram(&mut self, id: Id, bytes: &[u8], to: Option<&SocketAddr>) -> Answer<()> {
        if let Some(errno) = self.socket(id)?.error.take() {
            return Err(errno);
        }
        let connected = self.mailbox(id)?.connected;
        let to = reached(to.copied().or(connected).ok_or(libc::EDESTADDRREQ)?);
        let socket = self.socket(id)?;
        if socket.is_ipv6() != to.is_ipv6() {
            return Err(libc::EAFNOSUPPORT);
        }
        if bytes.len() > LONGEST {
            return Err(libc::EMSGSIZE);
        }
        if matches!(to.ip(), IpAddr::V4(ip) if ip.is_broadcast()) && !socket.options.broadcast {
            return Err(libc::EACCES);
        }
        self.hesitate()?;
        let mut from = self.bind_anywhere(id, to)?;
        if from.ip().is_unspecified() {
            from.set_ip(to.ip());
        }
        let copies = 1 + usize::from(self.dice.chance(self.network.duplication));
        for _ in 0..copies {
            let delay = self.dice.within(&self.network.delay);
            if !self.dice.chance(self.network.loss) {
                self.plan(delay, Plan::Datagram { from, sender: id, to, bytes: bytes.into() });
            }
        }
        Ok(())
    }

    /// A datagram arrives. Of one that nobody receives, a connected sender hears.
    pub(super) fn deliver(&mut self, from: SocketAddr, sender: Id, to: SocketAddr, bytes: &[u8]) {
        let fits = |socket: &Socket| match &socket.role {
            Role::Datagrams(mailbox) if mailbox.connected.is_none_or(|peer| peer == from) => {
                Some((socket.fit(to)?, mailbox.connected.is_some()))
            }
            _ => None,
        };
        let best = self.sockets.iter().filter_map(|(&id, socket)| Some((fits(socket)?, id))).max();
        let Some((_, receiver)) = best else {
            let back = self.dice.within(&self.network.delay);
            return self.plan(back, Plan::Unreachable(sender));
        };
        let room_for = self.network.receive_buffer;
        let from = as_seen(from, self.sockets.get(&receiver).is_some_and(Socket::is_ipv6));
        let Ok(mailbox) = self.mailbox(receiver) else { return };
        // The first always fits, as long as it may be.
        if mailbox.is_empty() || mailbox.bytes + bytes.len() <= room_for {
            mailbox.bytes += bytes.len();
            mailbox.arrived.push_back((from, bytes.into()));
        }
    }

    pub(super) fn tell_unreachable(&mut self, sender: Id) {
        if self.mailbox(sender).is_ok_and(|mailbox| mailbox.connected.is_some()) {
            self.sockets.entry(sender).and_modify(|socket| socket.error = Some(libc::ECONNREFUSED));
        }
    }

    pub(crate) fn receive_datagram(&mut self, id: Id, buffer: &mut [u8]) -> Answer<Taken> {
        if let Some(errno) = self.socket(id)?.error.take() {
            return Err(errno);
        }
        if self.mailbox(id)?.is_empty() {
            return Err(libc::EAGAIN);
        }
        self.hesitate()?;
        let mailbox = self.mailbox(id)?;
        let (from, bytes) = mailbox.arrived.pop_front().ok_or(libc::EAGAIN)?;
        mailbox.bytes -= bytes.len();
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        Ok((count, from, count < bytes.len()))
    }
}
