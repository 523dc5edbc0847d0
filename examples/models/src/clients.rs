//! The other side: so many clients at once, each of which sends a message, waits until it is back, and sends the next.
//!
//! They are the same for every model and live in another process, so that what they cost is not on the model's bill.
//! Every byte that comes back is compared. A client sends and receives at the same time, so that no message is too
//! long.

use crate::{Error, Result, Work};
use evloop_ffi::poller::{Event, Interest, Poller, Token};
use evloop_ffi::socket::Socket;
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

/// How long nothing may happen at all, before the work is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many bytes are sent or received at once.
const CHUNK: usize = 32 << 10;

/// After so many bytes the pattern repeats: a prime number, so that no mistake of a round number of bytes goes unnoticed.
const PERIOD: usize = 65_521;

/// What the clients have met with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// From the first client's connecting to the last one's end.
    pub time: Duration,
    /// Clients that had all their messages back, and the end of the stream after them.
    pub done: usize,
    /// Bytes that came back as they were sent.
    pub verified: u64,
    /// Bytes that did not.
    pub corrupt: u64,
    /// How clients ended that ended early, and how many of them.
    pub lost: BTreeMap<String, usize>,
}

struct Client {
    socket: Socket,
    /// Where in the pattern its stream begins.
    start: usize,
    sent: u64,
    received: u64,
    /// As many bytes as it may have sent by now: whole messages.
    goal: u64,
    /// Whether it has had everything back, and has said that nothing more will come.
    has_ended: bool,
    /// Whether it pauses before its next message.
    pauses: bool,
    interest: Interest,
}

/// How things stand with a client that has done what could be done.
enum State {
    Waits,
    IsToPause,
    Done,
}

/// Runs the clients to their end against the server at `address`. `check` is asked now and then whether there is still a point in
/// waiting.
///
/// # Errors
/// When a call fails that is not about one connection, nothing has happened for 30 seconds, or `check` says so.
pub fn run(address: SocketAddr, work: &Work, mut check: impl FnMut() -> Result<()>) -> Result<Report> {
    let mut crowd = Crowd::new(work)?;
    let begin = Instant::now();
    for _ in 0..work.clients {
        crowd.connect(address, begin)?;
    }
    let (mut last_news, mut progress) = (Instant::now(), (0, 0));
    while crowd.left > 0 {
        if !crowd.turn()? {
            check()?;
        }
        let now = (crowd.report.verified, crowd.left);
        if now != progress {
            (last_news, progress) = (Instant::now(), now);
        }
        if last_news.elapsed() > PATIENCE {
            return Err(Error::Other(format!("{} clients have heard nothing for 30 seconds", crowd.left)));
        }
    }
    crowd.report.time = begin.elapsed();
    Ok(crowd.report)
}

struct Crowd<'a> {
    work: &'a Work,
    poller: Box<dyn Poller>,
    pattern: Vec<u8>,
    buffer: Vec<u8>,
    clients: Vec<Option<Client>>,
    left: usize,
    /// Who pauses, and until when: in that order, since all pause equally long.
    pauses: VecDeque<(Instant, usize)>,
    report: Report,
}

