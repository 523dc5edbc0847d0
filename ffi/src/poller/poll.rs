//! poll(2): every Unix has it.
//!
//! The kernel is handed the whole list of descriptors with every sleep and reads all of it, so the price of a turn
//! grows with the number of connections, busy or not. In return there is nothing to register, hence no limit and no
//! failure of registration but for one descriptor twice.

use super::bell::Bell;
use super::{Event, Interest, Poller, Ready, Token, Wake, milliseconds};
use crate::error::check;
use crate::{Error, Result};
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::sync::Arc;
use std::time::Duration;

/// The mark of a descriptor that is not registered.
const NOWHERE: usize = usize::MAX;

/// The poll backend.
pub struct Poll {
    bell: Arc<Bell>,
    /// What the kernel is asked, without gaps.
    entries: Vec<libc::pollfd>,
    /// The names, in the order of the entries.
    tokens: Vec<Token>,
    /// Where among the entries a descriptor is, by its number.
    places: Vec<usize>,
}

impl Poll {
    /// An empty list with a descriptor for wake-ups.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left.
    pub fn new() -> Result<Poll> {
        let bell = Arc::new(Bell::new()?);
        let mut poller =
            Poll { bell: Arc::clone(&bell), entries: Vec::new(), tokens: Vec::new(), places: Vec::new() };
        poller.add(bell.fd(), Token::WAKE, Interest::READ)?;
        Ok(poller)
    }

    fn place(&self, fd: RawFd) -> Option<usize> {
        self.places.get(fd as usize).copied().filter(|&place| place != NOWHERE)
    }

    /// Takes an entry out; the last one moves into the gap.
    fn take_out(&mut self, place: usize) {
        let gone = self.entries.swap_remove(place);
        self.tokens.swap_remove(place);
        self.places[gone.fd as usize] = NOWHERE;
        if let Some(moved) = self.entries.get(place) {
            self.places[moved.fd as usize] = place;
        }
    }
}

impl Poller for Poll {
    fn add(&mut self, fd: BorrowedFd<'_>, token: Token, interest: Interest) -> Result<()> {
        let number = fd.as_raw_fd();
        if self.place(number).is_some() {
            return Err(Error::new("poll", libc::EEXIST));
        }
        if number as usize >= self.places.len() {
            self.places.resize(number as usize + 1, NOWHERE);
        }
        self.places[number as usize] = self.entries.len();
        self.entries.push(entry(number, interest));
        self.tokens.push(token);
        Ok(())
    }

    fn modify(&mut self, fd: BorrowedFd<'_>, token: Token, _old: Interest, new: Interest) -> Result<()> {
        let place = self.place(fd.as_raw_fd()).ok_or(Error::new("poll", libc::ENOENT))?;
        self.entries[place] = entry(fd.as_raw_fd(), new);
        self.tokens[place] = token;
        Ok(())
    }

    fn remove(&mut self, fd: BorrowedFd<'_>, _old: Interest) -> Result<()> {
        let place = self.place(fd.as_raw_fd()).ok_or(Error::new("poll", libc::ENOENT))?;
        self.take_out(place);
        Ok(())
    }

    fn wait(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> Result<()> {
        let mut left = match poll(&mut self.entries, milliseconds(timeout)) {
            Ok(count) => count,
            // The caller works out anew how long it may sleep, and calls again.
            Err(error) if error.interrupted() => return Ok(()),
            Err(error) => return Err(error),
        };
        // Downwards, because taking an entry out moves the last one into its place.
        let mut place = self.entries.len();
        while left > 0 && place > 0 {
            place -= 1;
            let said = self.entries[place].revents;
            if said == 0 {
                continue;
            }
            left -= 1;
            let token = self.tokens[place];
            events.push(Event { token, ready: ready(said) });
            if token == Token::WAKE {
                self.bell.silence();
            } else if said & libc::POLLNVAL != 0 {
                // Somebody closed it behind our back. Told once, lest the loop spin.
                self.take_out(place);
            }
        }
        Ok(())
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.bell.clone()
    }

    fn renew(&mut self) -> Result<()> {
        self.bell.renew()?;
        (self.entries, self.tokens, self.places) = (Vec::new(), Vec::new(), Vec::new());
        let bell = Arc::clone(&self.bell);
        self.add(bell.fd(), Token::WAKE, Interest::READ)
    }

    fn name(&self) -> &'static str {
        "poll"
    }
}

/// What poll is asked of one descriptor.
pub(crate) fn entry(fd: RawFd, interest: Interest) -> libc::pollfd {
    let mut events = 0;
    if interest.read() {
        events |= libc::POLLIN;
    }
    if interest.write() {
        events |= libc::POLLOUT;
    }
    libc::pollfd { fd, events, revents: 0 }
}

/// What poll says of it. A number that is no open descriptor is an error, which the read or write will name.
pub(crate) fn ready(said: libc::c_short) -> Ready {
    let ready = Ready::from_bits(said as u32);
    if said & libc::POLLNVAL != 0 { ready | Ready::ERROR } else { ready }
}

/// One poll(2): how many entries have something to say.
pub(crate) fn poll(entries: &mut [libc::pollfd], time: libc::c_int) -> Result<usize> {
    let (list, length) = (entries.as_mut_ptr(), entries.len() as libc::nfds_t);
    // SAFETY: pointer and length describe the entries, which the kernel may write to.
    Ok(check("poll", || unsafe { libc::poll(list, length, time) })? as usize)
}

/// Asks without sleeping.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn poll_now(entries: &mut [libc::pollfd]) -> Result<()> {
    poll(entries, 0).map(drop)
}

// `Ready` has poll's bits, too, but for POLLPRI, which nobody asks for.
const _: () =
    assert!(libc::POLLIN == 0x01 && libc::POLLOUT == 0x04 && libc::POLLERR == 0x08 && libc::POLLHUP == 0x10);
