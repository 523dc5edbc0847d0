//! poll(2): the list is handed over with every call.

use crate::Result;
use crate::poller::{Interest, Ready, milliseconds, poll as kernel};
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::time::Duration;

/// What poll is asked, and what it has answered: an entry for each descriptor, in places of your choice. The numbers of
/// descriptors are kept: whoever closes one takes its entry out.
#[derive(Default)]
pub struct PollList(Vec<libc::pollfd>);

impl PollList {
    /// An empty list.
    pub fn new() -> PollList {
        PollList::default()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an entry at the end.
    pub fn push(&mut self, fd: BorrowedFd<'_>, interest: Interest) {
        self.0.push(kernel::entry(fd.as_raw_fd(), interest));
    }

    /// Changes what is asked.
    ///
    /// # Panics
    /// When there is no such place.
    pub fn ask(&mut self, place: usize, interest: Interest) {
        self.0[place].events = kernel::entry(0, interest).events;
    }

    /// Takes an entry out; the last one moves into its place.
    ///
    /// # Panics
    /// When there is no such place.
    pub fn swap_remove(&mut self, place: usize) {
        self.0.swap_remove(place);
    }

    /// The descriptor of an entry.
    ///
    /// # Panics
    /// When there is no such place.
    pub fn descriptor(&self, place: usize) -> RawFd {
        self.0[place].fd
    }

    /// What the latest [`poll`] has said of it.
    ///
    /// # Panics
    /// When there is no such place.
    pub fn ready(&self, place: usize) -> Ready {
        kernel::ready(self.0[place].revents)
    }
}

/// `poll`: sleeps until one of the list is ready, or `timeout` has passed (`None`: for ever); how many are ready.
///
/// # Errors
/// `EINTR` when a signal ended the sleep, `EINVAL` when there are more entries than the process may have open files.
pub fn poll(list: &mut PollList, timeout: Option<Duration>) -> Result<usize> {
    kernel::poll(&mut list.0, milliseconds(timeout))
}
