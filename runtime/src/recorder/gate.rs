//! The gate: where another thread can stop the loop, and let it go on step by step.

use crate::remote::Bell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The longest slow motion.
const SLOWEST: Duration = Duration::from_secs(60);

/// How far a loop that stands still is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the next phase (or turn).
    Phase,
    /// To the next callback.
    Callback,
    /// To the next turn.
    Turn,
}

/// At what the loop stops by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Break {
    /// Before the next callback of a timer.
    Timer,
    /// Before the next callback that has to do with input or output: of a connection, a listener, a socket, a watched descriptor,
    /// a watched file, or with the result of a job (so programs read files).
    Io,
    /// After the next exception that nobody caught.
    Exception,
}

impl Break {
    /// All there are.
    pub const ALL: [Break; 3] = [Break::Timer, Break::Io, Break::Exception];
}

/// Where the loop may stand still.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Turn,
    Phase,
    /// Before a callback, which concerns this breakpoint.
    Callback(Option<Break>),
    /// After an exception.
    Exception,
}

/// What is wanted of the loop.
#[derive(Default)]
struct Wish {
    /// Stand still at the next opportunity.
    pause: bool,
    /// Go so far, then stand still.
    step: Option<Step>,
    breaks: [bool; 3],
    /// How long to wait before each callback.
    slow: Duration,
    /// The gate is open for ever.
    over: bool,
    /// The loop stands still now, and why.
    stopped: Option<&'static str>,
    /// Somebody wants to know something of a loop that stands still.
    asked: bool,
    /// Counts the commands, so that one which came while the loop was waking up is seen.
    commands: u64,
    /// Of the loop, once it turns.
    bell: Option<Bell>,
}

impl Wish {
    fn is_set(&self, at: Break) -> bool {
        self.breaks[at as usize]
    }

    fn anything(&self) -> bool {
        self.pause || self.step.is_some() || self.breaks != [false; 3] || !self.slow.is_zero()
    }

    /// Why the loop is to stand still here, if it is.
    fn reason(&self, place: Place) -> Option<&'static str> {
        match place {
            Place::Callback(Some(Break::Timer)) if self.is_set(Break::Timer) => {
                Some("breakpoint: next timer")
            }
            Place::Callback(Some(Break::Io)) if self.is_set(Break::Io) => Some("breakpoint: next I/O"),
            Place::Exception if self.is_set(Break::Exception) => Some("breakpoint: next exception"),
            Place::Exception => None,
            _ if self.pause => Some("paused"),
            Place::Callback(_) if self.step == Some(Step::Callback) => Some("step"),
            Place::Phase if self.step == Some(Step::Phase) => Some("step"),
            Place::Turn if matches!(self.step, Some(Step::Phase | Step::Turn)) => Some("step"),
            _ => None,
        }
    }
}

/// A loop's gate, see [`Reader::gate`](super::Reader::gate). Its methods may be called from any thread.
///
/// While the loop stands still, its clock does, too: a timer that was due in 10 ms is due in 10 ms when it goes on, as if nothing
/// had happened. (Only its own clock: the rest of the world goes on, and peers may lose their patience.) The same holds for the
/// time that slow motion takes.
///
/// When the last [`Reader`](super::Reader) is dropped, the loop goes on: nobody else could open the gate.
///
/// ```
/// use evloop::Loop;
/// use evloop::recorder::{Break, Gate, Recorder, Step};
/// use std::thread;
/// use std::time::Duration;
///
/// let mut lp = Loop::new()?;
/// let recorder = Recorder::new(1000);
/// lp.observe(recorder.clone());
/// lp.after(Duration::from_millis(1), |_| println!("a timer"));
///
/// let reader = recorder.reader();
/// reader.gate().pause(); // before the first turn
/// let viewer = thread::spawn(move || {
///     let gate: &Gate = reader.gate();
///     let wait_for = |why| {
///         while gate.stopped() != Some(why) {
///             thread::yield_now();
///         }
///     };
///     wait_for("paused");
///     gate.set_break(Break::Timer, true);
///     assert_eq!(gate.breaks(), [Break::Timer]);
///     gate.resume();
///     wait_for("breakpoint: next timer");
///     gate.set_slow(Duration::from_millis(1));
///     assert_eq!(gate.slow(), Duration::from_millis(1));
///     gate.step(Step::Turn);
///     gate.open(); // whoever looked is gone
/// });
/// lp.run()?;
/// viewer.join().unwrap();
/// # Ok::<(), evloop::Error>(())
/// ```
pub struct Gate {
    /// Whether anything is wanted at all: the one thing that is looked at for each fact.
    armed: AtomicBool,
    /// The loop sleeps, or is about to.
    asleep: AtomicBool,
    wish: Mutex<Wish>,
    changed: Condvar,
}

impl Gate {
    pub(super) fn new() -> Gate {
        let (armed, asleep) = (AtomicBool::new(false), AtomicBool::new(false));
        Gate { armed, asleep, wish: Mutex::default(), changed: Condvar::new() }
    }

