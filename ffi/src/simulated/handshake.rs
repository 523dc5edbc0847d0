//! How connections come about: listening, knocking, and waiting to be accepted.

use super::Answer;
use super::address::{as_seen, reached};
use super::socket::{Address, Id, Kind, Role, Socket};
use super::stream::Stream;
use super::world::{Plan, State};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

/// How often a knock is repeated: after one second, then after twice as long and so on, as Linux does.
const KNOCKS: u32 = 6;

/// Connections of a listener that nobody has accepted yet.
pub(super) struct Queue {
    backlog: usize,
    /// Those in the middle of the handshake …
    halfway: Vec<Id>,
    /// … and those that stand.
    pub(super) waiting: VecDeque<Id>,
}

impl Queue {
    fn is_full(&self) -> bool {
        self.halfway.len() + self.waiting.len() > self.backlog
    }
}

impl State {
    pub(crate) fn listen(&mut self, id: Id, backlog: i32) -> Answer<()> {
        let socket = self.socket(id)?;
        let backlog = usize::try_from(backlog).unwrap_or(0);
        match &mut socket.role {
            Role::Listening(queue) => queue.backlog = backlog,
            role @ Role::Idle if socket.local.is_some() => {
                *role = Role::Listening(Queue { backlog, halfway: Vec::new(), waiting: VecDeque::new() });
            }
            _ => return Err(libc::EINVAL),
        }
        Ok(())
    }

    fn queue(&mut self, listener: Id) -> Option<&mut Queue> {
        match &mut self.sockets.get_mut(&listener)?.role {
            Role::Listening(queue) => Some(queue),
            _ => None,
        }
    }

    /// Whether accepting goes on: the errors it may meet.
    pub(super) fn may_accept(&mut self, listener: Id) -> Answer<()> {
        self.socket(listener)?;
        let queue = self.queue(listener).ok_or(libc::EINVAL)?;
        let Some(&first) = queue.waiting.front() else { return Err(libc::EAGAIN) };
        self.check_descriptors()?;
        self.hesitate()?;
        if self.dice.chance(self.network.accept_errors) {
            let errors =
                [libc::EMFILE, libc::ENFILE, libc::ENOBUFS, libc::ENOMEM, libc::ECONNABORTED, libc::EPROTO];
            let errno = self.dice.pick(&errors);
            if matches!(errno, libc::ECONNABORTED | libc::EPROTO) {
                self.take_from_queue(listener);
                self.drop_unaccepted(first);
            }
            return Err(errno);
        }
        Ok(())
    }

    /// The first connection that waits: it is somebody's from now on.
    pub(super) fn take_from_queue(&mut self, listener: Id) -> Option<Id> {
        let server = self.queue(listener)?.waiting.pop_front()?;
        let socket = self.sockets.get_mut(&server)?;
        socket.open = true;
        if let Role::Stream(stream) = &mut socket.role {
            stream.listener = None;
        }
        Some(server)
    }

    /// Begins to connect; whether it stands already.
    pub(crate) fn connect(&mut self, id: Id, to: &SocketAddr) -> Answer<bool> {
        let socket = self.socket(id)?;
        if socket.kind == Kind::Unix || socket.is_ipv6() != to.is_ipv6() {
            return Err(libc::EAFNOSUPPORT);
        }
        if socket.is_udp() {
            return self.connect_datagrams(id, *to).map(|()| true);
        }
        match socket.role {
            Role::Idle => {}
            Role::Connecting(_) => return Err(libc::EALREADY),
            _ => return Err(libc::EISCONN),
        }
        let to = reached(*to);
        self.bind_anywhere(id, to)?;
        let socket = self.socket(id)?;
        socket.role = Role::Connecting(to);
        self.knock(id, 0);
        Ok(false)
    }

    /// Sends a knock on its way, if the client still waits.
    pub(super) fn knock(&mut self, client: Id, attempt: u32) {
        if attempt > KNOCKS {
            return self.refuse(client, libc::ETIMEDOUT);
        }
        if self.dice.chance(self.network.loss) {
            return self.knock_again(client, attempt);
        }
        let delay = self.dice.within(&self.network.delay);
        self.plan(delay, Plan::Knock { client, attempt });
    }

    fn knock_again(&mut self, client: Id, attempt: u32) {
        let pause = Duration::from_secs(1) * 2u32.pow(attempt);
        self.plan(pause, Plan::KnockAgain { client, attempt: attempt + 1 });
    }

    /// A knock arrives. If somebody listens, the connection stands from here on, seen from the server.
    pub(super) fn answer_knock(&mut self, client: Id, attempt: u32) {
        let Some(socket) = self.sockets.get(&client) else { return };
        let (Role::Connecting(to), Some(from), kind) = (&socket.role, socket.internet(), socket.kind) else {
            return;
        };
        let to = *to;
        let Some(back) = self.transit(kind) else { return self.knock_again(client, attempt) };
        let listener = self.listener_at(to);
        let Some(listener) = listener.filter(|_| !self.dice.chance(self.network.refusals)) else {
            return self.plan(back, Plan::Refuse { client, errno: libc::ECONNREFUSED });
        };
        if self.queue(listener).is_none_or(|queue| queue.is_full()) {
            return self.knock_again(client, attempt);
        }
        let server = self.add_server(listener, client, from, to);
        self.plan(back, Plan::Answer { client, server });
    }

