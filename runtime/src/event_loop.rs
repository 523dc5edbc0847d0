//! The loop itself: start reading at [`Loop::turn`].

use crate::builder::Builder;
use crate::error::{Error, Result};
use crate::file::poll::FilePolls;
use crate::file::watch::FileWatches;
use crate::hook::Hooks;
use crate::immediate::Immediates;
use crate::observer::audience::Seats;
use crate::observer::metrics::Counts;
use crate::observer::{Moment, Phase};
use crate::pool::Jobs;
use crate::process::Children;
use crate::remote::{Mailbox, Remotes};
use crate::signal::Signals;
use crate::slab::{Key, Store};
use crate::source::{Farewell, Pending, Source};
use crate::stream::terminal::Terminals;
use crate::timer::Timers;
use crate::timer::clock::Clock;
use crate::virtual_time::VirtualTime;
use evloop_ffi::poller::{self, Poller, Token};
use std::mem;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// The size of the one buffer that all streams are read into.
///
/// As large as what Linux hands over in one go on loopback and as Node's reads; larger buffers no longer save
/// calls worth speaking of, and fall out of the processor's second-level cache.
const BUFFER: usize = 64 * 1024;

/// The owner of everything; lives on the thread that made it, since its callbacks may own what no other thread may touch. Other
/// threads have a [`Remote`](crate::Remote).
///
/// ```compile_fail
/// let lp = evloop::Loop::new().unwrap();
/// std::thread::spawn(move || lp.run());
/// ```
///
/// What [`Loop::run`] does can be done by hand, a turn at a time:
///
/// ```
/// use evloop::{Backend, Loop};
/// use std::time::Duration;
///
/// let mut lp = Loop::builder().backend(Backend::Poll).build()?;
/// assert_eq!(lp.backend(), "poll");
/// assert!(!lp.alive(), "nothing to wait for");
///
/// let start = lp.now();
/// lp.every(Duration::from_secs(3600), |_, _| unreachable!());
/// lp.after(Duration::from_millis(2), |lp| {
///     assert_eq!(lp.turn().unwrap_err().code(), "REENTERED");
///     lp.stop();
/// });
/// while lp.alive() && !lp.stopped() {
///     lp.turn()?;
/// }
/// assert!(lp.now() >= start + Duration::from_millis(2));
/// # Ok::<(), evloop::Error>(())
/// ```
pub struct Loop {
    pub(crate) poller: Box<dyn Poller>,
    pub(crate) clock: Clock,
    pub(crate) timers: Timers,
    pub(crate) immediates: Immediates,
    pub(crate) hooks: Hooks,
    pub(crate) signals: Signals,
    pub(crate) children: Children,
    pub(crate) terminals: Terminals,
    pub(crate) file_watches: FileWatches,
    pub(crate) file_polls: FilePolls,
    pub(crate) sources: Store<Source>,
    /// Sources whose interest differs from what the poller was told.
    pub(crate) dirty: Vec<Key>,
    /// What methods met that callbacks must hear, for the pending phase.
    pub(crate) pending: Vec<Pending>,
    /// For the closing phase.
    pub(crate) closing: Vec<Farewell>,
    /// Listeners that wait for descriptors.
    pub(crate) starved: Vec<Key>,
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) remotes: Remotes,
    pub(crate) jobs: Jobs,
    /// How many things keep the loop alive.
    pub(crate) active: usize,
    pub(crate) counts: Counts,
    /// Whoever watches the loop at work.
    pub(crate) audience: Seats,
    /// Absent before the first poll phase, and while one works with it.
    batch: Option<Box<Batch>>,
    /// Why the poll phase does not sleep, whatever there is to do.
    pub(crate) haste: Haste,
    pub(crate) turning: bool,
    /// When the clock is not the system's.
    pub(crate) virtual_time: Option<Rc<VirtualTime>>,
}

/// Reasons not to sleep, or not as usual, in one byte, since every turn asks.
#[derive(Clone, Copy, Default)]
pub(crate) struct Haste(u8);

impl Haste {
    /// Somebody has called `stop`.
    const STOPPED: Haste = Haste(1);
    /// Somebody else sleeps for us.
    pub(crate) const FOREIGN: Haste = Haste(2);
    /// The clock moves on where others would sleep.
    pub(crate) const VIRTUAL: Haste = Haste(4);
    /// Jobs are done before it.
    pub(crate) const STEADY: Haste = Haste(8);

    #[inline]
    fn any(self) -> bool {
        self.0 != 0
    }

    pub(crate) fn is(self, reason: Haste) -> bool {
        self.0 & reason.0 != 0
    }

    #[inline]
    pub(crate) fn set(&mut self, reason: Haste, on: bool) {
        self.0 = if on { self.0 | reason.0 } else { self.0 & !reason.0 };
    }
}

