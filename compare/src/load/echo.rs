//! Echoes: every connection stays open, has one message under way at a time, and compares every byte that comes back.

use super::client::{self, Account};
use super::outcome::Failure;
use super::pattern::Pattern;
use super::{Job, Outcome};
use crate::scenario::GREETING;
use evloop_ffi::poller::{Event, Interest, Poller, Token};
use evloop_ffi::socket::Socket;
use evloop_ffi::{Result, system};
use std::os::fd::AsFd;
use std::time::Duration;

const ROOM: usize = 64 * 1024;
/// So many connections are begun at a time: fewer than any server's queue holds, so that none has to knock twice.
const AT_A_TIME: usize = 64;
/// How long nothing may come of connecting.
const CONNECTING: Duration = Duration::from_secs(2);
/// How long we wait, after all that is measured, for the messages that are under way.
const FAREWELL: Duration = Duration::from_secs(2);

struct Conn {
    socket: Socket,
    interest: Interest,
    is_connected: bool,
    /// Bytes of the greeting that have come.
    greeted: usize,
    /// Where in the pattern the next byte to be sent and the next to come back are.
    send_at: usize,
    receive_at: usize,
    /// Bytes of the present message that are not yet sent, and not yet back.
    unsent: usize,
    missing: usize,
    began: Duration,
    is_over: bool,
}

struct Run<'a> {
    job: &'a Job,
    poller: Box<dyn Poller>,
    account: Account,
    pattern: Pattern,
    buffer: Vec<u8>,
    conns: Vec<Conn>,
    connected: usize,
    /// Those of which more can come.
    alive: usize,
}

pub(super) fn run(job: &Job) -> Result<Outcome> {
    let mut run = Run {
        job,
        poller: client::poller()?,
        account: Account::open(job),
        pattern: Pattern::new(job.size.max(ROOM)),
        buffer: vec![0; ROOM],
        conns: Vec::with_capacity(job.concurrency),
        connected: 0,
        alive: 0,
    };
    let mut events = Vec::new();
    run.connect(&mut events)?;
    run.account.start();
    // Those that were greeted while others connected have been waiting for this.
    for number in 0..run.conns.len() {
        if run.conns[number].is_idle() {
            run.next_message(number, system::monotonic());
            run.send_or_fail(number);
        }
    }
    while run.alive > 0 && !run.account.is_over(system::monotonic()) {
        run.turn(&mut events)?;
    }
    run.finish(&mut events)
}

