//! How much processor time a callback has used.
//!
//! The thread's own clock is a system call, and too dear to be read before and after each callback. So it is read now and then, and
//! after a callback that took long. What the loop did between such a reading and the callback's beginning, while it did not sleep,
//! was short, and is taken for work.

use evloop_ffi::system::thread_time;
use std::cell::Cell;
use std::time::Duration;

/// A callback that took so long is asked for its processor time.
const LONG: Duration = Duration::from_micros(100);

/// So much may be taken for work until the clock is read again: a reading costs a thousandth of that.
const TRUSTED: Duration = Duration::from_micros(300);

#[derive(Clone, Copy, Default)]
struct Reading {
    /// When, on the loop's clock.
    at: Duration,
    /// What the thread had used by then.
    used: Duration,
}

#[derive(Default)]
pub(super) struct Processor {
    last: Cell<Option<Reading>>,
    /// How long the loop has slept since then, and since when it sleeps now.
    slept: Cell<Duration>,
    asleep_since: Cell<Duration>,
}

impl Processor {
    /// Reads the clock, at `at` of the loop's.
    fn read(&self, at: Duration) -> Duration {
        let used = thread_time();
        self.last.set(Some(Reading { at, used }));
        self.slept.set(Duration::ZERO);
        used
    }

    /// What the loop has done since the last reading, at `at` of its clock.
    fn awake(&self, last: Reading, at: Duration) -> Duration {
        at.saturating_sub(last.at).saturating_sub(self.slept.get())
    }

    /// A callback begins: the first needs a reading before it.
    #[inline]
    pub(super) fn begin(&self, at: Duration) {
        if self.last.get().is_none() {
            self.read(at);
        }
    }

    #[inline]
    pub(super) fn falls_asleep(&self, at: Duration) {
        self.asleep_since.set(at);
    }

    #[inline]
    pub(super) fn wakes_up(&self, at: Duration) {
        self.slept.set(self.slept.get() + at.saturating_sub(self.asleep_since.get()));
        if self.last.get().is_some_and(|last| self.awake(last, at) > TRUSTED) {
            self.read(at);
        }
    }

    /// What a callback has used that went on from `since` to `until`, if that is long.
    #[inline]
    pub(super) fn of_callback(&self, since: Duration, until: Duration) -> Option<Duration> {
        let took = until.saturating_sub(since);
        if took < LONG {
            return None;
        }
        let last = self.last.get()?;
        let other = self.awake(last, since);
        let used = self.read(until).saturating_sub(last.used);
        Some(used.saturating_sub(other).min(took))
    }
}
