//! A standing connection: writing, reading, half-close, reset and close.

use super::Answer;
use super::inbox::Inbox;
use super::network::Network;
use super::socket::{Address, Id, Kind, Role, Socket};
use super::world::{Plan, State};
use crate::poller::Ready;
use std::collections::BTreeMap;
use std::io::IoSlice;
use std::time::Duration;

/// After how long the first loss is noticed and the packet sent again (Linux' least), and how often it is tried.
const RETRY: Duration = Duration::from_millis(200);
const MOST_RETRY: Duration = Duration::from_secs(120);
const RETRIES: u32 = 15;

/// One end of a connection.
pub(super) struct Stream {
    pub(super) peer: Id,
    pub(super) peer_address: Address,
    pub(super) inbox: Inbox,
    /// The listener whom it has not reached yet, or in whose queue it waits.
    pub(super) listener: Option<Id>,
    ended: bool,
    /// The connection is broken: nothing goes in or out.
    broken: bool,
    /// How much we have written to a peer that is gone: it fills the buffer until we hear so.
    to_nobody: usize,
}

impl Stream {
    pub(super) fn new(peer: Id, peer_address: Address, listener: Option<Id>) -> Stream {
        let inbox = Inbox::default();
        Stream { peer, peer_address, inbox, listener, ended: false, broken: false, to_nobody: 0 }
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    /// What poll(2) would say. Like Linux, it calls room what is worth a write: a third of the buffer.
    pub(super) fn ready(&self, sockets: &BTreeMap<Id, Socket>, network: &Network) -> Ready {
        let mut ready = Ready::default();
        if self.inbox.waiting() > 0 || self.inbox.ended || self.broken {
            ready |= Ready::READ;
        }
        let peer = sockets.get(&self.peer).and_then(Socket::stream).filter(|peer| !peer.broken);
        let flying = peer.map_or(self.to_nobody, |peer| peer.inbox.flying);
        if self.ended || self.broken || flying * 3 <= network.send_buffer * 2 {
            ready |= Ready::WRITE;
        }
        if self.broken || (self.ended && self.inbox.ended) {
            ready |= Ready::HANGUP;
        }
        ready
    }
}

impl State {
    fn stream(&mut self, id: Id) -> Answer<&mut Stream> {
        match &mut self.socket(id)?.role {
            Role::Stream(stream) => Ok(stream),
            _ => Err(libc::ENOTCONN),
        }
    }

    /// How long a packet of a connection needs, with all attempts; `None` if it never arrives.
    pub(super) fn transit(&mut self, kind: Kind) -> Option<Duration> {
        if kind == Kind::Unix {
            return Some(Duration::ZERO);
        }
        let (mut time, mut pause) = (self.dice.within(&self.network.delay), RETRY);
        for _ in 0..=RETRIES {
            if !self.dice.chance(self.network.loss) {
                return Some(time);
            }
            time += pause;
            pause = MOST_RETRY.min(pause * 2);
        }
        None
    }

    /// When a packet arrives that is sent to `to` now: not before those that were sent earlier.
    fn arrival(&mut self, to: Id) -> Option<Duration> {
        let time = self.transit(self.sockets.get(&to)?.kind)?;
        let latest = self.stream(to).ok()?.inbox.latest;
        Some(latest.max(self.now.saturating_add(time)))
    }

    /// Whether a call that could do something says that it cannot.
    pub(super) fn hesitate(&mut self) -> Answer<()> {
        match self.dice.chance(self.network.hesitation) {
            true => Err(self.dice.pick(&[libc::EAGAIN, libc::EINTR])),
            false => Ok(()),
        }
    }

    /// How many of so many bytes a call takes.
    fn shorten(&mut self, count: usize) -> usize {
        match count > 1 && self.dice.chance(self.network.short_calls) {
            true => 1 + self.dice.below(count),
            false => count,
        }
    }

