//! What all simulated sockets have: an address, options, an error that waits, and a part that they play.

use super::Answer;
use super::datagram::Mailbox;
use super::handshake::Queue;
use super::network::Network;
use super::stream::Stream;
use super::world::State;
use crate::poller::{Interest, Ready, Token};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The name of a socket inside its world. Never used again, so what was planned for one that is gone finds nobody.
pub(crate) type Id = u64;

/// What a socket is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// TCP over IPv4 or IPv6.
    Tcp { ipv6: bool },
    /// A Unix stream socket.
    Unix,
    /// UDP over IPv4 or IPv6.
    Udp { ipv6: bool },
}

/// Where a socket can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    Internet(SocketAddr),
    /// A Unix socket's path or abstract name; most have none.
    Unix(Option<PathBuf>),
}

/// What can be said about a socket by setsockopt(2), as far as it matters here.
#[derive(Clone, Copy, Default)]
pub(super) struct Options {
    pub(super) reuse_address: bool,
    pub(super) reuse_port: bool,
    pub(super) ipv6_only: bool,
    pub(super) broadcast: bool,
    pub(super) reset_on_close: bool,
}

/// The part a socket plays.
pub(super) enum Role {
    /// None yet, or no more: connecting has failed.
    Idle,
    Listening(Queue),
    /// Under way to that address.
    Connecting(SocketAddr),
    Stream(Stream),
    Datagrams(Mailbox),
}

pub(super) struct Socket {
    pub(super) kind: Kind,
    pub(super) local: Option<Address>,
    pub(super) options: Options,
    pub(super) role: Role,
    /// What SO_ERROR or the next call says.
    pub(super) error: Option<libc::c_int>,
    /// How the poller was told to watch it.
    pub(super) watched: Option<(Token, Interest)>,
    /// Whether somebody holds its descriptor: not yet, while a connection waits to be accepted.
    pub(super) open: bool,
}

impl Socket {
    pub(super) fn new(kind: Kind) -> Socket {
        let role = match kind {
            Kind::Udp { .. } => Role::Datagrams(Mailbox::default()),
            _ => Role::Idle,
        };
        let local = (kind == Kind::Unix).then_some(Address::Unix(None));
        let options = Options::default();
        Socket { kind, local, options, role, error: None, watched: None, open: true }
    }

    pub(super) fn stream(&self) -> Option<&Stream> {
        match &self.role {
            Role::Stream(stream) => Some(stream),
            _ => None,
        }
    }

    /// What poll(2) would say.
    pub(super) fn ready(&self, sockets: &BTreeMap<Id, Socket>, network: &Network) -> Ready {
        let mut ready = match &self.role {
            Role::Idle => Ready::WRITE | Ready::HANGUP,
            Role::Connecting(_) => Ready::default(),
            Role::Listening(queue) if queue.waiting.is_empty() => Ready::default(),
            Role::Listening(_) => Ready::READ,
            Role::Stream(stream) => stream.ready(sockets, network),
            Role::Datagrams(mailbox) if mailbox.is_empty() => Ready::WRITE,
            Role::Datagrams(_) => Ready::READ | Ready::WRITE,
        };
        if self.error.is_some() {
            ready |= Ready::ERROR;
        }
        ready
    }
}

impl State {
    pub(super) fn add(&mut self, socket: Socket) -> Id {
        self.made += 1;
        self.sockets.insert(self.made, socket);
        self.made
    }

    pub(super) fn open_sockets(&self) -> usize {
        self.sockets.values().filter(|socket| socket.open).count()
    }

    pub(super) fn check_descriptors(&self) -> Answer<()> {
        match self.network.descriptors {
            usize::MAX => Ok(()),
            limit if self.open_sockets() < limit => Ok(()),
            _ => Err(libc::EMFILE),
        }
    }

    pub(super) fn socket(&mut self, id: Id) -> Answer<&mut Socket> {
        self.sockets.get_mut(&id).ok_or(libc::EBADF)
    }

    /// Sets an option of yes or no.
    pub(crate) fn set_flag(&mut self, id: Id, level: libc::c_int, name: libc::c_int, on: bool) -> Answer<()> {
        let socket = self.socket(id)?;
        let (kind, options) = (socket.kind, &mut socket.options);
        match (level, name) {
            (libc::SOL_SOCKET, libc::SO_REUSEADDR) => options.reuse_address = on,
            (libc::SOL_SOCKET, libc::SO_REUSEPORT) => options.reuse_port = on,
            (libc::SOL_SOCKET, libc::SO_BROADCAST) => options.broadcast = on,
            (libc::IPPROTO_IPV6, libc::IPV6_V6ONLY) => options.ipv6_only = on,
            // Nothing is gathered here anyway.
            (libc::IPPROTO_TCP, libc::TCP_NODELAY) if kind != Kind::Unix => {}
            _ => return self.set_option(id, level, name),
        }
        Ok(())
    }

    /// Sets another option, whatever the value.
    pub(crate) fn set_option(&mut self, id: Id, level: libc::c_int, name: libc::c_int) -> Answer<()> {
        let socket = self.socket(id)?;
        match (level, name) {
            // There is one use of it: a close shall be a reset. Unix sockets do not know resets.
            (libc::SOL_SOCKET, libc::SO_LINGER) => socket.options.reset_on_close = socket.kind != Kind::Unix,
            // Peers do not die without a word, buffers are as large as the network says, and there are no routers.
            (libc::SOL_SOCKET, libc::SO_KEEPALIVE | libc::SO_RCVBUF | libc::SO_SNDBUF) => {}
            (libc::IPPROTO_TCP, _) if socket.kind != Kind::Unix => {}
            (libc::IPPROTO_IP, libc::IP_TTL) | (libc::IPPROTO_IPV6, libc::IPV6_UNICAST_HOPS) => {}
            // There is no multicast here.
            _ => return Err(libc::EOPNOTSUPP),
        }
        Ok(())
    }

    /// Reads an option.
    pub(crate) fn option(&mut self, id: Id, level: libc::c_int, name: libc::c_int) -> Answer<libc::c_int> {
        let size = |bytes: usize| Ok(bytes.min(libc::c_int::MAX as usize) as libc::c_int);
        match (level, name) {
            (libc::SOL_SOCKET, libc::SO_ERROR) => Ok(self.socket(id)?.error.take().unwrap_or(0)),
            (libc::SOL_SOCKET, libc::SO_RCVBUF) => size(self.network.receive_buffer),
            (libc::SOL_SOCKET, libc::SO_SNDBUF) => size(self.network.send_buffer),
            _ => Err(libc::ENOPROTOOPT),
        }
    }

    /// Forgets a socket whose descriptor is closed, and lets its peers know.
    pub(super) fn close(&mut self, id: Id) {
        let Some(socket) = self.sockets.remove(&id) else { return };
        match socket.role {
            Role::Listening(queue) => self.abandon(queue),
            Role::Stream(stream) => self.close_stream(stream, socket.options.reset_on_close),
            // A knock that is answered finds nobody.
            Role::Idle | Role::Connecting(_) | Role::Datagrams(_) => {}
        }
    }
}
