//! The seam between the loop and a kernel: who is ready?
//!
//! [`Poller`] is the contract, and the one place where it is written down. Everything above is the same on every
//! system; everything below is one file per kernel interface.

mod bell;
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) mod epoll;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod epoll_edge;
#[cfg(any(
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    target_os = "dragonfly",
    target_vendor = "apple",
    all(target_os = "linux", feature = "user-kqueue")
))]
mod kqueue;
pub(crate) mod poll;
pub(crate) mod select;

pub use crate::simulated::{Simulated, World};
#[cfg(any(target_os = "linux", target_os = "android"))]
pub use epoll::Epoll;
#[cfg(any(target_os = "linux", target_os = "android"))]
pub use epoll_edge::EpollEdge;
#[cfg(any(
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    target_os = "dragonfly",
    target_vendor = "apple",
    all(target_os = "linux", feature = "user-kqueue")
))]
pub use kqueue::Kqueue;
pub use poll::Poll;
pub use select::Select;

use crate::{Result, system};
use std::fmt;
use std::ops::{BitOr, BitOrAssign};
use std::os::fd::BorrowedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The name under which a descriptor was registered; it comes back with every event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token(pub u64);

impl Token {
    /// The name under which wake-ups arrive. No descriptor may be registered by it.
    pub const WAKE: Token = Token(u64::MAX);
}

/// What we ask the kernel to tell us of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Interest(u8);

impl Interest {
    /// Nothing: not registered at all. (A registration without interest would still hear hang-ups, for ever.)
    pub const NONE: Interest = Interest(0);
    /// There is something to read, or the end of the stream, or an error.
    pub const READ: Interest = Interest(1);
    /// There is room to write, or an error.
    pub const WRITE: Interest = Interest(2);
    /// Either.
    pub const BOTH: Interest = Interest(3);
    /// Besides one of the others, for what several pollers watch, such as a listening socket: the kernel wakes one of them
    /// for each event, instead of all. A wish that only Linux' epoll grants (`EPOLLEXCLUSIVE`); the rest wake all.
    pub const EXCLUSIVE: Interest = Interest(4);

    /// Whether reading is asked for.
    #[inline]
    pub const fn read(self) -> bool {
        self.0 & 1 != 0
    }

    /// Whether writing is asked for.
    #[inline]
    pub const fn write(self) -> bool {
        self.0 & 2 != 0
    }

    /// Whether all that `other` asks for is asked for.
    #[inline]
    pub const fn includes(self, other: Interest) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether nothing is asked for.
    #[inline]
    pub const fn is_none(self) -> bool {
        self.0 & 3 == 0
    }

    /// Whether one of several pollers is enough.
    #[inline]
    pub const fn exclusive(self) -> bool {
        self.0 & 4 != 0
    }
}

impl BitOr for Interest {
    type Output = Interest;

    fn bitor(self, other: Interest) -> Interest {
        Interest(self.0 | other.0)
    }
}

impl BitOrAssign for Interest {
    fn bitor_assign(&mut self, other: Interest) {
        self.0 |= other.0;
    }
}

impl fmt::Debug for Interest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(["NONE", "READ", "WRITE", "BOTH"][usize::from(self.0 & 3)])?;
        f.write_str(if self.exclusive() { "|EXCLUSIVE" } else { "" })
    }
}

/// What the kernel said of a descriptor: always a hint. The call that follows may still say "not now".
// The bits are those of epoll and poll, which makes translating them no work where it is done most.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Ready(u8);

impl Ready {
    /// A read will not block: there is data, or the end of the stream.
    pub const READ: Ready = Ready(0x01);
    /// A write will not block.
    pub const WRITE: Ready = Ready(0x04);
    /// An error waits for whoever reads or writes.
    pub const ERROR: Ready = Ready(0x08);
    /// The other end is gone in both directions.
    pub const HANGUP: Ready = Ready(0x10);

