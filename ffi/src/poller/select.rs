//! select(2): the oldest of them, for comparison and for systems where nothing else works.
//!
//! A set is an array of 1024 bits, and a descriptor with a higher number simply has none: setting it would overwrite
//! whatever lies behind the array. Such a descriptor is refused when it is added. select says "readable" and
//! "writable" and nothing else: errors and hang-ups look like both or either, and the call that follows tells.

use super::bell::Bell;
use super::{Event, Interest, Poller, Ready, Token, Wake};
use crate::error::check;
use crate::{Error, Result};
use std::mem;
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

/// How long one `select` sleeps at most: some kernels refuse times of years. The loop then sleeps again.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// The select backend.
pub struct Select {
    bell: Arc<Bell>,
    /// Who is registered, by descriptor. The last entry is never vacant, so the length is what select calls `nfds`.
    table: Vec<Option<(Token, Interest)>>,
    read: Set,
    write: Set,
}

impl Select {
    /// Empty sets with a descriptor for wake-ups.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left; `EMFILE` also when the
    /// one it got is beyond the sets.
    pub fn new() -> Result<Select> {
        let bell = Arc::new(Bell::new()?);
        let mut poller =
            Select { bell: Arc::clone(&bell), table: Vec::new(), read: Set::new(), write: Set::new() };
        poller.add(bell.fd(), Token::WAKE, Interest::READ)?;
        Ok(poller)
    }

    fn entry(&mut self, fd: RawFd) -> Option<&mut Option<(Token, Interest)>> {
        self.table.get_mut(fd as usize).filter(|entry| entry.is_some())
    }

    fn set_bits(&mut self, fd: RawFd, interest: Interest) {
        self.read.set(fd, interest.read());
        self.write.set(fd, interest.write());
    }

    fn take_out(&mut self, fd: RawFd) {
        self.table[fd as usize] = None;
        self.set_bits(fd, Interest::NONE);
        while let Some(None) = self.table.last() {
            self.table.pop();
        }
    }

    /// select refuses the whole sets when one of the descriptors is not open. Finds those that somebody closed behind
    /// our back, and tells each of them once.
    fn expel_closed(&mut self, events: &mut Vec<Event>) {
        for fd in (0..self.table.len() as RawFd).rev() {
            // The table gets shorter meanwhile.
            let Some(&Some((token, _))) = self.table.get(fd as usize) else { continue };
            // SAFETY: F_GETFD touches no memory.
            if check("fcntl", || unsafe { libc::fcntl(fd, libc::F_GETFD) }).is_err() {
                events.push(Event { token, ready: Ready::ERROR });
                self.take_out(fd);
            }
        }
    }
}

impl Poller for Select {
    /// Fails also with `EMFILE` for a descriptor whose number is 1024 or above: to select there are too many.
    fn add(&mut self, fd: BorrowedFd<'_>, token: Token, interest: Interest) -> Result<()> {
        let number = fd.as_raw_fd();
        if number as usize >= libc::FD_SETSIZE {
            return Err(Error::new("select", libc::EMFILE));
        }
        if self.entry(number).is_some() {
            return Err(Error::new("select", libc::EEXIST));
        }
        if number as usize >= self.table.len() {
            self.table.resize(number as usize + 1, None);
        }
        self.table[number as usize] = Some((token, interest));
        self.set_bits(number, interest);
        Ok(())
    }

    fn modify(&mut self, fd: BorrowedFd<'_>, token: Token, _old: Interest, new: Interest) -> Result<()> {
        let number = fd.as_raw_fd();
        *self.entry(number).ok_or(Error::new("select", libc::ENOENT))? = Some((token, new));
        self.set_bits(number, new);
        Ok(())
    }

    fn remove(&mut self, fd: BorrowedFd<'_>, _old: Interest) -> Result<()> {
        let number = fd.as_raw_fd();
        self.entry(number).ok_or(Error::new("select", libc::ENOENT))?;
        self.take_out(number);
        Ok(())
    }

