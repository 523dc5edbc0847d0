//! Signals as messages: "this descriptor is ready" (fcntl(2), `F_SETSIG`; signal(7), real-time signals).

use crate::Result;
use crate::error::check;
use crate::poller::Ready;
use std::marker::PhantomData;
use std::mem;
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::ptr;
use std::time::Duration;

/// What a signal has told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Something has happened to a descriptor. It may be closed by now, and its number another one's.
    Ready(RawFd, Ready),
    /// The kernel had no room left to queue a signal, and sent a plain SIGIO in its place: somebody is ready, nobody knows who.
    Overflow,
    /// The time has passed, or a signal came that is none of ours.
    Nothing,
}

/// The signals of one thread that tell of its descriptors: the first real-time signal, of which the kernel queues one for each
/// event, with the descriptor; and SIGIO, which says that it could not.
///
/// Both are blocked in the thread, for good: they wait in the queue until they are asked for. (To unblock them with one on its
/// way would end the process.)
pub struct SignalQueue {
    set: libc::sigset_t,
    signal: libc::c_int,
    thread: libc::pid_t,
    /// It belongs to the thread.
    _here: PhantomData<*const ()>,
}

/// `F_SETOWN_EX` and what it takes, which the libc crate does not know.
const F_SETOWN_EX: libc::c_int = 15;
const F_OWNER_TID: libc::c_int = 0;
#[repr(C)]
struct Owner {
    kind: libc::c_int,
    id: libc::pid_t,
}

/// `F_SETSIG`, likewise.
const F_SETSIG: libc::c_int = 10;

/// The beginning of the `siginfo_t` of a signal that tells of a descriptor.
#[repr(C)]
struct Info {
    signal: libc::c_int,
    errno: libc::c_int,
    code: libc::c_int,
    /// The bits of poll(2).
    band: libc::c_long,
    fd: libc::c_int,
}
const _: () = assert!(mem::size_of::<Info>() <= mem::size_of::<libc::siginfo_t>());

impl SignalQueue {
    /// Blocks the two signals in this thread (`pthread_sigmask`).
    ///
    /// # Errors
    /// None that a system is known for.
    pub fn new() -> Result<SignalQueue> {
        // SAFETY: sigset_t is plain old data, for which all-zero is a valid value.
        let mut set: libc::sigset_t = unsafe { mem::zeroed() };
        let signal = libc::SIGRTMIN();
        // SAFETY: the set is ours, and both numbers are signals.
        unsafe {
            libc::sigemptyset(&mut set);
            libc::sigaddset(&mut set, signal);
            libc::sigaddset(&mut set, libc::SIGIO);
        }
        // SAFETY: the set is a valid one, and nobody wants the old one.
        check("pthread_sigmask", || unsafe {
            libc::pthread_sigmask(libc::SIG_BLOCK, &set, ptr::null_mut())
        })?;
        // SAFETY: gettid(2) touches no memory and cannot fail.
        let thread = unsafe { libc::gettid() };
        Ok(SignalQueue { set, signal, thread, _here: PhantomData })
    }

    /// `fcntl` with `F_SETOWN_EX`: this thread is to be told.
    ///
    /// # Errors
    /// What fcntl(2) says, which is nothing for an open socket.
    pub fn set_owner(&self, fd: BorrowedFd<'_>) -> Result<()> {
        let owner = Owner { kind: F_OWNER_TID, id: self.thread };
        // SAFETY: the pointer is to a valid record, which is only read.
        check("fcntl", || unsafe { libc::fcntl(fd.as_raw_fd(), F_SETOWN_EX, &raw const owner) })?;
        Ok(())
    }

    /// `fcntl` with `F_SETSIG`: by the real-time signal, which is queued and bears the descriptor's number, not by SIGIO.
    ///
    /// # Errors
    /// What fcntl(2) says, which is nothing for an open socket.
    pub fn set_signal(&self, fd: BorrowedFd<'_>) -> Result<()> {
        // SAFETY: F_SETSIG touches no memory.
        check("fcntl", || unsafe { libc::fcntl(fd.as_raw_fd(), F_SETSIG, self.signal) })?;
        Ok(())
    }