    /// The loop stops before its next turn, phase or callback. One that sleeps wakes up for it.
    pub fn pause(&self) {
        self.command(|wish| wish.pause = true);
    }

    /// The loop goes on.
    pub fn resume(&self) {
        self.command(|wish| (wish.pause, wish.step) = (false, None));
    }

    /// A loop that stands still goes so far, and one that runs stops there. If nothing is to be done before, it sleeps until there
    /// is.
    pub fn step(&self, step: Step) {
        self.command(|wish| (wish.pause, wish.step) = (false, Some(step)));
    }

    /// The loop shall stop by itself at that (until told otherwise), or not any more.
    pub fn set_break(&self, at: Break, on: bool) {
        self.command(|wish| wish.breaks[at as usize] = on);
    }

    /// Which of them are set.
    pub fn breaks(&self) -> Vec<Break> {
        let wish = self.lock();
        Break::ALL.into_iter().filter(|at| wish.is_set(*at)).collect()
    }

    /// The loop shall wait so long before each callback: zero for full speed. At most a minute.
    pub fn set_slow(&self, time: Duration) {
        self.command(|wish| wish.slow = time.min(SLOWEST));
    }

    /// How long the loop waits before each callback.
    pub fn slow(&self) -> Duration {
        self.lock().slow
    }

    /// Why the loop stands still, if it does.
    pub fn stopped(&self) -> Option<&'static str> {
        self.lock().stopped
    }

    /// Lets the loop go, and never stops it again: whoever steered it is gone.
    pub fn open(&self) {
        self.let_go(true);
    }

    /// Lets the loop go: nothing is wanted of it (`for_ever`: nor will be).
    pub(super) fn let_go(&self, for_ever: bool) {
        self.command(|wish| {
            (wish.pause, wish.step, wish.breaks, wish.slow) = (false, None, [false; 3], Duration::ZERO);
            wish.over = for_ever;
        });
    }

    fn command(&self, change: impl FnOnce(&mut Wish)) {
        let mut wish = self.lock();
        if wish.over {
            return;
        }
        change(&mut wish);
        wish.commands += 1;
        if !wish.pause {
            wish.stopped = None;
        }
        self.armed.store(wish.anything(), Ordering::SeqCst);
        self.changed.notify_all();
        // Either we see here that it sleeps, or it sees, before it does, what is wanted: see `falls_asleep`.
        if wish.pause && wish.stopped.is_none() && self.asleep.load(Ordering::SeqCst) {
            wish.bell.iter().for_each(Bell::wake);
        }
    }

    /// Has the loop look whether somebody wants to know something, if it sleeps or stands still. Else it will come by.
    pub(super) fn ask(&self) {
        let mut wish = self.lock();
        wish.asked = true;
        self.changed.notify_all();
        if self.asleep.load(Ordering::SeqCst) {
            wish.bell.iter().for_each(Bell::ask);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Wish> {
        self.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which loop it is that can be stopped here.
    pub(super) fn set_bell(&self, bell: Bell) {
        self.lock().bell = Some(bell);
    }

    /// Whether the loop has to look closer.
    #[inline]
    pub(super) fn is_armed(&self) -> bool {
        self.armed.load(Ordering::Relaxed)
    }

    /// The loop is about to sleep, and must not if it is to stand still.
    pub(super) fn falls_asleep(&self) {
        self.asleep.store(true, Ordering::SeqCst);
        if self.armed.load(Ordering::SeqCst) {
            let wish = self.lock();
            if wish.pause {
                wish.bell.iter().for_each(Bell::wake);
            }
        }
    }

    /// The loop is awake.
    #[inline]
    pub(super) fn wakes_up(&self) {
        self.asleep.store(false, Ordering::Relaxed);
    }

    /// Why the loop is to stand still here, if it is. Whoever is told so by a fact before it has come to [`Gate::wait`], and says
    /// how to go on, is heard: the wait is over before it begins. That it stands still is said by [`Gate::wait`] only, when the
    /// fact can be read.
    pub(super) fn stop(&self, place: Place) -> Option<&'static str> {
        let mut wish = self.lock();
        let why = wish.reason(place)?;
        (wish.pause, wish.step) = (true, None);
        Some(why)
    }

    /// Stands still until somebody says how to go on. Calls `answer` when somebody wants to know something meanwhile.
    pub(super) fn wait(&self, why: &'static str, mut answer: impl FnMut()) {
        let mut wish = self.lock();
        while wish.pause {
            wish.stopped = Some(why);
            if std::mem::take(&mut wish.asked) {
                drop(wish);
                answer();
                wish = self.lock();
                continue;
            }
            wish = self.changed.wait(wish).unwrap_or_else(PoisonError::into_inner);
        }
        wish.stopped = None;
    }

    /// Slow motion: waits before a callback until the time is over, or somebody wants something else, which it tells.
    pub(super) fn linger(&self) -> bool {
        let mut wish = self.lock();
        let until = Instant::now() + wish.slow;
        let commands = wish.commands;
        while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            if wish.commands != commands {
                return true;
            }
            wish = match self.changed.wait_timeout(wish, left) {
                Ok((wish, _)) => wish,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
        false
    }
}
