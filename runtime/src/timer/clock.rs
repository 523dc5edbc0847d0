//! The loop's clock: read when somebody asks, and once a turn at most.

use evloop_ffi::poller::Poller;
use std::cell::Cell;
use std::time::Duration;

/// A reading of the poller's clock that serves until it is forgotten.
///
/// A loop without timers never asks, and so never reads the clock at all.
#[derive(Default)]
pub(crate) struct Clock {
    reading: Cell<Option<Duration>>,
    /// How long the loop was made to stand still so far: time that has not passed for it.
    stood: Cell<Duration>,
}

impl Clock {
    pub(crate) fn now(&self, poller: &dyn Poller) -> Duration {
        if let Some(now) = self.reading.get() {
            return now;
        }
        let now = poller.look().saturating_sub(self.stood.get());
        self.reading.set(Some(now));
        now
    }

    /// What it says at this moment, for those who watch the loop.
    pub(crate) fn read(&self, poller: &dyn Poller) -> Duration {
        poller.now().saturating_sub(self.stood.get())
    }

    /// So much time shall not have passed.
    pub(crate) fn pass_over(&self, time: Duration) {
        self.stood.set(self.stood.get() + time);
    }

    /// The next question reads the clock anew.
    #[inline]
    pub(crate) fn forget(&self) {
        self.reading.set(None);
    }
}
