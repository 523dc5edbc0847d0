//! The BSDs and macOS: kqueue, level-triggered.
//!
//! Reading and writing are two filters, each registered by itself and told of by itself: an [`Interest`] of both takes two
//! changes, and brings two events, in any order. A small table by descriptor makes one of them again, as the contract has
//! it: it says what is registered, so that a second registration is an error and does not silently replace the first; and
//! where in the batch the descriptor's event is. The kernel drops both filters with the descriptor.

use super::bell::Bell;
use super::{Event, Interest, Poller, Ready, Token, Wake};
use crate::kqueue::{Filter, Flags, Kevent, Queue, change, sys};
use crate::{Error, Result};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::sync::Arc;
use std::time::Duration;

/// How many events one `kevent` brings at most; the rest comes with the next call.
const BATCH: usize = 512;

/// The kqueue backend.
pub struct Kqueue {
    queue: Queue,
    bell: Arc<Bell>,
    batch: Box<[Kevent]>,
    /// What is known of each descriptor, by its number.
    table: Vec<Entry>,
    /// The number of the latest wait.
    waits: u32,
}

#[derive(Clone, Copy)]
struct Entry {
    /// What is registered, and by which name.
    interest: Interest,
    token: Token,
    /// The wait that told of it last, and where among that wait's events.
    told: (u32, u32),
}

const VACANT: Entry = Entry { interest: Interest::NONE, token: Token(0), told: (0, 0) };

impl Kqueue {
    /// A new kqueue with a pipe for wake-ups.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left.
    pub fn new() -> Result<Kqueue> {
        let (queue, bell) = (Queue::new()?, Arc::new(Bell::new()?));
        let batch = vec![change(0, sys::EVFILT_READ, 0, 0); BATCH].into_boxed_slice();
        let mut poller = Kqueue { queue, bell: Arc::clone(&bell), batch, table: Vec::new(), waits: 0 };
        poller.add(bell.fd(), Token::WAKE, Interest::READ)?;
        Ok(poller)
    }

    fn entry(&mut self, fd: RawFd) -> &mut Entry {
        let place = fd as usize;
        if place >= self.table.len() {
            self.table.resize(place + 1, VACANT);
        }
        &mut self.table[place]
    }

    /// Adds or deletes one filter.
    fn control(&self, fd: RawFd, filter: Filter, flags: Flags, token: Token) -> Result<()> {
        self.queue.change(&change(fd, filter, flags, token.0))
    }

    /// Whether the kernel, too, still has what the table says: it may have dropped it when somebody else closed the
    /// descriptor, whose number is a newcomer's now. (To enable what is enabled changes nothing, but for the token.)
    fn is_registered(&mut self, fd: RawFd) -> bool {
        let Entry { interest, token, .. } = *self.entry(fd);
        let filter = if interest.read() { sys::EVFILT_READ } else { sys::EVFILT_WRITE };
        !interest.is_none() && self.control(fd, filter, sys::EV_ENABLE, token).is_ok()
    }

    /// Goes from what is registered to another interest, filter by filter. What fails does not keep the other filter.
    fn change_interest(&mut self, fd: RawFd, token: Token, new: Interest) -> Result<()> {
        let Entry { interest: old, token: old_token, .. } = *self.entry(fd);
        let (mut now, mut result) = (Interest::NONE, Ok(()));
        for (filter, which) in [(sys::EVFILT_READ, Interest::READ), (sys::EVFILT_WRITE, Interest::WRITE)] {
            let answer = match (old.includes(which), new.includes(which)) {
                (true, false) => self.control(fd, filter, sys::EV_DELETE, token),
                (true, true) if token == old_token => Ok(()),
                (_, true) => self.control(fd, filter, sys::EV_ADD, token),
                (false, false) => continue,
            };
            if answer.is_ok() && new.includes(which) {
                now |= which;
            }
            result = result.and(answer);
        }
        let entry = self.entry(fd);
        (entry.interest, entry.token) = (now, token);
        result
    }

