//! Virtual time: a clock that stands still while the program works, and moves on by itself when the loop would sleep.
//!
//! An hour of timers passes in no time, on the real kernel with its sockets, files and processes. So, unlike in a simulated
//! [`World`](crate::World), some of what the loop waits for takes real time, and the clock must know what to wait for. The rule:
//!
//! 1. Whoever is ready comes first: before the clock moves, the poller is asked once more, without sleep.
//! 2. **What works for the program in real time is waited for, and takes no virtual time**: jobs of the pool, children, other
//!    threads (a [`Remote`](crate::Remote)), connections that are being made, pipes and terminals, and whatever descriptor is
//!    watched. What was unreferenced is not waited for, here as everywhere.
//! 3. But no timer waits longer than it would have without virtual time. So a limit for a child that hangs still ends it.
//! 4. **What other programs send by sockets is not waited for**, since nobody knows whether it comes. What this program sends to
//!    itself is there at once, or nearly: when it has sent something, the clock waits until nothing has arrived for
//!    [`QUIET`].
//! 5. Without a deadline there is nowhere to move to, and the loop really sleeps.
//!
//! It is the rule of Tokio's paused clock (what blocks is waited for, sockets are not), and two more, 3 and the second half of
//! 4, which keep programs from hanging, and from seeing what they sent to themselves too late.

pub(crate) mod poller;
mod survey;

use crate::event_loop::{Haste, Loop};
use crate::virtual_time::survey::Survey;
use evloop_ffi::system;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// For how long nothing must have arrived after something was sent: far longer than the kernel needs for a packet to ourselves,
/// if the machine is not overloaded, and short beside any timer that is worth skipping.
const QUIET: Duration = Duration::from_millis(20);

/// How many looks at the clock are free after it has moved. Who looks more often without ever sleeping waits for the time to
/// pass: `while (now() < end) {}`, or a turn after the other until a timer has fired.
const FREE_LOOKS: u64 = 10_000;

/// By how much each further look moves the clock, so that such waiting ends: about what the look and a short turn cost.
const LOOK: Duration = Duration::from_micros(10);

/// A clock of virtual time, for the loop that gets it by [`Builder::virtual_time`](crate::Builder::virtual_time). Clones are
/// names of the same clock, for other threads, too.
///
/// It stands still while callbacks run, and moves on to the next deadline when the loop would sleep. What is waited for
/// nevertheless is told in `docs/virtual-time.md`. Who looks at it again and again without letting the loop sleep sees it move
/// in the end (by 10 µs a look, after 10,000 looks), since he may wait for that.
///
/// ```
/// use evloop::{Loop, VirtualClock};
/// use std::time::{Duration, Instant};
///
/// const HOUR: Duration = Duration::from_secs(3600);
/// let begun = Instant::now();
/// let clock = VirtualClock::starting_at(Duration::from_secs(946_684_800)); // the year 2000
/// let mut lp = Loop::builder().virtual_time(clock.clone()).build()?;
/// let mut hours = 0;
/// lp.every(HOUR, move |lp, timer| {
///     hours += 1;
///     if hours == 24 {
///         timer.cancel(lp);
///     }
/// });
/// lp.run()?;
/// assert_eq!(clock.now(), 24 * HOUR);
/// assert_eq!(clock.wall().as_secs(), 946_684_800 + 24 * 3600);
/// assert!(begun.elapsed() < HOUR);
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct VirtualClock(Arc<Hands>);

#[derive(Debug)]
struct Hands {
    /// Nanoseconds since the beginning. Only the loop's thread and whoever looks move it, and only forwards.
    now: AtomicU64,
    /// Looks since it has moved last.
    looks: AtomicU64,
    /// The wall clock at the beginning.
    wall: Duration,
}

impl VirtualClock {
    /// A clock at zero. By the calendar it is now, to the millisecond below.
    pub fn new() -> VirtualClock {
        let wall = system::realtime();
        VirtualClock::starting_at(wall - Duration::from_nanos(u64::from(wall.subsec_nanos() % 1_000_000)))
    }

    /// A clock at zero that begins at a moment of the calendar, given as the time since 1970 in UTC.
    pub fn starting_at(since_1970: Duration) -> VirtualClock {
        VirtualClock(Arc::new(Hands { now: AtomicU64::new(0), looks: AtomicU64::new(0), wall: since_1970 }))
    }

    /// The time since the beginning.
    pub fn now(&self) -> Duration {
        self.look();
        self.reading()
    }