    pub(crate) fn send(&mut self, id: Id, pieces: &[IoSlice<'_>]) -> Answer<usize> {
        self.check_writable(id)?;
        let offered: usize = pieces.iter().map(|piece| piece.len()).sum();
        if offered == 0 {
            return Ok(0);
        }
        self.hesitate()?;
        let peer = self.stream(id)?.peer;
        let capacity = self.network.send_buffer;
        let flying = match self.stream(peer) {
            Ok(peer) if !peer.broken => peer.inbox.flying,
            _ => return self.send_to_nobody(id, offered),
        };
        if flying >= capacity {
            return Err(libc::EAGAIN);
        }
        let count = self.shorten(offered.min(capacity - flying));
        if self.dice.chance(self.network.breaks) {
            self.plan_break(id, libc::ECONNRESET);
            self.plan_break(peer, libc::ECONNRESET);
        }
        match self.arrival(peer) {
            Some(at) => self.fly(peer, at, pieces, count),
            None => self.give_up(id),
        }
        Ok(count)
    }

    /// The error that a write meets before it is looked at.
    fn check_writable(&mut self, id: Id) -> Answer<()> {
        let (ended, broken) = self.stream(id).map(|stream| (stream.ended, stream.broken))?;
        match self.socket(id)?.error.take() {
            Some(errno) => Err(errno),
            None if ended || broken => Err(libc::EPIPE),
            None => Ok(()),
        }
    }

    fn fly(&mut self, peer: Id, at: Duration, pieces: &[IoSlice<'_>], count: usize) {
        let mut bytes = Vec::with_capacity(count);
        for piece in pieces {
            bytes.extend_from_slice(&piece[..piece.len().min(count - bytes.len())]);
        }
        if let Ok(stream) = self.stream(peer) {
            stream.inbox.send(at, bytes);
        }
        self.arrive(peer, at);
    }

    /// What is under way to `id` until then comes in: now, or when it is time.
    fn arrive(&mut self, id: Id, at: Duration) {
        match at <= self.now {
            true => self.settle(id),
            false => self.plan_at(at, Plan::Arrival(id)),
        }
    }

    /// The peer has closed, or been cut off. It will say so, unless this is a Unix socket, which knows.
    fn send_to_nobody(&mut self, id: Id, offered: usize) -> Answer<usize> {
        if self.socket(id)?.kind == Kind::Unix {
            return Err(libc::EPIPE);
        }
        let capacity = self.network.send_buffer;
        let stream = self.stream(id)?;
        let before = stream.to_nobody;
        let count = offered.min(capacity.saturating_sub(before));
        stream.to_nobody += count;
        if count == 0 {
            return Err(libc::EAGAIN);
        }
        if before == 0 {
            let there_and_back =
                self.dice.within(&self.network.delay) + self.dice.within(&self.network.delay);
            self.plan(there_and_back, Plan::Break(id, libc::ECONNRESET));
        }
        Ok(count)
    }

    pub(crate) fn receive(&mut self, id: Id, buffer: &mut [u8]) -> Answer<usize> {
        self.settle(id);
        let waiting = self.stream(id)?.inbox.waiting();
        if waiting > 0 && !buffer.is_empty() {
            self.hesitate()?;
            let count = self.shorten(waiting.min(buffer.len()));
            let count = self.stream(id)?.inbox.take(&mut buffer[..count]);
            self.settle(id);
            return Ok(count);
        }
        let (ended, broken) = self.stream(id).map(|stream| (stream.inbox.ended, stream.broken))?;
        match self.socket(id)?.error {
            _ if ended => Ok(0),
            Some(_) => Err(self.socket(id)?.error.take().unwrap_or(libc::EIO)),
            None if broken => Ok(0),
            None => Err(libc::EAGAIN),
        }
    }

    /// Takes in what has arrived at an end.
    pub(super) fn settle(&mut self, id: Id) {
        let (now, room_for) = (self.now, self.network.receive_buffer.max(1));
        if let Ok(stream) = self.stream(id) {
            stream.inbox.settle(now, room_for);
        }
    }

    /// Says that no more comes.
    pub(crate) fn shutdown_write(&mut self, id: Id) -> Answer<()> {
        let stream = self.stream(id)?;
        if stream.broken {
            return Err(libc::ENOTCONN);
        }
        let (peer, before) = (stream.peer, std::mem::replace(&mut stream.ended, true));
        if !before && !self.send_end(peer) {
            self.give_up(id);
        }
        Ok(())
    }

    /// Sends the end of the stream; whether it ever arrives. At nobody it needs not.
    fn send_end(&mut self, peer: Id) -> bool {
        if self.stream(peer).map_or(true, |peer| peer.broken) {
            return true;
        }
        let Some(at) = self.arrival(peer) else { return false };
        if let Ok(stream) = self.stream(peer) {
            stream.inbox.end(at);
        }
        self.arrive(peer, at);
        true
    }

    /// Nothing gets through: after all attempts, the sender hears so.
    fn give_up(&mut self, id: Id) {
        self.plan(MOST_RETRY * RETRIES, Plan::Break(id, libc::ETIMEDOUT));
    }

    /// What is left to do for an end that is closed: the peer hears the end of the stream; or of a reset, if it was asked
    /// for, or if there are bytes that nobody will read.
    pub(super) fn close_stream(&mut self, stream: Stream, reset: bool) {
        if stream.broken {
            return;
        }
        if reset || stream.inbox.waiting() > 0 {
            return self.plan_break(stream.peer, libc::ECONNRESET);
        }
        if !stream.ended {
            // If it does not get through, there is nobody left to be told.
            self.send_end(stream.peer);
        }
        if let Some(at) = stream.inbox.first_bytes() {
            let at = at.max(self.now) + self.dice.within(&self.network.delay);
            self.plan_at(at, Plan::Break(stream.peer, libc::ECONNRESET));
        }
    }

    /// Sends a reset on its way. It may overtake bytes, which are lost then.
    pub(super) fn plan_break(&mut self, id: Id, errno: libc::c_int) {
        let Some(socket) = self.sockets.get(&id) else { return };
        let unix = socket.kind == Kind::Unix;
        let delay = if unix { Duration::ZERO } else { self.dice.within(&self.network.delay) };
        self.plan(delay, Plan::Break(id, errno));
    }

    /// A reset arrives: what has arrived can still be read, the rest is lost.
    pub(super) fn break_stream(&mut self, id: Id, errno: libc::c_int) {
        self.settle(id);
        let Ok(stream) = self.stream(id) else { return };
        if std::mem::replace(&mut stream.broken, true) {
            return;
        }
        stream.inbox.cut();
        // Who has read the peer's end reads no error after it, only writing fails (tcp_reset of Linux).
        let errno = if stream.inbox.ended { libc::EPIPE } else { errno };
        self.sockets.entry(id).and_modify(|socket| socket.error = Some(errno));
    }
}
