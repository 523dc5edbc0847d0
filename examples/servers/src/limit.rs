//! What is done when there is no more of something: descriptors, threads, processes.
//!
//! A server that meets a limit is not broken. It says so, rests for a moment in which clients leave, and tries again; those
//! who have not been served yet wait in the kernel's queue. It must not try again at once, for that would take the time from
//! those who could end and make room.

use evloop_ffi::Error;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// For how long to rest: long enough to cost nothing, short beside what clients wait for.
pub const REST: Duration = Duration::from_millis(10);

/// How often the same limit is told.
const EVERY: Duration = Duration::from_secs(10);

/// A limit that a server may meet.
pub struct Limit {
    model: &'static str,
    told: Mutex<Option<Instant>>,
}

impl Limit {
    pub const fn new(model: &'static str) -> Limit {
        Limit { model, told: Mutex::new(None) }
    }

    /// The limit was met: says so, unless it did just now, and rests.
    pub fn met(&self, what: &str, error: Error) {
        self.tell(what, error);
        thread::sleep(REST);
    }

    /// The same for those who rest by other means.
    pub fn tell(&self, what: &str, error: Error) {
        let mut told = self.told.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if told.is_none_or(|last| last.elapsed() >= EVERY) {
            *told = Some(Instant::now());
            eprintln!("evloop serve: {}: {what}: {error}; those who come wait", self.model);
        }
    }
}