impl<'a> Crowd<'a> {
    fn new(work: &'a Work) -> Result<Crowd<'a>> {
        Ok(Crowd {
            work,
            poller: poller()?,
            pattern: pattern(),
            buffer: vec![0; CHUNK],
            clients: Vec::new(),
            left: 0,
            pauses: VecDeque::new(),
            report: Report::default(),
        })
    }

    fn connect(&mut self, address: SocketAddr, begin: Instant) -> Result<()> {
        let number = self.clients.len();
        let about = |error| Error::Other(format!("client {}: {error}", number + 1));
        let socket = Socket::stream_for(None, &address).map_err(about)?;
        socket.set_nodelay(true).map_err(about)?;
        socket.connect(&address).map_err(about)?;
        // When it is writable, it is connected, or not.
        self.poller.add(socket.as_fd(), Token(number as u64), Interest::BOTH).map_err(about)?;
        let start = number * 7919 % PERIOD;
        let client = Client {
            socket,
            start,
            sent: 0,
            received: 0,
            goal: 0,
            has_ended: false,
            pauses: true,
            interest: Interest::BOTH,
        };
        self.clients.push(Some(client));
        self.left += 1;
        // As if they had come by chance: spread over the time of a pause.
        let share = number as f64 / self.work.clients as f64;
        self.pauses.push_back((begin + self.work.pause.mul_f64(share), number));
        Ok(())
    }

    /// Waits for news and deals with it; whether there was any.
    fn turn(&mut self) -> Result<bool> {
        let now = Instant::now();
        let until = self.pauses.front().map(|(until, _)| until.saturating_duration_since(now));
        let mut events: Vec<Event> = Vec::new();
        self.poller.wait(Some(until.unwrap_or(Duration::from_secs(1))), &mut events)?;
        for event in &events {
            self.serve(event.token.0 as usize)?;
        }
        let now = Instant::now();
        let mut woken = false;
        while self.pauses.front().is_some_and(|(until, _)| *until <= now) {
            let Some((_, number)) = self.pauses.pop_front() else { break };
            woken = true;
            if let Some(Some(client)) = self.clients.get_mut(number) {
                if self.work.rounds > 0 {
                    client.goal += self.work.bytes;
                }
                client.pauses = false;
            }
            self.serve(number)?;
        }
        Ok(woken || !events.is_empty())
    }

    /// Does for a client what can be done now.
    fn serve(&mut self, number: usize) -> Result<()> {
        let Some(Some(client)) = self.clients.get_mut(number) else { return Ok(()) };
        match client.talk(self.work, &self.pattern, &mut self.buffer, &mut self.report) {
            Ok(State::Done) => self.leave(number, None),
            Err(reason) => self.leave(number, Some(reason)),
            Ok(state) => {
                if matches!(state, State::IsToPause) {
                    client.pauses = true;
                    self.pauses.push_back((Instant::now() + self.work.pause, number));
                }
                let wanted = if client.has_to_say(self.work) { Interest::BOTH } else { Interest::READ };
                let had = std::mem::replace(&mut client.interest, wanted);
                if had != wanted {
                    self.poller.modify(client.socket.as_fd(), Token(number as u64), had, wanted)?;
                }
            }
        }
        Ok(())
    }

    fn leave(&mut self, number: usize, reason: Option<String>) {
        let Some(client) = self.clients[number].take() else { return };
        self.poller.forget(client.socket.as_fd(), client.interest);
        self.left -= 1;
        match reason {
            None => self.report.done += 1,
            Some(reason) => *self.report.lost.entry(reason).or_default() += 1,
        }
    }
}

impl Client {
    /// Sends and receives what can be now.
    fn talk(
        &mut self,
        work: &Work,
        pattern: &[u8],
        buffer: &mut [u8],
        report: &mut Report,
    ) -> std::result::Result<State, String> {
        let total = work.stream_bytes();
        loop {
            self.send(pattern).map_err(|error| error.to_string())?;
            if self.received == total && !self.has_ended {
                match self.socket.shutdown_write() {
                    Ok(()) => self.has_ended = true,
                    // It is still connecting, or no more: receiving tells.
                    Err(error) if error.not_connected() => {}
                    Err(error) => return Err(error.to_string()),
                }
            }
            match self.socket.receive(buffer) {
                Ok(0) if self.has_ended => return Ok(State::Done),
                Ok(0) => return Err("the server has ended the stream".to_owned()),
                Ok(count) => self.compare(&buffer[..count], pattern, report)?,
                Err(error) if error.would_block() => return Ok(State::Waits),
                Err(error) => return Err(error.to_string()),
            }
            if self.received == self.goal && self.goal < total && !self.pauses {
                if !work.pause.is_zero() {
                    return Ok(State::IsToPause);
                }
                self.goal += work.bytes;
            }
        }
    }

    /// Whether it waits for room, or for its connection to stand.
    fn has_to_say(&self, work: &Work) -> bool {
        self.sent < self.goal || (self.received == work.stream_bytes() && !self.has_ended)
    }

    /// Sends until the message has left, or there is no room.
    fn send(&mut self, pattern: &[u8]) -> evloop_ffi::Result<()> {
        while self.sent < self.goal {
            let from = self.place(self.sent);
            let most = usize::try_from(self.goal - self.sent).unwrap_or(CHUNK).min(CHUNK);
            match self.socket.send(&pattern[from..from + most]) {
                Ok(count) => self.sent += count as u64,
                Err(error) if error.would_block() => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Compares what came back with what was sent.
    fn compare(
        &mut self,
        bytes: &[u8],
        pattern: &[u8],
        report: &mut Report,
    ) -> std::result::Result<(), String> {
        let from = self.place(self.received);
        self.received += bytes.len() as u64;
        if self.received > self.sent {
            report.corrupt += self.received - self.sent;
            return Err("more came back than was sent".to_owned());
        }
        let wrong = bytes.iter().zip(&pattern[from..]).filter(|(got, sent)| got != sent).count() as u64;
        report.verified += bytes.len() as u64 - wrong;
        report.corrupt += wrong;
        if wrong > 0 { Err("what came back is not what was sent".to_owned()) } else { Ok(()) }
    }

    fn place(&self, offset: u64) -> usize {
        (self.start + (offset % PERIOD as u64) as usize) % PERIOD
    }
}

/// Bytes that look random (an xorshift generator), long enough for a chunk from any place in the period.
fn pattern() -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    let mut bytes: Vec<u8> = (0..PERIOD).map(|_| next()).collect();
    bytes.extend_from_within(..PERIOD);
    bytes
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn poller() -> Result<Box<dyn Poller>> {
    Ok(Box::new(evloop_ffi::poller::Epoll::new()?))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn poller() -> Result<Box<dyn Poller>> {
    Ok(Box::new(evloop_ffi::poller::Kqueue::new()?))
}
