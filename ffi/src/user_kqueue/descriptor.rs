//! Linux's calls that a queue is made of. None of them goes through `close`, which is ours here (see `table.rs`).

use super::Errno;
use libc::{c_int, c_long};
use std::os::fd::RawFd;
use std::ptr;
use std::time::Duration;

/// A descriptor that is nobody else's.
#[derive(Debug)]
pub(super) struct Fd(RawFd);

impl Fd {
    pub(super) fn number(&self) -> RawFd {
        self.0
    }

    /// A new epoll instance.
    pub(super) fn epoll() -> Result<Fd, Errno> {
        // SAFETY: epoll_create1(2) touches no memory of ours.
        checked(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) }).map(Fd)
    }

    /// A counter: readable while it is not zero.
    pub(super) fn counter(start: u32) -> Result<Fd, Errno> {
        // SAFETY: eventfd(2) touches no memory of ours.
        checked(unsafe { libc::eventfd(start, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) }).map(Fd)
    }

    /// A timer: first after `period`, and then again and again, or only once.
    pub(super) fn timer(period: Duration, once: bool) -> Result<Fd, Errno> {
        let flags = libc::TFD_CLOEXEC | libc::TFD_NONBLOCK;
        // SAFETY: timerfd_create(2) touches no memory of ours.
        let timer = Fd(checked(unsafe { libc::timerfd_create(libc::CLOCK_MONOTONIC, flags) })?);
        // A timer of zero would never expire.
        let period = timespec(period.max(Duration::from_nanos(1)));
        let again = if once { timespec(Duration::ZERO) } else { period };
        let times = libc::itimerspec { it_interval: again, it_value: period };
        // SAFETY: the pointer is to valid times; nobody wants the old ones.
        checked(unsafe { libc::timerfd_settime(timer.0, 0, &times, ptr::null_mut()) })?;
        Ok(timer)
    }

    /// A handle on a process: readable when it has ended.
    pub(super) fn process(pid: usize) -> Result<Fd, Errno> {
        // SAFETY: pidfd_open(2) touches no memory. It sets the close-on-exec flag by itself.
        checked(unsafe { libc::syscall(libc::SYS_pidfd_open, pid as libc::pid_t, 0) } as c_int).map(Fd)
    }

    /// A door of inotify.
    pub(super) fn inotify() -> Result<Fd, Errno> {
        // SAFETY: inotify_init1(2) touches no memory of ours.
        checked(unsafe { libc::inotify_init1(libc::IN_CLOEXEC | libc::IN_NONBLOCK) }).map(Fd)
    }

    /// Leaves the descriptor open, to be closed by its number.
    pub(super) fn into_number(self) -> RawFd {
        let number = self.0;
        std::mem::forget(self);
        number
    }

    /// What a counter or timer counted, which begins at zero again. Zero when there was nothing.
    pub(super) fn count(&self) -> u64 {
        let mut count = [0; 8];
        read(self.0, &mut count);
        u64::from_ne_bytes(count)
    }

    /// Makes a counter readable.
    pub(super) fn raise(&self) {
        // SAFETY: the bytes are readable for their length. A counter that is full is readable as well.
        unsafe { libc::write(self.0, 1u64.to_ne_bytes().as_ptr().cast(), 8) };
    }
}

impl Drop for Fd {
    fn drop(&mut self) {
        close(self.0);
    }
}

/// The kernel's own close.
pub(super) fn close(fd: RawFd) -> c_int {
    // SAFETY: close(2) touches no memory; whether the number is the caller's to close, the caller knows.
    unsafe { libc::syscall(libc::SYS_close, fd as c_long) as c_int }
}

/// Reads what there is; how many bytes, zero when there are none.
pub(super) fn read(fd: RawFd, buffer: &mut [u8]) -> usize {
    // SAFETY: the buffer is writable for its length.
    unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) }.try_into().unwrap_or(0)
}

pub(super) fn is_open(fd: RawFd) -> bool {
    // SAFETY: F_GETFD touches no memory.
    unsafe { libc::fcntl(fd, libc::F_GETFD) != -1 }
}

/// One `epoll_ctl`: `bits` are told of the descriptor, under the name `data`.
pub(super) fn control(epoll: RawFd, operation: c_int, fd: RawFd, bits: u32, data: u64) -> Result<(), Errno> {
    let mut event = libc::epoll_event { events: bits, u64: data };
    // SAFETY: the event is a valid one, and only read.
    checked(unsafe { libc::epoll_ctl(epoll, operation, fd, &mut event) }).map(drop)
}

/// Who is ready now, `room` at most: names and bits.
pub(super) fn ready(epoll: RawFd, room: usize) -> Result<Vec<(u64, u32)>, Errno> {
    let mut batch = vec![libc::epoll_event { events: 0, u64: 0 }; room];
    // SAFETY: the batch has room for as many events as the call is told.
    let count = checked(unsafe { libc::epoll_wait(epoll, batch.as_mut_ptr(), room as c_int, 0) })?;
    Ok(batch[..count as usize].iter().map(|event| (event.u64, event.events)).collect())
}

/// Sleeps until an epoll instance has something to tell, a signal comes (`EINTR`), or the time has passed.
pub(super) fn sleep(epoll: RawFd, time: Option<Duration>) -> Result<(), Errno> {
    let time = time.map(timespec);
    let time = time.as_ref().map_or(ptr::null(), ptr::from_ref);
    let mut entry = libc::pollfd { fd: epoll, events: libc::POLLIN, revents: 0 };
    // SAFETY: one valid pollfd is given, and the count says one; the time is valid or null, and so is no mask.
    checked(unsafe { libc::ppoll(&mut entry, 1, time, ptr::null()) }).map(drop)
}

pub(super) fn checked(answer: c_int) -> Result<c_int, Errno> {
    if answer == -1 { Err(crate::Error::last("").errno) } else { Ok(answer) }
}

fn timespec(time: Duration) -> libc::timespec {
    libc::timespec { tv_sec: time.as_secs() as _, tv_nsec: time.subsec_nanos() as _ }
}
