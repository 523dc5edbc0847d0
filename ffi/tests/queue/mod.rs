//! kqueue(2) for tests: a queue, and short ways to ask it.
#![allow(dead_code, reason = "each test program uses some of it")]

use evloop_ffi::user_kqueue::*;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr;
use std::time::{Duration, Instant};

/// What no kernel takes, however busy the machine is.
const HANGS: Duration = Duration::from_secs(60);

/// A queue.
pub struct Queue(pub OwnedFd);

impl Queue {
    pub fn new() -> Queue {
        // SAFETY: the call touches no memory of ours, and the new descriptor is nobody's.
        Queue(unsafe { OwnedFd::from_raw_fd(kqueue()) })
    }

    /// kevent(2) with one change and room for `room` events.
    pub fn call(
        &self,
        changes: &[kevent],
        room: usize,
        timeout: Option<Duration>,
    ) -> Result<Vec<kevent>, i32> {
        let mut events = vec![event(0, 0, 0); room];
        let time = timeout.map(|time| libc::timespec {
            tv_sec: time.as_secs() as libc::time_t,
            tv_nsec: time.subsec_nanos().into(),
        });
        let time = time.as_ref().map_or(ptr::null(), ptr::from_ref);
        let (queue, count) = (self.0.as_raw_fd(), changes.len() as i32);
        // SAFETY: both lists have the lengths that are told, and the time is valid or null.
        let told = unsafe { kevent(queue, changes.as_ptr(), count, events.as_mut_ptr(), room as i32, time) };
        if told < 0 {
            return Err(evloop_ffi::Error::last("kevent").errno);
        }
        events.truncate(told as usize);
        Ok(events)
    }

    pub fn change(&self, ident: usize, filter: i16, flags: u16) -> Result<(), i32> {
        self.call(&[event(ident, filter, flags)], 0, None).map(drop)
    }

    pub fn add(&self, of: &impl AsRawFd, filter: i16, flags: u16) {
        self.change(of.as_raw_fd() as usize, filter, EV_ADD | flags).unwrap();
    }

    /// What is told at once.
    pub fn look(&self) -> Vec<kevent> {
        self.call(&[], 16, Some(Duration::ZERO)).unwrap()
    }

    /// What is told in the end.
    pub fn wait(&self) -> Vec<kevent> {
        let told = self.call(&[], 16, Some(HANGS)).unwrap();
        assert!(!told.is_empty(), "nothing was told");
        told
    }

    /// The event that is told in the end, perhaps behind others: what was sent over TCP comes when the kernel gets to it.
    pub fn find(&self, wanted: impl Fn(&kevent) -> bool) -> kevent {
        let begun = Instant::now();
        while begun.elapsed() < HANGS {
            if let Some(found) = self.wait().into_iter().find(&wanted) {
                return found;
            }
        }
        panic!("that was never told");
    }

    /// Waits for both filters to tell the end, and why.
    pub fn ends(&self) -> Vec<(i16, u32)> {
        loop {
            let mut events = self.wait();
            if events.len() == 2 && events.iter().all(|event| event.flags & EV_EOF != 0) {
                events.sort_by_key(|event| event.filter);
                return events.iter().map(|event| (event.filter, event.fflags)).collect();
            }
        }
    }
}

pub fn event(ident: usize, filter: i16, flags: u16) -> kevent {
    kevent { ident, filter, flags, fflags: 0, data: 0, udata: ptr::null_mut(), ext: [0; 4] }
}