    /// The time by the calendar: since 1970 in UTC.
    pub fn wall(&self) -> Duration {
        self.0.wall.saturating_add(self.now())
    }

    fn reading(&self) -> Duration {
        Duration::from_nanos(self.0.now.load(Ordering::Relaxed))
    }

    /// Counts a look, and makes it cost something if there were too many.
    fn look(&self) {
        if self.0.looks.fetch_add(1, Ordering::Relaxed) >= FREE_LOOKS {
            self.0.now.fetch_add(LOOK.as_nanos() as u64, Ordering::Relaxed);
        }
    }

    /// Moves on.
    fn advance(&self, by: Duration) {
        let target = self.reading().saturating_add(by);
        self.0.now.store(u64::try_from(target.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.0.looks.store(0, Ordering::Relaxed);
    }
}

impl Default for VirtualClock {
    fn default() -> VirtualClock {
        VirtualClock::new()
    }
}

/// What the loop and its poller share: the clock, and what it waits for at present.
pub(crate) struct VirtualTime {
    clock: VirtualClock,
    /// Found by the loop before it asks the poller.
    survey: Cell<Survey>,
    /// Somebody else sleeps for the loop.
    foreign: Cell<bool>,
    /// Since when the present works are waited for.
    works_since: Cell<Option<Instant>>,
    /// Since when nothing has been sent or has arrived, unless that was long enough already.
    still_since: Cell<Option<Instant>>,
}

impl VirtualTime {
    pub(crate) fn new(clock: VirtualClock) -> VirtualTime {
        VirtualTime {
            clock,
            survey: Cell::default(),
            foreign: Cell::new(false),
            works_since: Cell::new(None),
            still_since: Cell::new(None),
        }
    }

    /// Takes note of what goes on. Time that was waited counts anew when other works are under way, or there was traffic: a
    /// child's limit must not begin with the time that another child took.
    fn note(&self, found: Survey, foreign: bool) {
        let before = self.survey.replace(found);
        self.foreign.set(foreign);
        if found.works != before.works {
            self.works_since.set(None);
        }
        if found.traffic != before.traffic {
            self.still_since.set(Some(Instant::now()));
        }
    }

    /// How much real time must still pass before the clock may move on by `limit`.
    pub(crate) fn patience(&self, limit: Duration) -> Duration {
        let for_works = match self.survey.get().works {
            None => Duration::ZERO,
            Some(_) => {
                let since = self.works_since.get().unwrap_or_else(Instant::now);
                self.works_since.set(Some(since));
                limit.saturating_sub(since.elapsed())
            }
        };
        let for_traffic = match self.still_since.get() {
            None => Duration::ZERO,
            Some(since) => QUIET.min(limit).saturating_sub(since.elapsed()),
        };
        for_works.max(for_traffic)
    }

    /// The clock moves on.
    fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.works_since.set(None);
        self.still_since.set(None);
    }
}

impl Loop {
    /// How long the poll phase may sleep when there is a reason to do otherwise than usual. In haste it may not. In virtual time
    /// there is less haste, since the poller need not sleep anyway, and wants to know what else is under way.
    #[cold]
    pub(crate) fn special_timeout(&self) -> Option<Duration> {
        let at_leisure = !self.stopped() && !self.has_work() && self.alive();
        let foreign = self.haste.is(Haste::FOREIGN);
        self.jobs.perform_held(at_leisure);
        match &self.virtual_time {
            Some(time) if at_leisure => time.look_round(self, foreign),
            None if at_leisure && !foreign => {}
            _ => return Some(Duration::ZERO),
        }
        self.timers.next_deadline().map(|deadline| deadline.saturating_sub(self.now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_moves_when_it_is_told_to_or_stared_at() {
        let clock = VirtualClock::starting_at(Duration::from_secs(5));
        for _ in 0..FREE_LOOKS {
            assert_eq!(clock.now(), Duration::ZERO);
        }
        assert_eq!((clock.now(), clock.now()), (LOOK, 2 * LOOK));
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.now(), Duration::from_secs(1) + 2 * LOOK, "looks are free again");
        assert_eq!(clock.wall(), Duration::from_secs(6) + 2 * LOOK);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Duration::from_nanos(u64::MAX));
    }

    #[test]
    fn by_the_calendar_it_is_now_in_whole_milliseconds() {
        let (before, wall, after) = (system::realtime(), VirtualClock::default().wall(), system::realtime());
        assert!(before <= wall + Duration::from_millis(1) && wall <= after, "{before:?} {wall:?} {after:?}");
        assert_eq!(wall.subsec_nanos() % 1_000_000, 0);
    }
}
