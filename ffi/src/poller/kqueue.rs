//! The BSDs and macOS: kqueue, level-triggered.
//!
//! Reading and writing are two filters, each registered by itself, so an [`Interest`] of both takes two changes.
//! The kernel drops both with the descriptor.

use super::bell::Bell;
use super::{Event, Interest, Poller, Ready, Token, Wake};
use crate::kqueue::{Filter, Flags, Kevent, Queue, change, sys};
use crate::{Result, system};
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
}

impl Kqueue {
    /// A new kqueue with a pipe for wake-ups.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left.
    pub fn new() -> Result<Kqueue> {
        let (queue, bell) = (Queue::new()?, Arc::new(Bell::new()?));
        let batch = vec![change(0, sys::EVFILT_READ, 0, 0); BATCH].into_boxed_slice();
        let mut poller = Kqueue { queue, bell: Arc::clone(&bell), batch };
        poller.add(bell.fd(), Token::WAKE, Interest::READ)?;
        Ok(poller)
    }

    /// Adds or deletes one filter.
    fn control(&self, fd: RawFd, filter: Filter, flags: Flags, token: Token) -> Result<()> {
        self.queue.change(&change(fd, filter, flags, token.0))
    }

    /// Goes from one interest to another, filter by filter.
    fn change_interest(&self, fd: RawFd, token: Token, old: Interest, new: Interest) -> Result<()> {
        let filters =
            [(sys::EVFILT_READ, old.read(), new.read()), (sys::EVFILT_WRITE, old.write(), new.write())];
        for (filter, before, after) in filters {
            if before && !after {
                self.control(fd, filter, sys::EV_DELETE, token)?;
            } else if after && !before {
                self.control(fd, filter, sys::EV_ADD, token)?;
            }
        }
        Ok(())
    }
}

impl Poller for Kqueue {
    fn add(&mut self, fd: BorrowedFd<'_>, token: Token, interest: Interest) -> Result<()> {
        self.change_interest(fd.as_raw_fd(), token, Interest::NONE, interest)
    }

    fn modify(&mut self, fd: BorrowedFd<'_>, token: Token, old: Interest, new: Interest) -> Result<()> {
        self.change_interest(fd.as_raw_fd(), token, old, new)
    }

    fn remove(&mut self, fd: BorrowedFd<'_>, old: Interest) -> Result<()> {
        self.change_interest(fd.as_raw_fd(), Token(0), old, Interest::NONE)
    }

    /// The kernel drops the filters with the descriptor.
    fn forget(&mut self, _fd: BorrowedFd<'_>, _old: Interest) {}

    fn wait(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> Result<()> {
        let count = match self.queue.wait(&mut self.batch, timeout) {
            Ok(count) => count,
            // The caller works out anew how long it may sleep, and calls again.
            Err(error) if error.interrupted() => return Ok(()),
            Err(error) => return Err(error),
        };
        for event in &self.batch[..count] {
            let token = Token(event.udata as usize as u64);
            if token == Token::WAKE {
                self.bell.silence();
            }
            events.push(Event { token, ready: ready(event) });
        }
        Ok(())
    }

    fn now(&self) -> Duration {
        system::monotonic()
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.bell.clone()
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