impl Run<'_> {
    /// Opens the connections. Those that a server does not even take from its queue are left behind.
    fn connect(&mut self, events: &mut Vec<Event>) -> Result<()> {
        let mut deadline = system::monotonic() + CONNECTING;
        while self.connected < self.job.concurrency && system::monotonic() < deadline {
            while self.conns.len() < self.job.concurrency && self.conns.len() - self.connected < AT_A_TIME {
                let number = self.conns.len();
                let Some(socket) = client::connect(&mut *self.poller, self.job, number, Interest::BOTH)?
                else {
                    // Nobody listens, and nobody will.
                    self.account.failed(Failure::Refused);
                    return Ok(());
                };
                socket.set_nodelay(true)?;
                self.conns.push(Conn::new(socket, number));
                self.alive += 1;
            }
            let before = self.connected;
            self.turn(events)?;
            if self.connected > before {
                deadline = system::monotonic() + CONNECTING;
            }
        }
        Ok(())
    }

    fn turn(&mut self, events: &mut Vec<Event>) -> Result<()> {
        client::wait(&mut *self.poller, events)?;
        for event in &*events {
            // A number that is none of ours is the poller's own.
            let number = event.token.0 as usize;
            if self.conns.get(number).is_some_and(|conn| !conn.is_over) {
                self.serve(number, event);
            }
        }
        Ok(())
    }

    fn serve(&mut self, number: usize, event: &Event) {
        let conn = &mut self.conns[number];
        if event.ready.write() && !conn.is_connected {
            conn.is_connected = true;
            self.connected += 1;
        }
        if event.ready.read()
            && let Err(failure) = self.receive(number)
        {
            return self.give_up(number, failure);
        }
        self.send_or_fail(number);
    }

    fn send_or_fail(&mut self, number: usize) {
        if let Err(failure) = self.send(number) {
            return self.give_up(number, failure);
        }
        let conn = &mut self.conns[number];
        let interest = if conn.unsent > 0 { Interest::BOTH } else { Interest::READ };
        if interest != conn.interest && conn.is_connected {
            // It was registered just so; should it fail, room to write wakes us in vain.
            let _ = self.poller.modify(conn.socket.as_fd(), Token(number as u64), conn.interest, interest);
            conn.interest = interest;
        }
    }

    fn give_up(&mut self, number: usize, failure: Failure) {
        self.account.failed(failure);
        let conn = &mut self.conns[number];
        conn.is_over = true;
        self.alive -= 1;
        // Its descriptor stays open until the end, so the poller has to be told.
        let _ = self.poller.remove(conn.socket.as_fd(), conn.interest);
    }

    fn receive(&mut self, number: usize) -> std::result::Result<(), Failure> {
        loop {
            let conn = &mut self.conns[number];
            let count = match conn.socket.receive(&mut self.buffer) {
                Ok(0) => return Err(Failure::Short),
                Ok(count) => count,
                Err(error) => return client::judge(&error).map_or(Ok(()), Err),
            };
            let mut bytes = &self.buffer[..count];
            if conn.greeted < GREETING.len() {
                let (greeting, rest) = bytes.split_at(bytes.len().min(GREETING.len() - conn.greeted));
                if *greeting != GREETING[conn.greeted..conn.greeted + greeting.len()] {
                    return Err(Failure::Wrong);
                }
                conn.greeted += greeting.len();
                bytes = rest;
            }
            let is_expected = bytes.len() <= conn.missing - conn.unsent
                && *bytes == *self.pattern.at(conn.receive_at, bytes.len());
            if !is_expected {
                return Err(Failure::Wrong);
            }
            conn.receive_at = Pattern::advance(conn.receive_at, bytes.len());
            conn.missing -= bytes.len();
            if conn.greeted == GREETING.len() && conn.missing == 0 {
                let now = system::monotonic();
                if !bytes.is_empty() {
                    self.account.answered(conn.began, now);
                }
                self.next_message(number, now);
            }
            // Less than there was room for: that was all.
            if count < ROOM {
                return Ok(());
            }
        }
    }

    fn next_message(&mut self, number: usize, now: Duration) {
        if self.account.take() {
            let conn = &mut self.conns[number];
            (conn.unsent, conn.missing, conn.began) = (self.job.size, self.job.size, now);
        }
    }

    fn send(&mut self, number: usize) -> std::result::Result<(), Failure> {
        let conn = &mut self.conns[number];
        while conn.unsent > 0 {
            match conn.socket.send(self.pattern.at(conn.send_at, conn.unsent)) {
                Ok(count) => {
                    conn.send_at = Pattern::advance(conn.send_at, count);
                    conn.unsent -= count;
                }
                Err(error) => return client::judge(&error).map_or(Ok(()), Err),
            }
        }
        Ok(())
    }

    /// Waits for what is under way, so that its bytes are compared as well, and closes the account.
    fn finish(mut self, events: &mut Vec<Event>) -> Result<Outcome> {
        let end = system::monotonic();
        let under_way: Vec<Duration> = self
            .conns
            .iter()
            .filter(|conn| conn.missing > 0 && !conn.is_over)
            .map(|conn| conn.began)
            .collect();
        self.account.stop(end, under_way.into_iter());
        let is_late = |conn: &Conn| conn.missing > 0 && !conn.is_over;
        while self.conns.iter().any(is_late) && system::monotonic() < end + FAREWELL {
            self.turn(events)?;
        }
        let lost = self.conns.iter().filter(|conn| is_late(conn)).count();
        let served = self.conns.iter().filter(|conn| conn.greeted > 0 || conn.is_over).count();
        Ok(self.account.close((self.job.concurrency - served) as u64, lost as u64))
    }
}

impl Conn {
    /// Whether it could send a message.
    fn is_idle(&self) -> bool {
        self.greeted == GREETING.len() && self.missing == 0 && !self.is_over
    }

    fn new(socket: Socket, number: usize) -> Conn {
        let place = Pattern::entry(number);
        Conn {
            socket,
            interest: Interest::BOTH,
            is_connected: false,
            greeted: 0,
            send_at: place,
            receive_at: place,
            unsent: 0,
            missing: 0,
            began: system::monotonic(),
            is_over: false,
        }
    }
}
