//! epoll(7): the kernel keeps the list.

use crate::Result;
use crate::poller::epoll::{Instance, bits};
use crate::poller::{Interest, Ready};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::time::Duration;

/// When the kernel tells of a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Whenever it is asked, as long as the descriptor is ready.
    Level,
    /// Once each time that something happens to it: whoever does not go on until the call says "not now" (`EAGAIN`) may never
    /// hear of the rest.
    Edge,
}

impl Trigger {
    fn bits(self) -> u32 {
        if self == Trigger::Edge { libc::EPOLLET as u32 } else { 0 }
    }
}

/// An epoll instance: a list in the kernel, of descriptors and what is asked about them.
///
/// ```
/// use evloop_ffi::bare::{Epoll, Trigger};
/// use evloop_ffi::{io, poller::Interest};
/// use std::os::fd::AsFd;
///
/// let (reader, writer) = io::pipe()?;
/// let mut epoll = Epoll::new()?;
/// epoll.add(reader.as_fd(), Interest::READ, Trigger::Level, 7)?;
/// io::write(&writer, b"x")?;
/// let told: Vec<_> = epoll.wait(None)?.map(|(name, ready)| (name, ready.read())).collect();
/// assert_eq!(told, [(7, true)]);
/// epoll.remove(reader.as_fd())?;
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
pub struct Epoll(Instance);

impl Epoll {
    /// `epoll_create1`, closed on exec.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left.
    pub fn new() -> Result<Epoll> {
        Instance::new().map(Epoll)
    }

    /// `epoll_ctl` with `EPOLL_CTL_ADD`; `name` comes back with each event.
    ///
    /// # Errors
    /// `EEXIST` when it is there already, `EPERM` for a kind of file that is always ready, `ENOSPC`, `ENOMEM`.
    pub fn add(&self, fd: BorrowedFd<'_>, interest: Interest, trigger: Trigger, name: u64) -> Result<()> {
        self.0.control(libc::EPOLL_CTL_ADD, fd.as_raw_fd(), bits(interest) | trigger.bits(), name)
    }

    /// `epoll_ctl` with `EPOLL_CTL_MOD`.
    ///
    /// # Errors
    /// `ENOENT` when it is not there.
    pub fn modify(&self, fd: BorrowedFd<'_>, interest: Interest, trigger: Trigger, name: u64) -> Result<()> {
        self.0.control(libc::EPOLL_CTL_MOD, fd.as_raw_fd(), bits(interest) | trigger.bits(), name)
    }

    /// `epoll_ctl` with `EPOLL_CTL_DEL`. A descriptor that is closed leaves by itself.
    ///
    /// # Errors
    /// `ENOENT` when it is not there.
    pub fn remove(&self, fd: BorrowedFd<'_>) -> Result<()> {
        self.0.control(libc::EPOLL_CTL_DEL, fd.as_raw_fd(), 0, 0)
    }

    /// `epoll_wait`: sleeps until somebody is ready, `timeout` has passed (`None`: for ever), or a signal came; who is ready,
    /// by name. At most 512 at a time.
    ///
    /// # Errors
    /// None that a program meets: epoll_wait(2) knows `EBADF` and `EINVAL`.
    pub fn wait(&mut self, timeout: Option<Duration>) -> Result<impl Iterator<Item = (u64, Ready)> + '_> {
        let count = self.0.wait(timeout)?;
        Ok(self.0.events(count).iter().map(|event| (event.u64, Ready::from_bits(event.events))))
    }
}
