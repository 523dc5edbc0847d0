//! The BSDs and macOS: kqueue, level-triggered.
//!
//! Reading and writing are two filters, each registered by itself, so an [`Interest`] of both takes two changes.
//! The kernel drops both with the descriptor.

use super::bell::Bell;
use super::{Event, Interest, Poller, Ready, Token, Wake};
use crate::error::check;
use crate::{Result, io, system};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::sync::Arc;
use std::time::Duration;
use std::{mem, ptr};

/// How many events one `kevent` brings at most; the rest comes with the next call.
const BATCH: usize = 512;

/// How long one `kevent` sleeps at most: some kernels refuse times of years. The loop then sleeps again.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

// The fields of `kevent` differ in type from system to system; these are the types of this one.
#[cfg(target_os = "netbsd")]
mod field {
    pub(super) type Filter = u32;
    pub(super) type Flags = u32;
}
#[cfg(not(target_os = "netbsd"))]
mod field {
    pub(super) type Filter = i16;
    pub(super) type Flags = u16;
}

// What the kernel believes a kevent to look like. A libc binding that disagrees must not compile.
#[cfg(target_os = "freebsd")]
const _: () = assert!(mem::size_of::<libc::kevent>() == 64);
#[cfg(target_os = "netbsd")]
const _: () = assert!(mem::size_of::<libc::kevent>() == 40 && libc::EVFILT_READ == 0);
#[cfg(any(target_os = "openbsd", target_os = "dragonfly", target_vendor = "apple"))]
const _: () = assert!(mem::size_of::<libc::kevent>() == 32);

/// The kqueue backend.
pub struct Kqueue {
    queue: OwnedFd,
    bell: Arc<Bell>,
    batch: Box<[libc::kevent]>,
}

impl Kqueue {
    /// A new kqueue with a pipe for wake-ups.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left.
    pub fn new() -> Result<Kqueue> {
        // SAFETY: kqueue(2) takes nothing and touches no memory of ours.
        let raw = check("kqueue", || unsafe { libc::kqueue() })?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        let queue = unsafe { OwnedFd::from_raw_fd(raw) };
        io::set_cloexec(&queue)?;
        let bell = Arc::new(Bell::new()?);
        let batch = vec![change(0, libc::EVFILT_READ, 0, Token(0)); BATCH].into_boxed_slice();
        let mut poller = Kqueue { queue, bell: Arc::clone(&bell), batch };
        poller.add(bell.fd(), Token::WAKE, Interest::READ)?;
        Ok(poller)
    }

    /// Adds or deletes one filter.
    fn control(&self, fd: RawFd, filter: field::Filter, flags: field::Flags, token: Token) -> Result<()> {
        let change = change(fd, filter, flags, token);
        // SAFETY: one change is given and the count says one; no room for events is offered.
        let call =
            || unsafe { libc::kevent(self.queue.as_raw_fd(), &change, 1, ptr::null_mut(), 0, ptr::null()) };
        check("kevent", call)?;
        Ok(())
    }

    /// Goes from one interest to another, filter by filter.
    fn change_interest(&self, fd: RawFd, token: Token, old: Interest, new: Interest) -> Result<()> {
        let filters =
            [(libc::EVFILT_READ, old.read(), new.read()), (libc::EVFILT_WRITE, old.write(), new.write())];
        for (filter, before, after) in filters {
            if before && !after {
                self.control(fd, filter, libc::EV_DELETE, token)?;
            } else if after && !before {
                self.control(fd, filter, libc::EV_ADD, token)?;
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
        let timeout = timeout.map(|timeout| timespec(timeout.min(LONGEST)));
        let timeout = timeout.as_ref().map_or(ptr::null(), ptr::from_ref);
        let (queue, batch, room) = (self.queue.as_raw_fd(), self.batch.as_mut_ptr(), self.batch.len());
        // SAFETY: the batch has room for as many events as the call is told; the time is valid or null.
        let sleep = || unsafe { libc::kevent(queue, ptr::null(), 0, batch, room as _, timeout) };
        let count = match check("kevent", sleep) {
            Ok(count) => count as usize,
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

    fn name(&self) -> &'static str {
        "kqueue"
    }
}

fn change(fd: RawFd, filter: field::Filter, flags: field::Flags, token: Token) -> libc::kevent {
    // SAFETY: kevent is plain old data, for which all-zero is a valid value.
    let mut change: libc::kevent = unsafe { mem::zeroed() };
    change.ident = fd as _;
    change.filter = filter;
    change.flags = flags;
    // A token is a number, not an address; it travels in the pointer's place.
    change.udata = token.0 as usize as _;
    change
}

/// What one event says. `EV_EOF` is told per direction, and only for one of them: our own shutdown ends the write
/// filter while the peer may still send, so it is no hang-up. The read or write that follows learns the truth.
fn ready(event: &libc::kevent) -> Ready {
    let mut ready = if event.filter == libc::EVFILT_WRITE { Ready::WRITE } else { Ready::READ };
    let over = event.flags & libc::EV_EOF != 0;
    if event.flags & libc::EV_ERROR != 0 || (over && event.fflags != 0) {
        ready |= Ready::ERROR;
    }
    ready
}

fn timespec(time: Duration) -> libc::timespec {
    libc::timespec { tv_sec: time.as_secs() as _, tv_nsec: time.subsec_nanos() as _ }
}
