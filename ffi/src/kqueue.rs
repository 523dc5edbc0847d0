//! kqueue(2), the event queue of the BSDs and macOS, as far as evloop asks it anything: a safe [`Queue`], on which the
//! poller and the handles on children stand.
//!
//! Where the names come from is decided here, and nowhere else: on the systems that have them from libc; in the tests of
//! a Linux build with the feature `user-kqueue` from `user_kqueue`, a kqueue of our own in user space.

#[cfg(feature = "user-kqueue")]
pub(crate) use crate::user_kqueue as sys;
#[cfg(not(feature = "user-kqueue"))]
pub(crate) use libc as sys;

use crate::error::check;
use crate::{Result, io};
use std::mem::{self, offset_of};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr;
use std::time::Duration;

/// How long one call sleeps at most: some kernels refuse times of years. Who waits for longer waits again.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// An event, and a change: what is asked for and what is told have one shape.
pub(crate) type Kevent = sys::kevent;

// The fields differ in type from system to system; these are the types of this one.
#[cfg(target_os = "netbsd")]
mod field {
    pub(super) const FIRST_FILTER: Filter = 0;
    pub(crate) type Filter = u32;
    pub(crate) type Flags = u32;
}
#[cfg(not(target_os = "netbsd"))]
mod field {
    pub(super) const FIRST_FILTER: Filter = -1;
    pub(crate) type Filter = i16;
    pub(crate) type Flags = u16;
}
pub(crate) use field::{Filter, Flags};

// What the kernel believes an event to look like. A binding that disagrees must not compile.
const _: () = {
    // FreeBSD has had four further words since its 12th release; the older ones are not served.
    let size = if cfg!(any(target_os = "freebsd", feature = "user-kqueue")) {
        64
    } else if cfg!(target_os = "netbsd") {
        40
    } else {
        32
    };
    let wide = cfg!(target_os = "netbsd");
    assert!(cfg!(not(target_pointer_width = "64")) || mem::size_of::<Kevent>() == size);
    assert!(cfg!(not(target_pointer_width = "64")) || offset_of!(Kevent, filter) == 8);
    assert!(offset_of!(Kevent, ident) == 0);
    assert!(offset_of!(Kevent, flags) - offset_of!(Kevent, filter) == if wide { 4 } else { 2 });
    assert!(offset_of!(Kevent, fflags) - offset_of!(Kevent, flags) == if wide { 4 } else { 2 });
    assert!(cfg!(not(target_pointer_width = "64")) || offset_of!(Kevent, data) == if wide { 24 } else { 16 });
    assert!(
        cfg!(not(target_pointer_width = "64")) || offset_of!(Kevent, udata) == if wide { 32 } else { 24 }
    );
    assert!(sys::EVFILT_READ == field::FIRST_FILTER);
};

/// An event queue. It is itself readable, to poll(2), select(2) and other queues, while it has something to tell. A child of
/// fork does not inherit it.
pub(crate) struct Queue(OwnedFd);

impl Queue {
    /// A new queue, closed on exec.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left.
    pub(crate) fn new() -> Result<Queue> {
        // SAFETY: kqueue(2) takes nothing and touches no memory of ours.
        let raw = check("kqueue", || unsafe { sys::kqueue() })?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        let queue = unsafe { OwnedFd::from_raw_fd(raw) };
        io::set_cloexec(&queue)?;
        Ok(Queue(queue))
    }

    /// Makes one change: adds or deletes what is waited for.
    pub(crate) fn change(&self, change: &Kevent) -> Result<()> {
        let queue = self.0.as_raw_fd();
        // SAFETY: one change is given and the count says one; no room for events is offered.
        check("kevent", || unsafe { sys::kevent(queue, change, 1, ptr::null_mut(), 0, ptr::null()) })?;
        Ok(())
    }

    /// Sleeps until there is an event, or the time has passed (`None`: for ever); how many events there are now at the
    /// beginning of the batch.
    pub(crate) fn wait(&self, batch: &mut [Kevent], timeout: Option<Duration>) -> Result<usize> {
        let timeout = timeout.map(|timeout| timespec(timeout.min(LONGEST)));
        let timeout = timeout.as_ref().map_or(ptr::null(), ptr::from_ref);
        let (queue, events, room) = (self.0.as_raw_fd(), batch.as_mut_ptr(), batch.len());
        // SAFETY: the batch has room for as many events as the call is told; the time is valid or null.
        let call = || unsafe { sys::kevent(queue, ptr::null(), 0, events, room as _, timeout) };
        Ok(check("kevent", call)? as usize)
    }
}

impl AsFd for Queue {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl From<Queue> for OwnedFd {
    fn from(queue: Queue) -> OwnedFd {
        queue.0
    }
}

/// A change: of what (`ident`, a descriptor or process number), which `filter`, what is to be done (`flags`, `EV_ADD` …).
/// `token` comes back with the events.
pub(crate) fn change(ident: libc::c_int, filter: Filter, flags: Flags, token: u64) -> Kevent {
    // SAFETY: kevent is plain old data, for which all-zero is a valid value.
    let mut change: Kevent = unsafe { mem::zeroed() };
    change.ident = ident as _;
    change.filter = filter;
    change.flags = flags;
    // A token is a number, not an address; it travels in the pointer's place.
    change.udata = token as usize as _;
    change
}

fn timespec(time: Duration) -> libc::timespec {
    libc::timespec { tv_sec: time.as_secs() as _, tv_nsec: time.subsec_nanos() as _ }
}