    /// From the bits of epoll and poll; those without a meaning here are dropped.
    #[inline]
    pub(crate) const fn from_bits(bits: u32) -> Ready {
        Ready(bits as u8 & 0x1d)
    }

    /// Whether a read will not block: data, end of stream, hang-up or error.
    #[inline]
    pub const fn read(self) -> bool {
        self.0 & 0x19 != 0
    }

    /// Whether a write will not block: room, hang-up or error.
    #[inline]
    pub const fn write(self) -> bool {
        self.0 & 0x1c != 0
    }

    /// Whether the other end is gone.
    #[inline]
    pub const fn hangup(self) -> bool {
        self.0 & Ready::HANGUP.0 != 0
    }

    /// Whether an error waits.
    #[inline]
    pub const fn error(self) -> bool {
        self.0 & Ready::ERROR.0 != 0
    }

    /// Whether it is worth telling somebody with that interest.
    #[inline]
    pub const fn concerns(self, interest: Interest) -> bool {
        (self.read() && interest.read()) || (self.write() && interest.write())
    }

    /// What of it somebody with that interest is told: of reading and writing only what was asked for, of errors
    /// and hang-ups all, unless nothing was asked for.
    #[inline]
    pub const fn within(self, interest: Interest) -> Ready {
        let asked = match (interest.read(), interest.write()) {
            (false, false) => 0,
            (true, false) => 0x19,
            (false, true) => 0x1c,
            (true, true) => 0x1d,
        };
        Ready(self.0 & asked)
    }

    /// Whether it says nothing at all.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl BitOr for Ready {
    type Output = Ready;

    fn bitor(self, other: Ready) -> Ready {
        Ready(self.0 | other.0)
    }
}

impl BitOrAssign for Ready {
    fn bitor_assign(&mut self, other: Ready) {
        self.0 |= other.0;
    }
}

impl fmt::Debug for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [(0x01, "read"), (0x04, "write"), (0x08, "error"), (0x10, "hangup")];
        let said: Vec<_> = words.iter().filter(|(bit, _)| self.0 & bit != 0).map(|(_, word)| *word).collect();
        write!(f, "Ready({})", said.join("+"))
    }
}

/// One answer of [`Poller::wait`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Whose.
    pub token: Token,
    /// What.
    pub ready: Ready,
}

/// Ends another thread's [`Poller::wait`].
pub trait Wake: Send + Sync {
    /// Makes the current or else the next `wait` return with an event named [`Token::WAKE`]. Several wake-ups
    /// before that `wait` may arrive as one, but never as none.
    fn wake(&self) -> Result<()>;
}

