//! Linux: epoll, edge-triggered, made to keep the level-triggered promise.
//!
//! An edge is told once: when something *becomes* ready. Whoever does not drain it there and then (a stream that has
//! had its four reads of the turn, a listener that takes one connection at a time, a watch that looks later) would
//! never hear of the rest. So this poller keeps a ready list of its own. Whatever was told, or may be ready for a
//! newly asked-for direction, is on it; and before each sleep one `poll` without waiting asks the kernel which of
//! those still are. The invariant that loses nothing:
//!
//! > A registered descriptor is either on the list, or was found not ready for what is asked of it: then its next
//! > change is an edge, and an edge puts it on the list.
//!
//! What is gained: every descriptor is registered once, for both directions, and a change of interest costs no system
//! call. What it costs: one `poll` in a turn after somebody was ready.

use super::bell::Bell;
use super::epoll::Instance;
use super::poll::{entry, poll_now};
use super::{Event, Interest, Poller, Ready, Token, Wake, are_descriptors_shared};
use crate::{Error, Result};
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::sync::Arc;
use std::time::Duration;

/// Both directions, by edges.
const EDGES: u32 = (libc::EPOLLIN | libc::EPOLLOUT | libc::EPOLLET) as u32;

/// The bell's reading side only: that its counter could be increased is no news.
const RINGING: u32 = (libc::EPOLLIN | libc::EPOLLET) as u32;

/// The edge-triggered epoll backend.
pub struct EpollEdge {
    instance: Instance,
    bell: Arc<Bell>,
    /// What is known of each descriptor, by its number.
    table: Vec<Entry>,
    /// Who may be ready. Those that left the table meanwhile go at the next question.
    list: Vec<RawFd>,
    /// How many registrations there have been: tells a descriptor from a namesake, for as long as a late event may
    /// linger.
    serial: u32,
    question: Vec<libc::pollfd>,
}

#[derive(Clone, Copy)]
struct Entry {
    token: Token,
    /// NONE: not registered.
    interest: Interest,
    serial: u32,
    listed: bool,
}

const VACANT: Entry = Entry { token: Token(0), interest: Interest::NONE, serial: 0, listed: false };

impl EpollEdge {
    /// A new epoll instance with its eventfd for wake-ups.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left.
    pub fn new() -> Result<EpollEdge> {
        let (instance, bell) = (Instance::new()?, Arc::new(Bell::new()?));
        instance.control(libc::EPOLL_CTL_ADD, bell.fd().as_raw_fd(), RINGING, Token::WAKE.0)?;
        Ok(EpollEdge { instance, bell, table: Vec::new(), list: Vec::new(), serial: 0, question: Vec::new() })
    }

    fn entry(&mut self, fd: BorrowedFd<'_>) -> &mut Entry {
        let place = fd.as_raw_fd() as usize;
        if place >= self.table.len() {
            self.table.resize(place + 1, VACANT);
        }
        &mut self.table[place]
    }

    /// Asks which of the list are still ready, tells of them, and forgets the others.
    fn ask_list(&mut self, events: &mut Vec<Event>) -> Result<()> {
        self.question.clear();
        for fd in self.list.drain(..) {
            let entry_of_fd = &mut self.table[fd as usize];
            entry_of_fd.listed = false;
            if !entry_of_fd.interest.is_none() {
                self.question.push(entry(fd, entry_of_fd.interest));
            }
        }
        if self.question.is_empty() {
            return Ok(());
        }
        let answer = poll_now(&mut self.question);
        for asked in &self.question {
            // Of a question that failed nobody knows the answer, so all stay on the list.
            if answer.is_err() || asked.revents != 0 {
                let known = &mut self.table[asked.fd as usize];
                known.listed = true;
                self.list.push(asked.fd);
                if answer.is_ok() {
                    events.push(Event { token: known.token, ready: super::poll::ready(asked.revents) });
                }
            }
        }
        answer
    }
}

