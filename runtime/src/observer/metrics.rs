//! The numbers of a loop: what it has done so far, and what it has to do.
//!
//! What costs an addition is always counted. What takes a reading of the clock before and after something is measured by
//! whoever switches it on, and by the same hook on which observers hang.

use crate::event_loop::Loop;
use crate::observer::histogram::Histogram;
use crate::observer::{Kind, Moment, SourceId};
use crate::pool::PoolLoad;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// What is always counted.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) turns: u64,
    pub(crate) events: u64,
    pub(crate) posts: u64,
}

/// The numbers of a loop at one moment, see [`Loop::metrics`]. All counts are since the loop was made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Metrics {
    /// What the loop stands on.
    pub backend: &'static str,
    /// Turns that were begun.
    pub turns: u64,
    /// Events that the poller told of: descriptors that were ready, and wake-ups.
    pub events: u64,
    /// Closures of other threads that were run, the results of the pool among them.
    pub posts: u64,
    /// How many sources live, by kind; those that there are none of are absent. A child, a loop's watched signals and its
    /// watched files each have a watch besides.
    pub sources: BTreeMap<Kind, usize>,
    /// Timers that are going to fire.
    pub timers_armed: usize,
    /// How many times timers were armed, by whatever means.
    pub timers_armed_so_far: u64,
    /// How many things keep the loop alive: sources that wait for something and were not unreferenced, immediates, jobs, ….
    pub active: usize,
    /// What the pool is busy with.
    pub pool: PoolLoad,
    /// What is only measured when it was asked for: by [`Builder::metrics`](crate::Builder::metrics) or [`Loop::measure`].
    pub times: Option<Times>,
}

/// What a loop did with its time since it was last asked to [`measure`](Loop::measure) it.
///
/// ```
/// use evloop::{Loop, Metrics, Times};
///
/// let mut lp = Loop::new()?;
/// lp.measure(true);
/// lp.immediate(|_| println!("something to do"));
/// lp.immediate(|lp| {
///     let metrics: Metrics = lp.metrics();
///     let times: Times = metrics.times.unwrap();
///     assert_eq!((times.callbacks, times.busy() + times.asleep), (2, times.elapsed));
///     lp.measure(false);
///     assert!(lp.metrics().times.is_none());
/// });
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Times {
    /// How long it is measured.
    pub elapsed: Duration,
    /// How long of that the loop slept in its poller, because there was nothing to do (libuv's `uv_metrics_idle_time`).
    /// In a foreign loop, which sleeps for ours, this is zero.
    pub asleep: Duration,
    /// How many times user code was called.
    pub callbacks: u64,
    /// The longest of these calls, and for whom it was.
    pub longest_callback: Option<(SourceId, Duration)>,
    /// How late timers were called, in nanoseconds after their deadline.
    pub lateness_ns: Histogram,
    /// How many events each question to the poller brought, those that brought none included.
    pub ready: Histogram,
}

impl Times {
    /// How long the loop did not sleep.
    pub fn busy(&self) -> Duration {
        self.elapsed.saturating_sub(self.asleep)
    }
}

/// Measures by what observers are told.
#[derive(Default)]
pub(crate) struct Meter {
    since: Duration,
    times: Times,
    asleep_since: Option<Duration>,
    /// Calls within calls: a signal is heard inside the callback of the pipe it came through.
    entered: Vec<(SourceId, Duration)>,
}

impl Meter {
    fn new(now: Duration) -> Meter {
        Meter { since: now, ..Meter::default() }
    }

    pub(crate) fn note(&mut self, at: Duration, what: Moment) {
        match what {
            // A look without sleep is work.
            Moment::Sleep(limit) => self.asleep_since = (limit != Some(Duration::ZERO)).then_some(at),
            Moment::Wake(count) => {
                self.times.ready.add(count as u64);
                if let Some(since) = self.asleep_since.take() {
                    self.times.asleep += at.saturating_sub(since);
                }
            }
            Moment::Enter(id) => {
                self.times.callbacks += 1;
                self.entered.push((id, at));
            }
            Moment::Leave(_) => self.leave(at),
            Moment::Late(by) => self.times.lateness_ns.add(u64::try_from(by.as_nanos()).unwrap_or(u64::MAX)),
            _ => {}
        }
    }

    fn leave(&mut self, at: Duration) {
        let Some((id, since)) = self.entered.pop() else { return };
        let took = at.saturating_sub(since);
        if self.times.longest_callback.is_none_or(|(_, longest)| took > longest) {
            self.times.longest_callback = Some((id, took));
        }
    }

    fn times(&self, now: Duration) -> Times {
        Times { elapsed: now.saturating_sub(self.since), ..self.times.clone() }
    }
}

impl Loop {
    /// The loop's numbers. Counting the sources takes a look at each; all else is there.
    ///
    /// ```
    /// use evloop::{Kind, Loop};
    /// use std::time::Duration;
    ///
    /// let mut lp = Loop::builder().metrics(true).build()?;
    /// lp.after(Duration::from_millis(2), |lp| {
    ///     let metrics = lp.metrics();
    ///     assert_eq!((metrics.turns, metrics.timers_armed_so_far, metrics.timers_armed), (2, 1, 0));
    ///     let times = metrics.times.as_ref().unwrap();
    ///     assert!(times.asleep >= Duration::from_millis(1) && times.asleep <= times.elapsed);
    ///     println!("{metrics}");
    /// });
    /// assert_eq!(lp.metrics().sources.get(&Kind::Timer), Some(&1));
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn metrics(&self) -> Metrics {
        Metrics {
            backend: self.backend(),
            turns: self.counts.turns,
            events: self.counts.events,
            posts: self.counts.posts,
            sources: self.count_by_kind(),
            timers_armed: self.timers.armed_now(),
            timers_armed_so_far: self.timers.armed_so_far(),
            active: self.active,
            pool: self.pool_load(),
            times: self.audience.ask(|audience| Some(audience.meter.as_ref()?.times(self.clock_now()))),
        }
    }

    /// Begins to measure what the loop does with its time, from zero, or ceases to. It costs two readings of the clock for
    /// each callback and two for each turn, some 100 ns in all on a usual machine.
    pub fn measure(&mut self, on: bool) {
        let meter = on.then(|| Meter::new(self.clock_now()));
        self.change_audience(|audience| audience.meter = meter);
    }
}

impl fmt::Display for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Metrics { backend, turns, events, posts, pool, .. } = self;
        writeln!(f, "loop on {backend}: {turns} turns, {events} events, {posts} posts")?;
        write!(f, "sources:")?;
        for (kind, count) in &self.sources {
            write!(f, " {count} {kind},")?;
        }
        writeln!(f, " {} timers armed, {} keep the loop alive", self.timers_armed, self.active)?;
        let (threads, size, running, queued) = (pool.threads, pool.size, pool.running, pool.queued);
        write!(f, "pool: {threads} of {size} threads, {running} jobs running, {queued} queued")?;
        match &self.times {
            Some(times) => write!(f, "\n{times}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = 100.0 * self.asleep.as_secs_f64() / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE);
        write!(f, "time: {:.1?}, {share:.1} % of it asleep; {} callbacks", self.elapsed, self.callbacks)?;
        if let Some((id, took)) = self.longest_callback {
            write!(f, ", the longest {took:.1?} ({id})")?;
        }
        write!(f, "\ntimers late: ")?;
        self.lateness_ns.describe(f, |nanoseconds| format!("{:.1?}", Duration::from_nanos(nanoseconds)))?;
        write!(f, "\nready at once: {}", self.ready)
    }
}
