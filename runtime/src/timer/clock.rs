//! The loop's clock: read when somebody asks, and once a turn at most.

use evloop_ffi::poller::Poller;
use std::cell::Cell;
use std::time::Duration;

/// A reading of the poller's clock that serves until it is forgotten.
///
/// A loop without timers never asks, and so never reads the clock at all.
#[derive(Default)]
pub(crate) struct Clock(Cell<Option<Duration>>);

impl Clock {
    pub(crate) fn now(&self, poller: &dyn Poller) -> Duration {
        if let Some(now) = self.0.get() {
            return now;
        }
        let now = poller.look();
        self.0.set(Some(now));
        now
    }

    /// The next question reads the clock anew.
    #[inline]
    pub(crate) fn forget(&self) {
        self.0.set(None);
    }
}
