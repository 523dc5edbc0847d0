//! What all models have in common: who listens, who is connected, and the echo itself.
//!
//! A connection is a buffer that is filled and then emptied, never both: while something is left to send, nothing is
//! read. So a client that does not read holds up itself and nobody else, and a server's memory is bounded. *When* to
//! fill and to empty it, and how to learn of it, is the model's affair.

use crate::calls::Calls;
use crate::{Error, Result};
use evloop_ffi::poller::Interest;
use evloop_ffi::socket::Socket;
use std::collections::BTreeMap;
use std::fs::File;
use std::net::SocketAddr;
use std::ops::Range;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::thread;

/// How many bytes a connection reads at once, and holds at most.
pub const BUFFER: usize = 16 << 10;

/// How many connections the kernel keeps until they are accepted; it may allow fewer.
const BACKLOG: i32 = 4096;

/// How often the spare descriptor is tried for: as a thread begins, the C library opens files, and has it for a moment.
const PATIENCE: usize = 100_000;

/// A server on its way through a fixed piece of work: so many clients, each until it ends.
pub struct Server<'a> {
    calls: &'a Calls,
    listener: Socket,
    /// A descriptor to be closed when there is no other, so that a client can be taken and sent away.
    spare: Option<File>,
    /// By descriptor.
    connections: Vec<Option<Connection>>,
    expected: usize,
    tally: Tally,
}

/// What has become of the clients.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Accepted so far, those that were turned away among them.
    pub arrived: usize,
    /// Ended by themselves.
    pub served: usize,
    /// Broken off: reset, or failed otherwise.
    pub broken: usize,
    /// Sent away because there was no room.
    pub turned_away: usize,
    /// Why, and how often.
    pub reasons: BTreeMap<String, usize>,
}

struct Connection {
    socket: Socket,
    buffer: Vec<u8>,
    /// What of the buffer is still to be sent.
    unsent: Range<usize>,
}

/// Who has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A client; this is its descriptor.
    Client(RawFd),
    /// A client for whom there was no room.
    TurnedAway,
    /// Nobody.
    Nobody,
}

/// What one attempt at a connection came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Bytes were moved; there may be more to do.
    Moved,
    /// "Not now": the connection waits for what [`Server::wants`] tells.
    NotNow,
    /// The client has gone, and its descriptor with it.
    Gone,
}