/// The contract between the loop and a kernel.
///
/// **Level-triggered.** What is ready and not yet drained is reported by every `wait`; so a reader may stop in the
/// middle, and fairness costs nothing. (Edge-triggered epoll keeps this promise by a ready list of its own.)
///
/// **Errors and hang-ups** are reported to whoever asked for anything at all, as [`Ready::ERROR`] and
/// [`Ready::HANGUP`], which make both directions ready: the read or write that follows learns what happened.
/// A poller need not set them (select cannot); only READ and WRITE are promised.
///
/// **Spurious events are allowed**, lost ones are not. An event may also come late, for a token that was removed
/// during the same batch: the caller checks that the token still lives.
///
/// **Time** is the poller's, because a simulated kernel has a simulated clock.
pub trait Poller {
    /// Begins to watch a descriptor. `interest` must not be [`Interest::NONE`].
    ///
    /// Fails with `EEXIST` when it is registered already, `EPERM` when its kind cannot be waited for (a regular
    /// file under epoll; poll and select call those always ready), `ENOSPC` or `ENOMEM` when the kernel has no
    /// room, `EMFILE` when its number is too high (1024 and above under select).
    fn add(&mut self, fd: BorrowedFd<'_>, token: Token, interest: Interest) -> Result<()>;

    /// Changes what a registered descriptor is watched for, from `old` to `new`, neither being NONE.
    fn modify(&mut self, fd: BorrowedFd<'_>, token: Token, old: Interest, new: Interest) -> Result<()>;

    /// Ceases to watch a descriptor, which was watched for `old`.
    fn remove(&mut self, fd: BorrowedFd<'_>, old: Interest) -> Result<()>;

    /// Told instead of `remove` when the descriptor is about to be closed, and surely is the last one of its open
    /// file. Kernels that clean up by themselves need do nothing then, which saves a call per connection.
    fn forget(&mut self, fd: BorrowedFd<'_>, old: Interest) {
        let _ = self.remove(fd, old);
    }

    /// Sleeps until something is ready, a wake-up comes, or `timeout` has passed (`None`: for ever; zero: not at
    /// all), and appends what is ready to `events`. The timeout is rounded up to the kernel's resolution, so that
    /// a sleep never ends too early. A signal ends the sleep with no events, which is no error.
    fn wait(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> Result<()>;

    /// The poller's clock, since an arbitrary start. Never goes back. The system's, unless the poller has its own.
    fn now(&self) -> Duration {
        system::monotonic()
    }

    /// The same for what the loop and its programs do by the clock, not for who only watches them: a clock that moves when it
    /// is looked at too often counts these.
    fn look(&self) -> Duration {
        self.now()
    }

    /// How other threads end a `wait`. All handles of one poller do the same.
    fn waker(&self) -> Arc<dyn Wake>;

    /// In a child of fork: gives up what the parent has, too, and begins anew with nothing registered. The wakers that were
    /// handed out wake this poller from now on.
    fn renew(&mut self) -> Result<()>;

    /// A descriptor that is readable while `wait` would find something, for a foreign loop to sleep on. Reading it makes
    /// no sense. Kernels that keep no list of ours (poll, select) have none.
    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        None
    }

    /// Whether the next `wait` may find something of which [`Poller::descriptor`] says nothing: then a foreign loop must
    /// not sleep.
    fn is_restless(&self) -> bool {
        false
    }

    /// The call by which the kernel is told that a descriptor is watched for `new` instead of `old`; `None` when there is none
    /// for that, or one for many.
    fn registers_by(&self, _old: Interest, _new: Interest) -> Option<&'static str> {
        None
    }

    /// The name for logs: `"epoll"`, `"kqueue"`, …
    fn name(&self) -> &'static str;

    /// The world whose sockets it waits for; `None` means the kernel's.
    fn world(&self) -> Option<&World> {
        None
    }
}

/// The poller that serves this system best: epoll on Linux, kqueue on the BSDs and macOS.
///
/// # Errors
/// `EMFILE`, `ENFILE` or `ENOMEM` when the system has no descriptors or memory left.
pub fn native() -> Result<Box<dyn Poller>> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    return Ok(Box::new(Epoll::new()?));
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    return Ok(Box::new(Kqueue::new()?));
}

/// Whether another process may have duplicates of our descriptors: then the kernel does not forget a registration when we
/// close the descriptor, and goes on telling of it.
static SHARED: AtomicBool = AtomicBool::new(false);

/// Somebody forks without executing another program.
pub(crate) fn descriptors_are_shared() {
    SHARED.store(true, Ordering::Relaxed);
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn are_descriptors_shared() -> bool {
    SHARED.load(Ordering::Relaxed)
}

/// Whole milliseconds, rounded up, as epoll and poll want them: -1 for ever. Sleeps too long for the type (24 days)
/// end early; the loop then sleeps again.
pub(crate) fn milliseconds(timeout: Option<Duration>) -> libc::c_int {
    let Some(timeout) = timeout else { return -1 };
    if timeout.is_zero() {
        return 0;
    }
    let rounded_up = timeout.as_nanos().div_ceil(1_000_000);
    libc::c_int::try_from(rounded_up).unwrap_or(libc::c_int::MAX)
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
}
