//! How other threads end a sleep: they ring a bell, whose descriptor the poller watches like any other.

use super::Wake;
use crate::error::check;
use crate::{Error, Result, io};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

/// Puts another open file behind the number of a descriptor that we own.
fn replace(place: &OwnedFd, new: OwnedFd) -> Result<()> {
    #[cfg(not(target_vendor = "apple"))]
    // SAFETY: dup3(2) touches no memory, and both descriptors are ours.
    check("dup3", || unsafe { libc::dup3(new.as_raw_fd(), place.as_raw_fd(), libc::O_CLOEXEC) })?;
    #[cfg(target_vendor = "apple")]
    // SAFETY: dup2(2) touches no memory, and both descriptors are ours.
    check("dup2", || unsafe { libc::dup2(new.as_raw_fd(), place.as_raw_fd()) })?;
    #[cfg(target_vendor = "apple")]
    io::set_cloexec(place)?;
    Ok(())
}

/// A counter in the kernel (eventfd) that is readable while it is not zero.
#[cfg(all(any(target_os = "linux", target_os = "android"), not(feature = "user-kqueue")))]
pub(super) struct Bell(OwnedFd);

#[cfg(all(any(target_os = "linux", target_os = "android"), not(feature = "user-kqueue")))]
impl Bell {
    pub(super) fn new() -> Result<Bell> {
        use std::os::fd::FromRawFd;
        let flags = libc::EFD_CLOEXEC | libc::EFD_NONBLOCK;
        // SAFETY: eventfd(2) touches no memory of ours.
        let raw = check("eventfd", || unsafe { libc::eventfd(0, flags) })?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        Ok(Bell(unsafe { OwnedFd::from_raw_fd(raw) }))
    }

    /// What the poller watches for reading.
    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }

    /// In a child of fork: a bell of its own in the place of the parent's, so that everybody who has it rings this one.
    pub(super) fn renew(&self) -> Result<()> {
        replace(&self.0, Bell::new()?.0)
    }

    /// Makes it silent again. Must happen before the wakers' queues are looked at: a wake-up that comes after the
    /// look finds a silent bell and rings it.
    pub(super) fn silence(&self) {
        let mut count = [0; 8];
        // The only way to fail is that it was silent already.
        let _ = io::read(&self.0, &mut count);
    }
}

#[cfg(all(any(target_os = "linux", target_os = "android"), not(feature = "user-kqueue")))]
impl Wake for Bell {
    fn wake(&self) -> Result<()> {
        loop {
            match io::write(&self.0, &1u64.to_ne_bytes()) {
                Err(Error { errno: libc::EINTR, .. }) => continue,
                // A full counter is readable, which is all we want.
                Err(Error { errno: libc::EAGAIN, .. }) => return Ok(()),
                other => return other.map(drop),
            }
        }
    }
}

/// A byte in a pipe. (kqueue's EVFILT_USER would save the pipe, but NetBSD and OpenBSD have long done without.)
#[cfg(any(not(any(target_os = "linux", target_os = "android")), feature = "user-kqueue"))]
pub(super) struct Bell {
    reader: OwnedFd,
    writer: OwnedFd,
}

#[cfg(any(not(any(target_os = "linux", target_os = "android")), feature = "user-kqueue"))]
impl Bell {
    pub(super) fn new() -> Result<Bell> {
        let (reader, writer) = io::pipe()?;
        Ok(Bell { reader, writer })
    }

    /// What the poller watches for reading.
    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.reader.as_fd()
    }

    /// In a child of fork: a bell of its own in the place of the parent's, so that everybody who has it rings this one.
    pub(super) fn renew(&self) -> Result<()> {
        let new = Bell::new()?;
        replace(&self.reader, new.reader)?;
        replace(&self.writer, new.writer)
    }

    /// Makes it silent again. Must happen before the wakers' queues are looked at.
    pub(super) fn silence(&self) {
        let mut bytes = [0; 128];
        while io::read(&self.reader, &mut bytes) == Ok(bytes.len()) {}
    }
}

#[cfg(any(not(any(target_os = "linux", target_os = "android")), feature = "user-kqueue"))]
impl Wake for Bell {
    fn wake(&self) -> Result<()> {
        loop {
            match io::write(&self.writer, &[1]) {
                Err(Error { errno: libc::EINTR, .. }) => continue,
                // A full pipe is readable, which is all we want.
                Err(Error { errno: libc::EAGAIN, .. }) => return Ok(()),
                other => return other.map(drop),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poller::{Poll, Poller, Token};
    use std::time::Duration;

    /// Whether poll(2) finds the bell ringing.
    fn rings(bell: &Bell) -> bool {
        let (mut poller, mut events) = (Poll::new().unwrap(), Vec::new());
        poller.add(bell.fd(), Token(1), crate::poller::Interest::READ).unwrap();
        poller.wait(Some(Duration::ZERO), &mut events).unwrap();
        !events.is_empty()
    }

    #[test]
    fn h113_a_bell_that_has_no_room_for_another_wake_up_rings_and_can_be_silenced() {
        let bell = Bell::new().unwrap();
        // To the brim: of an eventfd with one large number, of a pipe byte by byte.
        #[cfg(all(any(target_os = "linux", target_os = "android"), not(feature = "user-kqueue")))]
        {
            io::write(&bell.0, &(u64::MAX - 1).to_ne_bytes()).unwrap();
            assert_eq!(io::write(&bell.0, &1u64.to_ne_bytes()).unwrap_err().errno, libc::EAGAIN);
        }
        (0..100_000).for_each(|_| bell.wake().unwrap());
        assert!(rings(&bell));
        bell.silence();
        assert!(!rings(&bell));
        bell.wake().unwrap();
        assert!(rings(&bell));
    }
}