    /// `fcntl` with `F_SETFL`: from now on, and without ever blocking (`O_ASYNC`, `O_NONBLOCK`). What has happened before is
    /// told by nobody.
    ///
    /// # Errors
    /// What fcntl(2) says, which is nothing for an open socket.
    pub fn set_async(&self, fd: BorrowedFd<'_>) -> Result<()> {
        let flags = libc::O_ASYNC | libc::O_NONBLOCK;
        // SAFETY: F_SETFL touches no memory.
        check("fcntl", || unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_SETFL, flags) })?;
        Ok(())
    }

    /// `sigtimedwait`: takes the next signal from the queue; sleeps until there is one, or `timeout` has passed (`None`: for
    /// ever). SIGIO has the lower number, so an overflow is told first.
    ///
    /// # Errors
    /// None that a system is known for.
    pub fn wait(&self, timeout: Option<Duration>) -> Result<Notice> {
        let time = timeout.map(|time| libc::timespec {
            tv_sec: libc::time_t::try_from(time.as_secs()).unwrap_or(libc::time_t::MAX),
            tv_nsec: time.subsec_nanos() as _,
        });
        let time = time.as_ref().map_or(ptr::null(), ptr::from_ref);
        // SAFETY: siginfo_t is plain old data, for which all-zero is a valid value.
        let mut told: libc::siginfo_t = unsafe { mem::zeroed() };
        // SAFETY: the set, the record and the time (or null) are valid.
        match check("sigtimedwait", || unsafe { libc::sigtimedwait(&self.set, &mut told, time) }) {
            Ok(signal) if signal == self.signal => Ok(decode(&told)),
            Ok(_) => Ok(Notice::Overflow),
            Err(error) if error.interrupted() || error.would_block() => Ok(Notice::Nothing),
            Err(error) => Err(error),
        }
    }
}

/// What the real-time signal bears.
fn decode(told: &libc::siginfo_t) -> Notice {
    // SAFETY: the record is as large at least and aligned for a word, and any bits are valid integers.
    let info = unsafe { &*ptr::from_ref(told).cast::<Info>() };
    // Who sends the signal by hand (kill, sigqueue) has a code of zero or less, and no descriptor to tell of.
    if info.code <= 0 {
        return Notice::Nothing;
    }
    Notice::Ready(info.fd, Ready::from_bits(info.band as u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io;
    use std::os::fd::AsFd;
    use std::os::unix::net::UnixStream;
    use std::thread;

    /// The signals belong to a thread, and stay blocked in it.
    fn on_a_thread(test: impl FnOnce() + Send + 'static) {
        thread::spawn(test).join().unwrap();
    }

    #[test]
    fn a_signal_bears_the_descriptor() {
        on_a_thread(|| {
            let (here, there) = UnixStream::pair().unwrap();
            let queue = SignalQueue::new().unwrap();
            queue.set_owner(here.as_fd()).unwrap();
            queue.set_signal(here.as_fd()).unwrap();
            queue.set_async(here.as_fd()).unwrap();
            assert_eq!(queue.wait(Some(Duration::ZERO)), Ok(Notice::Nothing));
            io::write(&there, b"x").unwrap();
            let Ok(Notice::Ready(fd, ready)) = queue.wait(None) else { panic!("no notice of a descriptor") };
            assert_eq!(fd, here.as_raw_fd());
            assert!(ready.read());
        });
    }

    #[test]
    fn without_the_real_time_signal_nobody_knows_who() {
        on_a_thread(|| {
            let (here, there) = UnixStream::pair().unwrap();
            let queue = SignalQueue::new().unwrap();
            queue.set_owner(here.as_fd()).unwrap();
            queue.set_async(here.as_fd()).unwrap();
            io::write(&there, b"x").unwrap();
            assert_eq!(queue.wait(None), Ok(Notice::Overflow));
        });
    }

    #[test]
    fn a_signal_that_somebody_sends_by_hand_tells_nothing() {
        on_a_thread(|| {
            let queue = SignalQueue::new().unwrap();
            crate::signal::raise(crate::signal::Sig::from_number(libc::SIGRTMIN())).unwrap();
            assert_eq!(queue.wait(Some(Duration::ZERO)), Ok(Notice::Nothing));
        });
    }
}
