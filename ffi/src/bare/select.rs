//! select(2): the sets are handed over with every call, and come back changed.

use crate::poller::select::{self as kernel, Set};
use crate::{Error, Result};
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::time::Duration;

/// One of select's sets: a bit for each descriptor whose number is below [`DescriptorSet::SIZE`].
///
/// ```
/// use evloop_ffi::bare::{DescriptorSet, select};
/// use std::os::fd::{AsFd, AsRawFd};
///
/// let (reader, writer) = evloop_ffi::io::pipe()?;
/// let (mut readable, mut writable) = (DescriptorSet::new(), DescriptorSet::new());
/// readable.insert(reader.as_fd())?;
/// writable.insert(writer.as_fd())?;
/// assert_eq!(select(&mut readable, &mut writable, None), Ok(1));
/// assert!(!readable.contains(reader.as_raw_fd()) && writable.contains(writer.as_raw_fd()));
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct DescriptorSet {
    bits: Set,
    /// One more than the highest number that was ever inserted.
    count: RawFd,
}

impl DescriptorSet {
    /// How many bits a set has (`FD_SETSIZE`): a descriptor with this number or a higher one has no place.
    pub const SIZE: usize = libc::FD_SETSIZE;

    /// An empty set.
    pub fn new() -> DescriptorSet {
        DescriptorSet { bits: Set::new(), count: 0 }
    }

    /// Sets the descriptor's bit (`FD_SET`).
    ///
    /// # Errors
    /// `EMFILE` when it has none: its number is [`DescriptorSet::SIZE`] or higher.
    pub fn insert(&mut self, fd: BorrowedFd<'_>) -> Result<()> {
        let number = fd.as_raw_fd();
        if number as usize >= DescriptorSet::SIZE {
            return Err(Error::new("select", libc::EMFILE));
        }
        self.bits.set(number, true);
        self.count = self.count.max(number + 1);
        Ok(())
    }

    /// Clears a descriptor's bit (`FD_CLR`), if it has one.
    pub fn remove(&mut self, fd: RawFd) {
        if (0..DescriptorSet::SIZE as RawFd).contains(&fd) {
            self.bits.set(fd, false);
        }
    }

    /// Whether a descriptor's bit is set (`FD_ISSET`).
    pub fn contains(&self, fd: RawFd) -> bool {
        (0..DescriptorSet::SIZE as RawFd).contains(&fd) && self.bits.has(fd)
    }
}

impl Default for DescriptorSet {
    fn default() -> DescriptorSet {
        DescriptorSet::new()
    }
}

/// `select`: sleeps until one of the descriptors is ready for what its set asks, or `timeout` has passed (`None`: for ever).
/// The sets are left with those that are ready; how many bits that is.
///
/// # Errors
/// `EINTR` when a signal ended the sleep, `EBADF` when a descriptor in the sets is not open: then the sets are as they were.
pub fn select(
    readable: &mut DescriptorSet,
    writable: &mut DescriptorSet,
    timeout: Option<Duration>,
) -> Result<usize> {
    kernel::select(readable.count.max(writable.count), &mut readable.bits, &mut writable.bits, timeout)
}
