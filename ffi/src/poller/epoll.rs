//! Linux: epoll, level-triggered.

use super::bell::Bell;
use super::{Event, Interest, Poller, Ready, Token, Wake, are_descriptors_shared, milliseconds};
use crate::Result;
use crate::error::check;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::sync::Arc;
use std::time::Duration;

/// How many events one `epoll_wait` brings at most. More that are ready come with the next call: the kernel
/// rotates its list, so that nobody is forgotten.
const BATCH: usize = 512;

/// The epoll backend, level-triggered: the default on Linux.
pub struct Epoll {
    instance: Instance,
    bell: Arc<Bell>,
}

impl Epoll {
    /// A new epoll instance with its eventfd for wake-ups.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left.
    pub fn new() -> Result<Epoll> {
        let mut poller = Epoll { instance: Instance::new()?, bell: Arc::new(Bell::new()?) };
        let bell = Arc::clone(&poller.bell);
        poller.add(bell.fd(), Token::WAKE, Interest::READ)?;
        Ok(poller)
    }
}

impl Poller for Epoll {
    fn add(&mut self, fd: BorrowedFd<'_>, token: Token, interest: Interest) -> Result<()> {
        self.instance.control(libc::EPOLL_CTL_ADD, fd.as_raw_fd(), bits(interest), token.0)
    }

    fn modify(&mut self, fd: BorrowedFd<'_>, token: Token, old: Interest, new: Interest) -> Result<()> {
        if old.exclusive() || new.exclusive() {
            // The kernel takes this wish with a new registration only.
            self.remove(fd, old)?;
            return self.add(fd, token, new);
        }
        self.instance.control(libc::EPOLL_CTL_MOD, fd.as_raw_fd(), bits(new), token.0)
    }

    fn remove(&mut self, fd: BorrowedFd<'_>, _old: Interest) -> Result<()> {
        self.instance.control(libc::EPOLL_CTL_DEL, fd.as_raw_fd(), 0, 0)
    }

    /// The kernel drops a registration with the last descriptor of its open file.
    fn forget(&mut self, fd: BorrowedFd<'_>, old: Interest) {
        if are_descriptors_shared() {
            let _ = self.remove(fd, old);
        }
    }

    fn wait(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> Result<()> {
        let mut woken = false;
        let count = self.instance.wait(timeout)?;
        events.extend(self.instance.events(count).iter().map(|event| {
            let token = Token(event.u64);
            woken |= token == Token::WAKE;
            Event { token, ready: Ready::from_bits(event.events) }
        }));
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
        let bell = Arc::clone(&self.bell);
        self.add(bell.fd(), Token::WAKE, Interest::READ)
    }

    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        Some(self.instance.descriptor())
    }

    fn registers_by(&self, _old: Interest, _new: Interest) -> Option<&'static str> {
        Some("epoll_ctl")
    }

    fn name(&self) -> &'static str {
        "epoll"
    }
}

/// The kernel's half, which the edge-triggered backend and the bare calls have in common with this one.
pub(crate) struct Instance {
    epoll: OwnedFd,
    batch: Box<[libc::epoll_event]>,
}

impl Instance {
    pub(crate) fn new() -> Result<Instance> {
        // SAFETY: epoll_create1(2) touches no memory of ours.
        let raw = check("epoll_create1", || unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        let epoll = unsafe { OwnedFd::from_raw_fd(raw) };
        Ok(Instance { epoll, batch: vec![libc::epoll_event { events: 0, u64: 0 }; BATCH].into_boxed_slice() })
    }

    /// An epoll instance is readable while it has events to tell.
    pub(crate) fn descriptor(&self) -> BorrowedFd<'_> {
        self.epoll.as_fd()
    }

    /// One `epoll_ctl`. `data` comes back with every event of the descriptor.
    pub(crate) fn control(&self, operation: libc::c_int, fd: RawFd, bits: u32, data: u64) -> Result<()> {
        let (epoll, mut event) = (self.epoll.as_raw_fd(), libc::epoll_event { events: bits, u64: data });
        // SAFETY: the event is a valid one, and only read.
        check("epoll_ctl", || unsafe { libc::epoll_ctl(epoll, operation, fd, &mut event) })?;
        Ok(())
    }

    /// One `epoll_wait`: how many events it brought. A signal ends it with nothing: the caller works out anew how long it
    /// may sleep.
    #[inline]
    pub(crate) fn wait(&mut self, timeout: Option<Duration>) -> Result<usize> {
        let (epoll, batch, room) = (self.epoll.as_raw_fd(), self.batch.as_mut_ptr(), BATCH as libc::c_int);
        let time = milliseconds(timeout);
        // SAFETY: the batch has room for as many events as the call is told.
        match check("epoll_wait", || unsafe { libc::epoll_wait(epoll, batch, room, time) }) {
            Ok(count) => Ok(count as usize),
            Err(error) if error.interrupted() => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// The events that the last wait brought.
    #[inline]
    pub(crate) fn events(&self, count: usize) -> &[libc::epoll_event] {
        &self.batch[..count]
    }
}

pub(crate) fn bits(interest: Interest) -> u32 {
    let mut bits = 0;
    if interest.read() {
        bits |= libc::EPOLLIN;
    }
    if interest.write() {
        bits |= libc::EPOLLOUT;
    }
    if interest.exclusive() {
        bits |= libc::EPOLLEXCLUSIVE;
    }
    bits as u32
}

// `Ready` has epoll's bits.
const _: () = assert!(
    libc::EPOLLIN == 0x01 && libc::EPOLLOUT == 0x04 && libc::EPOLLERR == 0x08 && libc::EPOLLHUP == 0x10
);