    fn wait(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> Result<()> {
        let (mut read, mut write) = (self.read, self.write);
        match select(self.table.len() as RawFd, &mut read, &mut write, timeout) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            // The caller works out anew how long it may sleep, and calls again.
            Err(error) if error.interrupted() => return Ok(()),
            Err(error) if error.bad_descriptor() => {
                let before = events.len();
                self.expel_closed(events);
                return if events.len() > before { Ok(()) } else { Err(error) };
            }
            Err(error) => return Err(error),
        }
        for (fd, entry) in self.table.iter().enumerate() {
            let Some((token, _)) = *entry else { continue };
            let mut ready = Ready::default();
            if read.has(fd as RawFd) {
                ready |= Ready::READ;
            }
            if write.has(fd as RawFd) {
                ready |= Ready::WRITE;
            }
            if !ready.is_empty() {
                events.push(Event { token, ready });
                if token == Token::WAKE {
                    self.bell.silence();
                }
            }
        }
        Ok(())
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.bell.clone()
    }

    fn renew(&mut self) -> Result<()> {
        self.bell.renew()?;
        (self.table, self.read, self.write) = (Vec::new(), Set::new(), Set::new());
        let bell = Arc::clone(&self.bell);
        self.add(bell.fd(), Token::WAKE, Interest::READ)
    }

    fn name(&self) -> &'static str {
        "select"
    }
}

/// One select(2) of the descriptors below `count`: how many bits are left in the sets.
pub(crate) fn select(
    count: RawFd,
    read: &mut Set,
    write: &mut Set,
    timeout: Option<Duration>,
) -> Result<usize> {
    let mut time = timeout.map(timeval);
    let time = time.as_mut().map_or(ptr::null_mut(), ptr::from_mut);
    // SAFETY: both sets are valid; of their bits no more are looked at than there are; the time is valid or null.
    let sleep = || unsafe { libc::select(count, &mut read.0, &mut write.0, ptr::null_mut(), time) };
    Ok(check("select", sleep)? as usize)
}

/// A set of descriptors below FD_SETSIZE.
#[derive(Clone, Copy)]
pub(crate) struct Set(libc::fd_set);

impl Set {
    pub(crate) fn new() -> Set {
        // SAFETY: an fd_set is an array of bits, for which all-zero is the empty set.
        Set(unsafe { mem::zeroed() })
    }

    pub(crate) fn set(&mut self, fd: RawFd, on: bool) {
        assert!((0..libc::FD_SETSIZE as RawFd).contains(&fd), "descriptor {fd} is beyond the set");
        // SAFETY: the set is valid, and the descriptor inside it.
        unsafe { if on { libc::FD_SET(fd, &mut self.0) } else { libc::FD_CLR(fd, &mut self.0) } }
    }

    pub(crate) fn has(&self, fd: RawFd) -> bool {
        assert!((0..libc::FD_SETSIZE as RawFd).contains(&fd), "descriptor {fd} is beyond the set");
        // SAFETY: the set is valid, and the descriptor inside it.
        unsafe { libc::FD_ISSET(fd, &self.0) }
    }
}

/// Whole microseconds, rounded up.
fn timeval(time: Duration) -> libc::timeval {
    let time = time.min(LONGEST) + Duration::from_nanos(999);
    libc::timeval { tv_sec: time.as_secs() as _, tv_usec: time.subsec_micros() as _ }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleeps_are_rounded_up() {
        let parts = |time| (timeval(time).tv_sec, timeval(time).tv_usec);
        assert_eq!(parts(Duration::ZERO), (0, 0));
        assert_eq!(parts(Duration::from_nanos(1)), (0, 1));
        assert_eq!(parts(Duration::from_nanos(999_999_500)), (1, 0));
        assert_eq!(parts(Duration::MAX), (24 * 3600, 0));
    }
}