impl Poller for EpollEdge {
    fn add(&mut self, fd: BorrowedFd<'_>, token: Token, interest: Interest) -> Result<()> {
        self.serial = self.serial.wrapping_add(1);
        let (serial, number) = (self.serial, fd.as_raw_fd());
        // A descriptor that is ready already brings an edge at once.
        let exclusive = if interest.exclusive() { libc::EPOLLEXCLUSIVE as u32 } else { 0 };
        self.instance.control(libc::EPOLL_CTL_ADD, number, EDGES | exclusive, data(serial, number))?;
        let entry = self.entry(fd);
        *entry = Entry { token, interest, serial, listed: entry.listed };
        Ok(())
    }

    /// The edge of the new direction may have passed unheard: it is asked for at the next wait.
    fn modify(&mut self, fd: BorrowedFd<'_>, token: Token, _old: Interest, new: Interest) -> Result<()> {
        let entry = self.entry(fd);
        if entry.interest.is_none() {
            return Err(Error::new("epoll_ctl", libc::ENOENT));
        }
        (entry.token, entry.interest) = (token, new);
        if !std::mem::replace(&mut entry.listed, true) {
            self.list.push(fd.as_raw_fd());
        }
        Ok(())
    }

    fn remove(&mut self, fd: BorrowedFd<'_>, _old: Interest) -> Result<()> {
        self.entry(fd).interest = Interest::NONE;
        self.instance.control(libc::EPOLL_CTL_DEL, fd.as_raw_fd(), 0, 0)
    }

    /// The kernel drops a registration with the last descriptor of its open file.
    fn forget(&mut self, fd: BorrowedFd<'_>, _old: Interest) {
        self.entry(fd).interest = Interest::NONE;
        if are_descriptors_shared() {
            let _ = self.instance.control(libc::EPOLL_CTL_DEL, fd.as_raw_fd(), 0, 0);
        }
    }

    fn wait(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> Result<()> {
        let before = events.len();
        match self.ask_list(events) {
            Ok(()) => {}
            // Nobody knows who is ready, so this is no time to sleep. The caller calls again.
            Err(error) if error.interrupted() => return Ok(()),
            Err(error) => return Err(error),
        }
        let timeout = if events.len() > before { Some(Duration::ZERO) } else { timeout };
        let mut woken = false;
        let count = self.instance.wait(timeout)?;
        for edge in self.instance.events(count) {
            if edge.u64 == Token::WAKE.0 {
                woken = true;
                events.push(Event { token: Token::WAKE, ready: Ready::READ });
                continue;
            }
            let (serial, fd) = parts(edge.u64);
            let Some(entry) = self.table.get_mut(fd as usize) else { continue };
            let ready = Ready::from_bits(edge.events).within(entry.interest);
            // Who is on the list has been told of already in this wait.
            if entry.serial == serial && !entry.listed && !ready.is_empty() {
                entry.listed = true;
                self.list.push(fd);
                events.push(Event { token: entry.token, ready });
            }
        }
        if woken {
            self.bell.silence();
        }
        Ok(())
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.bell.clone()
    }

    fn renew(&mut self) -> Result<()> {
        self.instance = Instance::new()?;
        self.bell.renew()?;
        self.table.clear();
        self.list.clear();
        self.instance.control(libc::EPOLL_CTL_ADD, self.bell.fd().as_raw_fd(), RINGING, Token::WAKE.0)
    }

    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        Some(self.instance.descriptor())
    }

    /// The kernel has told its edges; whoever is on the list may be ready nevertheless.
    fn is_restless(&self) -> bool {
        !self.list.is_empty()
    }

    fn registers_by(&self, old: Interest, new: Interest) -> Option<&'static str> {
        (old.is_none() || new.is_none()).then_some("epoll_ctl")
    }

    fn name(&self) -> &'static str {
        "epoll-edge"
    }
}

/// What the kernel keeps for us with a registration. Never the token of a wake-up, since no descriptor is negative.
fn data(serial: u32, fd: RawFd) -> u64 {
    u64::from(serial) << 32 | fd as u64
}

fn parts(data: u64) -> (u32, RawFd) {
    ((data >> 32) as u32, data as u32 as RawFd)
}