impl<'a> Server<'a> {
    /// Listens on a free port of the loopback interface, without ever blocking.
    ///
    /// # Errors
    /// When a call fails.
    pub fn listen(expected: usize, calls: &'a Calls) -> Result<Server<'a>> {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = Socket::stream_for(None, &address)?;
        listener.bind(&address)?;
        // Those that it accepts inherit it: small answers leave at once.
        listener.set_nodelay(true)?;
        listener.listen(BACKLOG)?;
        let spare = File::open("/dev/null").ok();
        Ok(Server { calls, listener, spare, connections: Vec::new(), expected, tally: Tally::default() })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the call fails.
    pub fn address(&self) -> Result<SocketAddr> {
        Ok(self.listener.local_address()?)
    }

    /// The listening socket.
    pub fn listener(&self) -> &Socket {
        &self.listener
    }

    /// Its descriptor, by which models tell it from the clients'.
    pub fn listener_fd(&self) -> RawFd {
        self.listener.as_fd().as_raw_fd()
    }

    /// Whether clients are still to come.
    pub fn expects_more(&self) -> bool {
        self.tally.arrived < self.expected
    }

    /// How many clients there will have been.
    pub fn expected(&self) -> usize {
        self.expected
    }

    /// Whether all have come and gone.
    pub fn is_done(&self) -> bool {
        self.tally.served + self.tally.broken + self.tally.turned_away >= self.expected
    }

    /// What has become of the clients so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Takes one of those that wait.
    ///
    /// # Errors
    /// When the listening socket itself is at fault.
    pub fn accept(&mut self) -> Result<Arrival> {
        let accepted = self.calls.accept4(&self.listener);
        self.welcome(accepted)
    }

    /// Takes one, whose calls shall block; sleeps until there is one.
    ///
    /// # Errors
    /// As [`Server::accept`].
    pub fn accept_blocking(&mut self) -> Result<Arrival> {
        let accepted = self.calls.accept4_blocking(&self.listener);
        self.welcome(accepted)
    }

    /// What follows from the answer to an accept. When there is no descriptor left, one is given up for a moment, so that the
    /// client hears of it: else it would wait in the kernel's queue, and a level-triggered model would be told of it without end.
    ///
    /// # Errors
    /// As [`Server::accept`].
    pub fn welcome(&mut self, accepted: evloop_ffi::Result<Socket>) -> Result<Arrival> {
        match accepted {
            Ok(socket) => Ok(Arrival::Client(self.enter(socket))),
            Err(error) if error.would_block() || error.aborted() || error.interrupted() => {
                Ok(Arrival::Nobody)
            }
            Err(error) if error.out_of_resources() => self.send_one_away(error),
            Err(error) => Err(error.into()),
        }
    }

    fn enter(&mut self, socket: Socket) -> RawFd {
        let fd = socket.as_fd().as_raw_fd();
        if fd as usize >= self.connections.len() {
            self.connections.resize_with(fd as usize + 1, || None);
        }
        self.connections[fd as usize] = Some(Connection { socket, buffer: vec![0; BUFFER], unsent: 0..0 });
        self.tally.arrived += 1;
        fd
    }

    fn send_one_away(&mut self, reason: evloop_ffi::Error) -> Result<Arrival> {
        let Some(spare) = self.spare.take() else { return Err(reason.into()) };
        self.calls.close(spare);
        let mut accepted = self.calls.accept4(&self.listener);
        for _ in 0..PATIENCE {
            if !accepted.as_ref().is_err_and(evloop_ffi::Error::out_of_resources) {
                break;
            }
            thread::yield_now();
            accepted = self.calls.accept4(&self.listener);
        }
        let arrival = match accepted {
            Ok(socket) => {
                self.calls.close(socket);
                self.tally.arrived += 1;
                self.tally.turned_away += 1;
                self.note(reason.to_string());
                Ok(Arrival::TurnedAway)
            }
            // The kernel looks for a descriptor before it looks for a client.
            Err(error) if error.would_block() => Ok(Arrival::Nobody),
            Err(error) => Err(error.into()),
        };
        for _ in 0..PATIENCE {
            self.spare = self.calls.open_spare();
            if self.spare.is_some() {
                break;
            }
            thread::yield_now();
        }
        arrival
    }

    /// Sends away a client that was accepted already.
    pub fn turn_away(&mut self, fd: RawFd, reason: String) {
        if let Some(connection) = self.take(fd) {
            self.calls.close(connection);
            self.tally.turned_away += 1;
            self.note(reason);
        }
    }

    fn note(&mut self, reason: String) {
        *self.tally.reasons.entry(reason).or_default() += 1;
    }

    fn connection(&mut self, fd: RawFd) -> Option<&mut Connection> {
        self.connections.get_mut(fd as usize)?.as_mut()
    }

    /// A client's socket.
    ///
    /// # Errors
    /// When there is no such client.
    pub fn socket(&self, fd: RawFd) -> Result<BorrowedFd<'_>> {
        let connection = self.connections.get(fd as usize).and_then(Option::as_ref);
        connection.map(|connection| connection.socket.as_fd()).ok_or(Error::Gone(fd))
    }

    /// Gives a client's socket away, for a thread of its own, say. [`Server::finish`] is to be told how it went.
    pub fn take(&mut self, fd: RawFd) -> Option<Socket> {
        self.connections.get_mut(fd as usize)?.take().map(|connection| connection.socket)
    }

    /// The descriptors of all clients.
    pub fn clients(&self) -> Vec<RawFd> {
        (0..self.connections.len())
            .filter(|fd| self.connections[*fd].is_some())
            .map(|fd| fd as RawFd)
            .collect()
    }

    /// What a client waits for: room, if there is something left to send, else bytes.
    pub fn wants(&self, fd: RawFd) -> Interest {
        match self.connections.get(fd as usize) {
            Some(Some(connection)) if connection.unsent.is_empty() => Interest::READ,
            Some(Some(_)) => Interest::WRITE,
            _ => Interest::NONE,
        }
    }

    /// One attempt at a client: a read, if there is nothing left to send, and then a write.
    pub fn step(&mut self, fd: RawFd) -> Step {
        let calls = self.calls;
        // Who is not there has gone: news of it may come late.
        let Some(connection) = self.connection(fd) else { return Step::Gone };
        let result = connection.step(calls);
        match result {
            Ok(Step::Gone) => self.leave(fd, Ok(())),
            Ok(step) => step,
            Err(error) => self.leave(fd, Err(error)),
        }
    }

    /// Closes a client's socket, and notes how it went.
    pub fn leave(&mut self, fd: RawFd, outcome: evloop_ffi::Result<()>) -> Step {
        if let Some(socket) = self.take(fd) {
            self.calls.close(socket);
            self.finish(outcome);
        }
        Step::Gone
    }

    /// Notes how it went with a client whose socket was taken.
    pub fn finish(&mut self, outcome: evloop_ffi::Result<()>) {
        match outcome {
            Ok(()) => self.tally.served += 1,
            Err(error) => {
                self.tally.broken += 1;
                self.note(error.to_string());
            }
        }
    }

    /// Notes that a client whose socket was taken could not be served.
    pub fn give_up(&mut self, reason: String) {
        self.tally.turned_away += 1;
        self.note(reason);
    }
}

impl Connection {
    fn step(&mut self, calls: &Calls) -> evloop_ffi::Result<Step> {
        match self.try_step(calls) {
            Err(error) if error.would_block() => Ok(Step::NotNow),
            result => result,
        }
    }

    fn try_step(&mut self, calls: &Calls) -> evloop_ffi::Result<Step> {
        if self.unsent.is_empty() {
            let count = calls.recv(&self.socket, &mut self.buffer)?;
            if count == 0 {
                return Ok(Step::Gone);
            }
            self.unsent = 0..count;
        }
        self.unsent.start += calls.send(&self.socket, &self.buffer[self.unsent.clone()])?;
        Ok(Step::Moved)
    }
}