    /// Who listens at an address: the one that fits best, and among equals the dice decide.
    fn listener_at(&mut self, to: SocketAddr) -> Option<Id> {
        let listening = self.sockets.iter().filter(|(_, socket)| matches!(socket.role, Role::Listening(_)));
        let fits: Vec<_> = listening.filter_map(|(&id, socket)| Some((socket.fit(to)?, id))).collect();
        let best = fits.iter().map(|(fit, _)| *fit).max()?;
        let best: Vec<_> = fits.iter().filter(|(fit, _)| *fit == best).map(|(_, id)| *id).collect();
        Some(if best.len() == 1 { best[0] } else { self.dice.pick(&best) })
    }

    fn add_server(&mut self, listener: Id, client: Id, from: SocketAddr, to: SocketAddr) -> Id {
        let (kind, options) = match self.sockets.get(&listener) {
            Some(socket) => (socket.kind, socket.options),
            None => return 0,
        };
        let mut server = Socket::new(kind);
        let ipv6 = server.is_ipv6();
        server.local = Some(Address::Internet(as_seen(to, ipv6)));
        (server.options, server.open) = (options, false);
        let peer_address = Address::Internet(as_seen(from, ipv6));
        server.role = Role::Stream(Stream::new(client, peer_address, Some(listener)));
        let server = self.add(server);
        if let Some(queue) = self.queue(listener) {
            queue.halfway.push(server);
        }
        server
    }

    /// The client hears that somebody listens, and says that it has heard.
    pub(super) fn finish_client(&mut self, client: Id, server: Id) {
        let Some(socket) = self.sockets.get_mut(&client) else { return self.drop_unaccepted(server) };
        let Role::Connecting(to) = socket.role else { return };
        if !self.sockets.contains_key(&server) {
            // The listener was closed meanwhile.
            return self.refuse(client, libc::ECONNREFUSED);
        }
        let Some(socket) = self.sockets.get_mut(&client) else { return };
        socket.role = Role::Stream(Stream::new(server, Address::Internet(to), None));
        let kind = socket.kind;
        let Some(time) = self.transit(kind) else { return };
        let at = self.now.saturating_add(time);
        let Some(Role::Stream(stream)) = self.sockets.get_mut(&server).map(|socket| &mut socket.role) else {
            return;
        };
        // No byte arrives before this word.
        stream.inbox.latest = at;
        if let Some(listener) = stream.listener {
            self.plan_at(at, Plan::Enqueue { listener, server });
        }
    }

    pub(super) fn enqueue(&mut self, listener: Id, server: Id) {
        let Some(queue) = self.queue(listener) else { return };
        let Some(place) = queue.halfway.iter().position(|&id| id == server) else { return };
        queue.halfway.remove(place);
        queue.waiting.push_back(server);
    }

    /// The client hears that there will be no connection.
    pub(super) fn refuse(&mut self, client: Id, errno: libc::c_int) {
        let Some(socket) = self.sockets.get_mut(&client) else { return };
        if matches!(socket.role, Role::Connecting(_)) {
            socket.role = Role::Idle;
            socket.error = Some(errno);
        }
    }

    /// A listener is closed: those who waited are sent away.
    pub(super) fn abandon(&mut self, queue: Queue) {
        for server in queue.halfway.into_iter().chain(queue.waiting) {
            self.drop_unaccepted(server);
        }
    }

    /// Breaks a connection that nobody has accepted.
    fn drop_unaccepted(&mut self, server: Id) {
        let Some(socket) = self.sockets.remove(&server) else { return };
        let Role::Stream(stream) = socket.role else { return };
        if let Some(queue) = stream.listener.and_then(|listener| self.queue(listener)) {
            queue.halfway.retain(|&id| id != server);
            queue.waiting.retain(|&id| id != server);
        }
        self.close_stream(stream, true);
    }

    /// Connects to a Unix socket: at once, or not at all.
    pub(crate) fn connect_path(&mut self, client: Id, path: &Path) -> Answer<bool> {
        match self.socket(client)? {
            Socket { kind: Kind::Unix, role: Role::Idle, .. } => {}
            Socket { kind: Kind::Unix, .. } => return Err(libc::EISCONN),
            _ => return Err(libc::EAFNOSUPPORT),
        }
        let listener = self.at_path(path).ok_or(libc::ENOENT)?;
        let queue = self.queue(listener).ok_or(libc::ECONNREFUSED)?;
        if queue.is_full() {
            return Err(libc::EAGAIN);
        }
        let mut server = Socket::new(Kind::Unix);
        let own = Address::Unix(Some(path.to_owned()));
        (server.local, server.open) = (Some(own.clone()), false);
        server.role = Role::Stream(Stream::new(client, Address::Unix(None), Some(listener)));
        let server = self.add(server);
        if let Some(queue) = self.queue(listener) {
            queue.waiting.push_back(server);
        }
        self.socket(client)?.role = Role::Stream(Stream::new(server, own, None));
        Ok(true)
    }
}