/// What the poll phase works with; taken out of the loop while callbacks run.
struct Batch {
    events: Vec<poller::Event>,
    /// Asked for as zeros, so that pages which no stream has read into yet cost no memory.
    buffer: Box<[u8; BUFFER]>,
}

impl Batch {
    fn new() -> Box<Batch> {
        let buffer = vec![0; BUFFER].try_into().expect("the vector has the array's length");
        Box::new(Batch { events: Vec::new(), buffer })
    }
}

impl Loop {
    /// A loop on the best poller of this system, or on the one that the environment variable `EVLOOP_BACKEND` names:
    /// `epoll`, `epoll-edge`, `poll`, `select`, `kqueue` or `simulated`.
    ///
    /// # Errors
    /// When the system has no descriptors or memory left for it (`EMFILE`, `ENFILE`, `ENOMEM`), or no such poller
    /// (`UNKNOWN_BACKEND`, `UNAVAILABLE_BACKEND`), or when the environment asks for an impossible pool (`BAD_POOL_SIZE`).
    pub fn new() -> Result<Loop> {
        Loop::builder().build()
    }

    /// A loop of another kind, see [`Builder`].
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn with_poller(poller: Box<dyn Poller>, pool_size: usize) -> Loop {
        log::debug!("loop on {}", poller.name());
        Loop {
            clock: Clock::default(),
            timers: Timers::new(),
            immediates: Immediates::default(),
            hooks: Hooks::new(),
            signals: Signals::new(),
            children: Children::new(),
            terminals: Terminals::new(),
            file_watches: FileWatches::new(),
            file_polls: FilePolls::new(),
            sources: Store::new(),
            dirty: Vec::new(),
            pending: Vec::new(),
            closing: Vec::new(),
            starved: Vec::new(),
            mailbox: Mailbox::new(poller.waker()),
            remotes: Remotes::default(),
            jobs: Jobs::new(pool_size),
            active: 0,
            counts: Counts::default(),
            audience: Seats::default(),
            batch: None,
            haste: Haste::default(),
            turning: false,
            virtual_time: None,
            poller,
        }
    }

