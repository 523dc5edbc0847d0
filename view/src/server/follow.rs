//! Follows a loop: reads its facts as they come, and remembers what they add up to.

use crate::model::{History, Host};
use evloop::recorder::{Gate, Reader};
use evloop::system;
use serde_json::Value;
use std::time::Duration;

/// So many of the latest facts are remembered, for the time line.
const REMEMBERED: usize = 1 << 18;

/// How often the loop is asked what its sources say of themselves, and when it has answered.
const ASK_EVERY: Duration = Duration::from_millis(100);
const ANSWERED: Duration = Duration::from_millis(40);

/// What a look at the facts has brought.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct News {
    /// Something has happened.
    pub(super) any: bool,
    /// The loop stands still.
    pub(super) paused: bool,
    /// It has come to a halt, or goes on again.
    pub(super) turned: bool,
    /// How long it took to read them.
    pub(super) took: Duration,
}

pub(super) struct Follower {
    history: History,
    paused: bool,
    begun: Duration,
    /// Something has happened since the loop was asked what its sources say of themselves.
    unasked: bool,
    /// When it was asked, if what it says is still to be shown.
    asked: Option<Duration>,
    last_asked: Duration,
    /// When the program ended.
    over: Option<Duration>,
}

impl Follower {
    pub(super) fn new(reader: Reader, host: Host) -> Follower {
        let history = History::new(reader, host, REMEMBERED);
        Follower {
            history,
            paused: false,
            begun: system::monotonic(),
            unasked: true,
            asked: None,
            last_asked: Duration::ZERO,
            over: None,
        }
    }

    /// The gate of the loop.
    pub(super) fn gate(&self) -> &Gate {
        self.history.reader().gate()
    }

    /// Whether the program has ended.
    pub(super) fn is_over(&self) -> bool {
        self.over.is_some()
    }

    /// Reads what has come since the last time. Somebody `watches`: then the loop is asked what its sources say of themselves.
    pub(super) fn advance(&mut self, watched: bool) -> News {
        if self.is_over() {
            return News::default();
        }
        let begun = system::monotonic();
        let mut any = self.history.read() > 0;
        self.unasked |= any;
        any |= self.asked.take_if(|asked| begun.saturating_sub(*asked) >= ANSWERED).is_some();
        if watched {
            self.ask(begun);
        }
        let took = system::monotonic().saturating_sub(begun);
        let paused = self.history.model().is_paused();
        let turned = paused != std::mem::replace(&mut self.paused, paused);
        News { any, paused, turned, took }
    }

    /// Asks for a survey, if there is anything new to be said. It costs the program's thread some microseconds: so not for ever,
    /// and not oftener than is looked at.
    fn ask(&mut self, now: Duration) {
        if self.unasked && now.saturating_sub(self.last_asked) >= ASK_EVERY {
            self.history.reader().ask_survey();
            (self.unasked, self.asked, self.last_asked) = (false, Some(now), now);
        }
    }

    /// The program has ended: reads the rest.
    pub(super) fn end(&mut self) {
        self.history.end();
        self.over = Some(system::monotonic());
    }

    /// Nobody looks any more: the loop goes on, at full speed.
    pub(super) fn release(&self) {
        let gate = self.gate();
        gate.breaks().into_iter().for_each(|at| gate.set_break(at, false));
        gate.set_slow(Duration::ZERO);
        gate.resume();
    }

    /// The state of the loop, now, as JSON: with how long it has been looked at, and has slept.
    pub(super) fn state(&self) -> String {
        let mut state = self.history.state();
        let now = self.over.unwrap_or_else(system::monotonic);
        state["uptime"] = nanoseconds(now.saturating_sub(self.begun));
        state["counters"]["asleep"] = nanoseconds(self.history.model().asleep(now));
        state.to_string()
    }

    /// The state that it had at `at`, in nanoseconds of its clock, as JSON; the oldest known, if that is longer ago.
    pub(super) fn state_at(&self, at: u64) -> String {
        self.history.state_at(Duration::from_nanos(at)).to_string()
    }

    /// What happened between two moments, for so many columns, as JSON.
    pub(super) fn timeline(&self, from: u64, to: u64, width: usize) -> String {
        self.history.timeline(Duration::from_nanos(from), Duration::from_nanos(to), width).to_string()
    }
}

fn nanoseconds(time: Duration) -> Value {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX).into()
}
