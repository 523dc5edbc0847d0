//! The gate: where another thread can stop the loop, and let it go on step by step.

use super::fact::{Subject, What};
use super::labels::Label;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

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
    /// Before the next callback of a descriptor.
    Io,
    /// After the next exception that nobody caught.
    Exception,
}

impl Break {
    /// All there are.
    pub const ALL: [Break; 3] = [Break::Timer, Break::Io, Break::Exception];
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
    /// Counts the commands, so that one which came while the loop was waking up is seen.
    commands: u64,
}

/// A loop's gate, see [`Reader::gate`](super::Reader::gate). Its methods may be called from any thread.
pub struct Gate {
    /// Whether anything is wanted at all: the one thing that is looked at for each fact.
    armed: AtomicBool,
    wish: Mutex<Wish>,
    changed: Condvar,
}

impl Gate {
    pub(super) fn new() -> Gate {
        Gate { armed: AtomicBool::new(false), wish: Mutex::default(), changed: Condvar::new() }
    }

    /// The loop stops before its next turn, phase or callback.
    pub fn pause(&self) {
        self.command(|wish| wish.pause = true);
    }

    /// The loop goes on.
    pub fn resume(&self) {
        self.command(|wish| (wish.pause, wish.step) = (false, None));
    }

    /// A loop that stands still goes so far, and one that runs stops there.
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
        Break::ALL.into_iter().filter(|at| wish.breaks[*at as usize]).collect()
    }

    /// The loop shall wait so long before each callback: zero for full speed. At most a minute.
    pub fn set_slow(&self, time: Duration) {
        self.command(|wish| wish.slow = time.min(Duration::from_secs(60)));
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
        self.command(|wish| *wish = Wish { over: true, commands: wish.commands, ..Wish::default() });
    }

    fn command(&self, change: impl FnOnce(&mut Wish)) {
        let mut wish = self.lock();
        if wish.over {
            return;
        }
        change(&mut wish);
        wish.commands += 1;
        let armed = wish.pause || wish.step.is_some() || wish.breaks != [false; 3] || !wish.slow.is_zero();
        self.armed.store(armed, Ordering::Release);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Wish> {
        self.wish.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Whether the loop has to look closer.
    #[inline]
    pub(super) fn is_armed(&self) -> bool {
        self.armed.load(Ordering::Acquire)
    }

    /// Why the loop is to stand still at `what`, if it is.
    pub(super) fn reason(&self, what: What, is_timer: bool, is_io: bool) -> Option<&'static str> {
        let wish = self.lock();
        let set = |at: Break| wish.breaks[at as usize];
        match what {
            What::Enter(_) if is_timer && set(Break::Timer) => Some("breakpoint: next timer"),
            What::Enter(_) if is_io && set(Break::Io) => Some("breakpoint: next I/O"),
            What::Exception(_) if set(Break::Exception) => Some("breakpoint: next exception"),
            What::Turn(_) | What::Phase(_) | What::Enter(_) if wish.pause => Some("paused"),
            What::Turn(_) if wish.step.is_some() => Some("step"),
            What::Phase(_) if wish.step == Some(Step::Phase) => Some("step"),
            What::Enter(_) if wish.step == Some(Step::Callback) => Some("step"),
            _ => None,
        }
        .filter(|_| !(matches!(what, What::Turn(_)) && wish.step == Some(Step::Callback)))
    }

    /// Stands still until somebody says how to go on.
    pub(super) fn wait(&self, why: &'static str) {
        let mut wish = self.lock();
        (wish.pause, wish.step) = (true, None);
        wish.stopped = Some(why);
        while wish.pause && !wish.over {
            wish = self.changed.wait(wish).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        wish.stopped = None;
    }

    /// Slow motion: waits before a callback, until the time is over or somebody wants something else.
    pub(super) fn linger(&self) {
        let mut wish = self.lock();
        let until = Instant::now() + wish.slow;
        let commands = wish.commands;
        while let Some(left) = until.checked_duration_since(Instant::now())
            && wish.commands == commands
        {
            wish = match self.changed.wait_timeout(wish, left) {
                Ok((wish, _)) => wish,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
    }
}

/// Whether a fact is one before which the loop may stand still; and before whose callback that is.
pub(super) fn before(what: What) -> Option<Subject> {
    match what {
        What::Enter(subject) => Some(subject),
        What::Turn(_) | What::Phase(_) | What::Exception(_) => Some(Subject { kind: Label::NONE, number: 0 }),
        _ => None,
    }
}