    /// The name of the poller that the loop stands on, see [`Backend::name`](crate::Backend::name).
    pub fn backend(&self) -> &'static str {
        self.poller.name()
    }

    /// Turns until nothing keeps the loop alive, or [`Loop::stop`] is called. Consumes the loop, so that it cannot
    /// be nested. When the loop is stopped already, nothing is done.
    ///
    /// # Errors
    /// Only when the poller itself fails, which no program can mend.
    pub fn run(mut self) -> Result<()> {
        while self.alive() && !self.stopped() {
            self.turn()?;
        }
        Ok(())
    }

    /// One passage through all phases. Sleeps in the poll phase if there is nothing to do. (A timer that it slept for is
    /// called at the beginning of the next turn.) [`Loop::turn_without_sleep`] is for loops that run in other loops.
    ///
    /// # Errors
    /// `REENTERED` when called from inside a callback; otherwise as [`Loop::run`].
    #[inline(always)] // whoever turns in a loop of his own must not pay for the call: 24 instructions a turn
    pub fn turn(&mut self) -> Result<()> {
        self.begin_turn()?;
        self.run_timers(); //                       deadlines that have passed
        self.run_pending(); //                      failures that methods met, told now
        self.run_idle(); //                         asked to run on every turn
        self.run_prepare(); //                      the last word before sleep
        self.run_poll(self.poll_timeout())?; //     sleep; then each ready source
        self.run_check(); //                        the first word after sleep; immediates
        self.run_closing(); //                      farewells of closed sources
        self.end_turn()
    }

    fn begin_turn(&mut self) -> Result<()> {
        if mem::replace(&mut self.turning, true) {
            return Err(Error::reentered());
        }
        self.haste.set(Haste::STOPPED, false);
        self.counts.turns += 1;
        self.update_now(); // one reading of the clock serves the timers
        if self.audience.taken() {
            self.tell_of_remotes();
            self.note(Moment::Turn(self.counts.turns));
        }
        Ok(())
    }

    fn end_turn(&mut self) -> Result<()> {
        self.turning = false;
        Ok(())
    }

    /// Whether anything is left to wait for: a timer, a connection, a listener, a job, a [`Remote`](crate::Remote)
    /// … that has not been unreferenced.
    pub fn alive(&self) -> bool {
        self.active > 0 || !self.pending.is_empty() || !self.closing.is_empty() || self.mailbox.keeps_alive()
    }

    /// Ends [`Loop::run`] after the present turn, which does not sleep any more. The phases that are still to come
    /// in this turn do come. The next `turn` forgets that it was called.
    pub fn stop(&mut self) {
        self.haste.set(Haste::STOPPED, true);
    }

    /// Whether [`Loop::stop`] was called during the latest turn, or after it.
    pub fn stopped(&self) -> bool {
        self.haste.is(Haste::STOPPED)
    }

    /// The loop's clock: time since an arbitrary start, that never goes back. Read once, then kept until the next
    /// phase that may have taken long; so all timers armed in one callback are armed at the same moment.
    pub fn now(&self) -> Duration {
        self.clock.now(&*self.poller)
    }

    /// Makes the next [`Loop::now`] read the clock anew: for a callback that has worked for long and then arms
    /// timers.
    ///
    /// ```
    /// use evloop::Loop;
    ///
    /// let mut lp = Loop::new()?;
    /// let before = lp.now();
    /// let sum: u64 = (0..1_000_000).sum();
    /// assert_eq!(lp.now(), before, "time stands still, whatever {sum} took");
    /// lp.update_now();
    /// assert!(lp.now() >= before);
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn update_now(&mut self) {
        self.clock.forget();
    }

    /// How long the poll phase may sleep: not at all while there is something to do or nothing to wait for, else
    /// until the next deadline.
    fn poll_timeout(&self) -> Option<Duration> {
        if self.haste.any() {
            return self.special_timeout();
        }
        if self.has_work() || !self.alive() {
            return Some(Duration::ZERO);
        }
        self.timers.next_deadline().map(|deadline| deadline.saturating_sub(self.now()))
    }

    /// Whether a phase of the next turn (or a later one of this turn) has something to do.
    pub(crate) fn has_work(&self) -> bool {
        !self.pending.is_empty()
            || !self.closing.is_empty()
            || !self.immediates.is_empty()
            || self.hooks.any_idle()
    }

    /// Collects what is ready, then calls: what the callbacks change cannot disturb the collecting.
    fn run_poll(&mut self, mut timeout: Option<Duration>) -> Result<()> {
        self.note(Moment::Phase(Phase::Poll));
        if !self.dirty.is_empty() {
            self.apply_interests();
            if !self.pending.is_empty() {
                timeout = Some(Duration::ZERO);
            }
        }
        let mut batch = self.batch.take().unwrap_or_else(Batch::new);
        self.note(Moment::Sleep(timeout));
        let mut answer = self.poller.wait(timeout, &mut batch.events);
        while self.audience.taken() && self.was_only_asked(&batch.events) {
            batch.events.clear();
            answer = self.poller.wait(self.poll_timeout(), &mut batch.events);
        }
        self.clock.forget();
        self.counts.events += batch.events.len() as u64;
        self.note(Moment::Wake(batch.events.len()));
        for &event in &batch.events {
            self.dispatch(event, &mut *batch.buffer);
        }
        batch.events.clear();
        self.batch = Some(batch);
        answer.map_err(|error| {
            log::error!("the poller failed: {error}");
            self.turning = false;
            error.into()
        })
    }

    /// Whether the loop was woken for nothing but a question, which is answered now.
    #[cold]
    fn was_only_asked(&self, events: &[poller::Event]) -> bool {
        let rung = matches!(events, [event] if event.token == Token::WAKE);
        if !rung || !self.mailbox.was_only_asked() {
            return false;
        }
        self.clock.forget();
        self.note(Moment::Asked);
        true
    }

    /// Tells one source that it is ready. A late event for a source that is gone finds nothing under its name.
    #[inline]
    fn dispatch(&mut self, event: poller::Event, buffer: &mut [u8]) {
        if event.token == Token::WAKE {
            return self.run_mailbox();
        }
        let key = Key::from_token(event.token.0);
        if self.audience.taken() {
            self.note_ready(key, event.ready);
        }
        match self.sources.get(key) {
            Some(Source::Stream(_)) => self.stream_ready(key, event.ready, buffer),
            Some(Source::Listener(_)) => self.listener_ready(key),
            Some(Source::Watch(_)) => self.watch_ready(key, event.ready),
            Some(Source::Datagram(_)) => self.datagram_ready(key, event.ready, buffer),
            None => log::trace!("late event for {key}"),
        }
    }

    /// Tells callbacks what their methods met since the phase ran last.
    fn run_pending(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        self.note(Moment::Phase(Phase::Pending));
        for pending in mem::take(&mut self.pending) {
            self.tell_pending(pending);
        }
    }

    /// Says farewell to what was closed since the phase ran last, in the order of closing.
    fn run_closing(&mut self) {
        if self.closing.is_empty() {
            return;
        }
        self.note(Moment::Phase(Phase::Closing));
        for farewell in mem::take(&mut self.closing) {
            self.say_farewell(farewell);
        }
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        self.mailbox.close();
        self.signals.shut_down();
        self.jobs.shut_down();
    }
}