    /// Notes one event among those of this wait: with the other one of the same descriptor, if that has been told.
    fn note(&mut self, event: Kevent, events: &mut Vec<Event>) {
        let (token, mut ready) = (Token(event.udata as usize as u64), ready(&event));
        let (waits, place) = (self.waits, events.len() as u32);
        let entry = self.entry(event.ident as RawFd);
        if entry.interest.read() && event.flags & sys::EV_EOF != 0 {
            // Whoever reads shall do so before a write finds nobody there: the last bytes may still be unread.
            ready |= Ready::READ;
        }
        match events.get_mut(entry.told.1 as usize) {
            Some(told) if entry.told.0 == waits && told.token == token => told.ready |= ready,
            _ => {
                entry.told = (waits, place);
                events.push(Event { token, ready });
            }
        }
    }
}

impl Poller for Kqueue {
    fn add(&mut self, fd: BorrowedFd<'_>, token: Token, interest: Interest) -> Result<()> {
        let fd = fd.as_raw_fd();
        if self.is_registered(fd) {
            return Err(Error::new("kevent", libc::EEXIST));
        }
        self.entry(fd).interest = Interest::NONE;
        self.change_interest(fd, token, interest).inspect_err(|_| {
            // Half a registration is none.
            let _ = self.change_interest(fd, token, Interest::NONE);
        })
    }

    fn modify(&mut self, fd: BorrowedFd<'_>, token: Token, _old: Interest, new: Interest) -> Result<()> {
        if self.entry(fd.as_raw_fd()).interest.is_none() {
            return Err(Error::new("kevent", libc::ENOENT));
        }
        self.change_interest(fd.as_raw_fd(), token, new)
    }

    fn remove(&mut self, fd: BorrowedFd<'_>, _old: Interest) -> Result<()> {
        if self.entry(fd.as_raw_fd()).interest.is_none() {
            return Err(Error::new("kevent", libc::ENOENT));
        }
        self.change_interest(fd.as_raw_fd(), Token(0), Interest::NONE)
    }

    /// The kernel drops the filters with the descriptor.
    fn forget(&mut self, fd: BorrowedFd<'_>, _old: Interest) {
        self.entry(fd.as_raw_fd()).interest = Interest::NONE;
    }

    fn wait(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> Result<()> {
        let count = match self.queue.wait(&mut self.batch, timeout) {
            Ok(count) => count,
            // The caller works out anew how long it may sleep, and calls again.
            Err(error) if error.interrupted() => return Ok(()),
            Err(error) => return Err(error),
        };
        self.waits = self.waits.wrapping_add(1);
        for place in 0..count {
            let event = self.batch[place];
            if event.udata as usize as u64 == Token::WAKE.0 {
                self.bell.silence();
            }
            self.note(event, events);
        }
        Ok(())
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.bell.clone()
    }

    fn renew(&mut self) -> Result<()> {
        // A child has no queue, and somebody else's descriptor may have its number.
        std::mem::forget(std::mem::replace(&mut self.queue, Queue::new()?));
        self.table.clear();
        self.bell.renew()?;
        let bell = Arc::clone(&self.bell);
        self.add(bell.fd(), Token::WAKE, Interest::READ)
    }

    /// A kqueue is readable while it has events to tell.
    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        Some(self.queue.as_fd())
    }

    fn name(&self) -> &'static str {
        "kqueue"
    }
}

/// What one event says. `EV_EOF` is told per direction, and only for one of them: our own shutdown ends the write
/// filter while the peer may still send, so it is no hang-up. The read or write that follows learns the truth.
fn ready(event: &Kevent) -> Ready {
    let mut ready = if event.filter == sys::EVFILT_WRITE { Ready::WRITE } else { Ready::READ };
    let over = event.flags & sys::EV_EOF != 0;
    if event.flags & sys::EV_ERROR != 0 || (over && event.fflags != 0) {
        ready |= Ready::ERROR;
    }
    ready
}
