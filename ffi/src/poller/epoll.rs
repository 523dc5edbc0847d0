//! Linux: epoll, level-triggered.

use super::{Event, Interest, Poller, Ready, Token, Wake};
use crate::error::check;
use crate::{Error, Result, io, system};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::sync::Arc;
use std::time::Duration;

/// How many events one `epoll_wait` brings at most. More that are ready come with the next call: the kernel
/// rotates its list, so that nobody is forgotten.
const BATCH: usize = 512;

/// The epoll backend.
pub struct Epoll {
    epoll: OwnedFd,
    wake: Arc<EventFd>,
    batch: Box<[libc::epoll_event]>,
}

impl Epoll {
    /// A new epoll instance with its eventfd for wake-ups.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left.
    pub fn new() -> Result<Epoll> {
        // SAFETY: epoll_create1(2) touches no memory of ours.
        let raw = check("epoll_create1", unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        let epoll = unsafe { OwnedFd::from_raw_fd(raw) };
        let wake = Arc::new(EventFd::new()?);
        let batch = vec![libc::epoll_event { events: 0, u64: 0 }; BATCH].into_boxed_slice();
        let mut poller = Epoll { epoll, wake: Arc::clone(&wake), batch };
        poller.add(wake.0.as_fd(), Token::WAKE, Interest::READ)?;
        Ok(poller)
    }

    fn control(
        &mut self,
        operation: libc::c_int,
        fd: BorrowedFd<'_>,
        token: Token,
        interest: Interest,
    ) -> Result<()> {
        let mut event = libc::epoll_event { events: bits(interest), u64: token.0 };
        // SAFETY: both descriptors are open for the borrow's life; the event is only read.
        let answer =
            unsafe { libc::epoll_ctl(self.epoll.as_raw_fd(), operation, fd.as_raw_fd(), &mut event) };
        check("epoll_ctl", answer)?;
        Ok(())
    }
}

impl Poller for Epoll {
    fn add(&mut self, fd: BorrowedFd<'_>, token: Token, interest: Interest) -> Result<()> {
        self.control(libc::EPOLL_CTL_ADD, fd, token, interest)
    }

    fn modify(&mut self, fd: BorrowedFd<'_>, token: Token, _old: Interest, new: Interest) -> Result<()> {
        self.control(libc::EPOLL_CTL_MOD, fd, token, new)
    }

    fn remove(&mut self, fd: BorrowedFd<'_>, _old: Interest) -> Result<()> {
        self.control(libc::EPOLL_CTL_DEL, fd, Token(0), Interest::NONE)
    }

    /// The kernel drops a registration with the last descriptor of its open file.
    fn forget(&mut self, _fd: BorrowedFd<'_>, _old: Interest) {}

    fn wait(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> Result<()> {
        let room = self.batch.len() as libc::c_int;
        // SAFETY: the batch has room for as many events as the call is told.
        let answer = unsafe {
            libc::epoll_wait(self.epoll.as_raw_fd(), self.batch.as_mut_ptr(), room, milliseconds(timeout))
        };
        let count = match check("epoll_wait", answer) {
            Ok(count) => count as usize,
            // The caller works out anew how long it may sleep, and calls again.
            Err(error) if error.interrupted() => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut woken = false;
        events.extend(self.batch[..count].iter().map(|event| {
            let token = Token(event.u64);
            woken |= token == Token::WAKE;
            Event { token, ready: Ready::from_bits(event.events) }
        }));
        if woken {
            self.wake.reset();
        }
        Ok(())
    }

    fn now(&self) -> Duration {
        system::monotonic()
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.wake.clone()
    }

    fn name(&self) -> &'static str {
        "epoll"
    }
}

fn bits(interest: Interest) -> u32 {
    let mut bits = 0;
    if interest.read() {
        bits |= libc::EPOLLIN;
    }
    if interest.write() {
        bits |= libc::EPOLLOUT;
    }
    bits as u32
}

// `Ready` has epoll's bits.
const _: () = assert!(
    libc::EPOLLIN == 0x01 && libc::EPOLLOUT == 0x04 && libc::EPOLLERR == 0x08 && libc::EPOLLHUP == 0x10
);

/// Whole milliseconds, rounded up, as epoll_wait wants them: -1 for ever. Sleeps too long for the type (24 days)
/// end early; the loop then sleeps again.
fn milliseconds(timeout: Option<Duration>) -> libc::c_int {
    let Some(timeout) = timeout else { return -1 };
    if timeout.is_zero() {
        return 0;
    }
    let rounded_up = timeout.as_nanos().div_ceil(1_000_000);
    libc::c_int::try_from(rounded_up).unwrap_or(libc::c_int::MAX)
}

/// A counter in the kernel that is readable while it is not zero.
struct EventFd(OwnedFd);

impl EventFd {
    fn new() -> Result<EventFd> {
        // SAFETY: eventfd(2) touches no memory of ours.
        let raw = check("eventfd", unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) })?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        Ok(EventFd(unsafe { OwnedFd::from_raw_fd(raw) }))
    }

    /// Sets the counter back to zero. Must happen before the wakers' queues are looked at: a wake-up that comes
    /// after the look finds zero and makes the descriptor readable again.
    fn reset(&self) {
        let mut count = [0; 8];
        // The only way to fail is that it was zero already.
        let _ = io::read(&self.0, &mut count);
    }
}

impl Wake for EventFd {
    fn wake(&self) -> Result<()> {
        match io::write(&self.0, &1u64.to_ne_bytes()) {
            // A full counter is readable, which is all we want.
            Err(Error { errno: libc::EAGAIN, .. }) => Ok(()),
            other => other.map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleeps_are_rounded_up() {
        assert_eq!(milliseconds(None), -1);
        assert_eq!(milliseconds(Some(Duration::ZERO)), 0);
        assert_eq!(milliseconds(Some(Duration::from_nanos(1))), 1);
        assert_eq!(milliseconds(Some(Duration::from_micros(1001))), 2);
        assert_eq!(milliseconds(Some(Duration::MAX)), libc::c_int::MAX);
    }

    #[test]
    fn wake_ups_coalesce_and_are_not_lost() {
        let mut epoll = Epoll::new().unwrap();
        let waker = epoll.waker();
        waker.wake().unwrap();
        waker.wake().unwrap();
        let mut events = Vec::new();
        epoll.wait(Some(Duration::ZERO), &mut events).unwrap();
        assert_eq!(events, [Event { token: Token::WAKE, ready: Ready::READ }]);
        events.clear();
        epoll.wait(Some(Duration::ZERO), &mut events).unwrap();
        assert!(events.is_empty());
    }
}
