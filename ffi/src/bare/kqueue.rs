//! kqueue(2): one queue for all that can happen.

use crate::Result;
use crate::kqueue::{Kevent, Queue, change, sys};
use crate::poller::Ready;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::time::Duration;

/// How many events one call brings at most.
const BATCH: usize = 512;

/// What is waited for. Each is registered by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// `EVFILT_READ`: there is something to read, or the end.
    Read,
    /// `EVFILT_WRITE`: there is room.
    Write,
}

impl Filter {
    fn number(self) -> crate::kqueue::Filter {
        match self {
            Filter::Read => sys::EVFILT_READ,
            Filter::Write => sys::EVFILT_WRITE,
        }
    }
}

/// A queue of events in the kernel.
pub struct Kqueue {
    queue: Queue,
    batch: Box<[Kevent]>,
}

impl Kqueue {
    /// `kqueue`, closed on exec.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left.
    pub fn new() -> Result<Kqueue> {
        let batch = vec![change(0, sys::EVFILT_READ, 0, 0); BATCH].into_boxed_slice();
        Ok(Kqueue { queue: Queue::new()?, batch })
    }

    /// `kevent` with one change, `EV_ADD`; `name` comes back with each event.
    ///
    /// # Errors
    /// `ENOMEM` when the kernel has no room.
    pub fn add(&self, fd: BorrowedFd<'_>, filter: Filter, name: u64) -> Result<()> {
        self.queue.change(&change(fd.as_raw_fd(), filter.number(), sys::EV_ADD, name))
    }

    /// `kevent` with one change, `EV_DELETE`. A descriptor that is closed leaves by itself.
    ///
    /// # Errors
    /// `ENOENT` when it is not there.
    pub fn remove(&self, fd: BorrowedFd<'_>, filter: Filter) -> Result<()> {
        self.queue.change(&change(fd.as_raw_fd(), filter.number(), sys::EV_DELETE, 0))
    }

    /// `kevent` with room for events: sleeps until there is one, or `timeout` has passed (`None`: for ever); what happened,
    /// by name.
    ///
    /// # Errors
    /// `EINTR` when a signal ended the sleep.
    pub fn wait(&mut self, timeout: Option<Duration>) -> Result<impl Iterator<Item = (u64, Ready)> + '_> {
        let count = self.queue.wait(&mut self.batch, timeout)?;
        Ok(self.batch[..count].iter().map(|event| {
            let is_read = event.filter == sys::EVFILT_READ;
            (event.udata as usize as u64, if is_read { Ready::READ } else { Ready::WRITE })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io;
    use std::os::fd::AsFd;

    #[test]
    fn a_filter_tells_until_it_is_deleted() {
        let (reader, writer) = io::pipe().unwrap();
        let mut queue = Kqueue::new().unwrap();
        queue.add(reader.as_fd(), Filter::Read, 7).unwrap();
        io::write(&writer, b"x").unwrap();
        let told: Vec<_> = queue.wait(Some(Duration::ZERO)).unwrap().collect();
        assert_eq!(told, [(7, Ready::READ)]);
        queue.remove(reader.as_fd(), Filter::Read).unwrap();
        assert_eq!(queue.wait(Some(Duration::ZERO)).unwrap().count(), 0);
        assert_eq!(queue.remove(reader.as_fd(), Filter::Write).unwrap_err().name(), "ENOENT");
    }
}
