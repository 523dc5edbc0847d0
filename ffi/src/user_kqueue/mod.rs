//! A kqueue in user space, over Linux's calls: so that the code for the BSDs and macOS runs where it is written. For
//! tests only, with the cargo feature `user-kqueue`; nothing of it is in other builds.
//!
//! The interface is C's, with FreeBSD's layout and numbers : `kqueue()` and `kevent()`. What it answers is what
//! kernels were seen to answer (`ffi/tests/user_kqueue.rs` has the table), errno values being Linux's:
//!
//! - `EVFILT_READ` and `EVFILT_WRITE` on what epoll takes, and on regular files until their end;
//! - `EVFILT_TIMER` by timerfd, `EVFILT_PROC` with `NOTE_EXIT` by pidfd, `EVFILT_VNODE` by inotify;
//! - any other filter is `EINVAL`.
//!
//! A queue's descriptor is that of an epoll instance, and so can be polled, as kqueues can; see `queue.rs`. Descriptors that
//! are closed take their registrations with them, duplicates or not, and no child of fork inherits a queue; see
//! `table.rs`. What a kernel may do, but seldom does, it does for its adversary ([`set_adversary`]).
//!
//! Known to differ: an error's number is inferred from what the socket was, since Linux shows it only to who takes it away;
//! `dup2` over a registered descriptor is not noticed, nor is the growth of a regular file that was read to its end.
#![allow(non_camel_case_types, reason = "the names are C's")]

mod adversary;
mod descriptor;
mod filter;
mod knote;
mod queue;
mod table;
mod vnode;

pub use adversary::set_adversary;

use libc::{c_int, c_void, timespec};
use std::time::{Duration, Instant};
use std::{ptr, slice};

/// What is asked for, and what is told.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct kevent {
    /// A descriptor, the number of a process, of a timer, …
    pub ident: usize,
    /// Of which kind the ident is, and what of it is waited for.
    pub filter: i16,
    /// What to do with it; what it is like.
    pub flags: u16,
    /// What else the filter wants or tells.
    pub fflags: u32,
    /// How much: bytes, connections, expirations.
    pub data: i64,
    /// Comes back as it was given.
    pub udata: *mut c_void,
    /// Not used.
    pub ext: [u64; 4],
}

// SAFETY: nothing is ever read or written through the pointer: it is the user's, and goes back to him.
unsafe impl Send for kevent {}

/// The numbers, with FreeBSD's names and values.
macro_rules! numbers {
    ($($kind:ty: $($name:ident = $value:expr),*;)*) => {
        $($(#[doc = concat!("`", stringify!($name), "`")] pub const $name: $kind = $value;)*)*
    };
}

numbers! {
    i16: EVFILT_READ = -1, EVFILT_WRITE = -2, EVFILT_VNODE = -4, EVFILT_PROC = -5, EVFILT_TIMER = -7;
    u16: EV_ADD = 0x1, EV_DELETE = 0x2, EV_ENABLE = 0x4, EV_DISABLE = 0x8, EV_ONESHOT = 0x10, EV_CLEAR = 0x20,
        EV_RECEIPT = 0x40, EV_DISPATCH = 0x80, EV_ERROR = 0x4000, EV_EOF = 0x8000;
    u32: NOTE_EXIT = 0x8000_0000;
    u32: NOTE_DELETE = 0x1, NOTE_WRITE = 0x2, NOTE_EXTEND = 0x4, NOTE_ATTRIB = 0x8, NOTE_LINK = 0x10, NOTE_RENAME = 0x20,
        NOTE_REVOKE = 0x40;
    u32: NOTE_SECONDS = 0x1, NOTE_MSECONDS = 0x2, NOTE_USECONDS = 0x4, NOTE_NSECONDS = 0x8;
}

/// A new queue, as kqueue(2) makes it: its descriptor, or -1 and `errno`.
///
/// # Safety
/// As in C: nothing to keep to.
pub unsafe extern "C" fn kqueue() -> c_int {
    answer(table::new_queue())
}

/// Makes changes, then waits for events, as kevent(2) does: how many events there are, or -1 and `errno`.
///
/// # Safety
/// As in C: the lists must be valid for their lengths, and the time valid or null.
pub unsafe extern "C" fn kevent(
    kq: c_int,
    changelist: *const kevent,
    nchanges: c_int,
    eventlist: *mut kevent,
    nevents: c_int,
    timeout: *const timespec,
) -> c_int {
    // SAFETY: the caller says that the lists are valid; empty ones may be null.
    let (changes, events) = unsafe {
        let changes = if nchanges > 0 { slice::from_raw_parts(changelist, nchanges as usize) } else { &[] };
        let events =
            if nevents > 0 { slice::from_raw_parts_mut(eventlist, nevents as usize) } else { &mut [] };
        (changes, events)
    };
    // SAFETY: the caller says that the time is valid or null.
    let timeout = unsafe { timeout.as_ref() };
    let timeout = timeout.map(|time| Duration::new(time.tv_sec as u64, time.tv_nsec as u32));
    answer(make_changes(kq, changes, events).and_then(|told| match told {
        0 if !events.is_empty() => wait(kq, events, timeout),
        told => Ok(told as c_int),
    }))
}

/// An errno.
type Errno = c_int;

/// Makes changes. What fails is told as an event if there is room, and else is the call's error; how many were told.
fn make_changes(kq: c_int, changes: &[kevent], events: &mut [kevent]) -> Result<usize, Errno> {
    let mut told = 0;
    table::with_queue(kq, |queue| {
        for change in changes {
            let errno = queue.change(change).err().unwrap_or(0);
            if errno == 0 && change.flags & EV_RECEIPT == 0 {
                continue;
            }
            match events.get_mut(told) {
                Some(place) => *place = kevent { flags: EV_ERROR, data: errno.into(), ..*change },
                None if errno != 0 => return Err(errno),
                None => continue,
            }
            told += 1;
        }
        Ok(told)
    })
}

/// Sleeps outside of all locks, so that other threads may change what is waited for.
fn wait(kq: c_int, events: &mut [kevent], timeout: Option<Duration>) -> Result<c_int, Errno> {
    let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    loop {
        let count = table::with_queue(kq, |queue| queue.collect(events))?;
        let left = end.map(|end| end.saturating_duration_since(Instant::now()));
        if count > 0 || left == Some(Duration::ZERO) {
            return Ok(count as c_int);
        }
        table::with_queue(kq, |queue| queue.before_sleep())?;
        descriptor::sleep(kq, left)?;
    }
}

fn answer(result: Result<c_int, Errno>) -> c_int {
    result.unwrap_or_else(|errno| {
        // SAFETY: the pointer is to this thread's errno, always valid.
        unsafe { *libc::__errno_location() = errno };
        -1
    })
}
