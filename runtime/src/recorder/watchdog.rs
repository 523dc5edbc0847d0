//! A watchdog: names a callback that blocks the loop, while it does.

use super::fact::{Subject, What};
use super::labels::Label;
use super::{Recorder, Shared};
use crate::sync::spawn;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A callback that goes on is reported again when it has lasted twice as long; so often at most.
const MOST_REPORTS: u32 = 6;

/// What a guest calls the kind of its top level, which runs before there are callbacks.
const MAIN: &str = "main";

/// No function, and no kind.
const NOTHING: (Label, Label) = (Label::NONE, Label::NONE);

/// What a [`Recorder::watchdog`] reports; [`Display`](fmt::Display) makes a sentence of it, with the stack below.
///
/// ```
/// use evloop::recorder::{Blocked, Recorder};
/// use evloop::Loop;
/// use std::sync::mpsc;
/// use std::time::Duration;
///
/// let (told, hear) = mpsc::channel::<Blocked>();
/// let recorder = Recorder::new(16);
/// recorder.watchdog(Duration::from_millis(5), move |blocked| drop(told.send(blocked.clone())))?;
///
/// let mut lp = Loop::new()?;
/// lp.observe(recorder.clone());
/// // Blocks until the watchdog has barked.
/// lp.immediate(move |_| assert!(!hear.recv().unwrap().is_over));
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Blocked {
    /// For how long the loop has come to nothing else.
    pub lasted: Duration,
    /// Whom the loop has called, as `conn#3.1`.
    pub source: String,
    /// The kind of what runs, as `conn`, or of what runs in it, as `tick`.
    pub kind: String,
    /// How many of that kind have run in this callback, one after the other, if that is what takes so long; else 1.
    pub count: u64,
    /// The function that runs, or ran when it was looked at last, and where it is; empty if that is not known.
    pub function: String,
    /// The guest's stack at that moment, a line for each call, innermost first. None if nobody could tell: there is no guest,
    /// or it is inside a call that it cannot look out of.
    pub stack: Option<String>,
    /// It is over now, and has lasted so long.
    pub is_over: bool,
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Blocked { source, kind, count, .. } = self;
        let many = *count > 1;
        match many {
            true => write!(f, "{count} × {kind}, one after the other,")?,
            false if kind == MAIN => f.write_str("the main program")?,
            false => f.write_str("a callback")?,
        }
        let verb = match (self.is_over, many) {
            (true, _) => "held",
            (false, true) => "have blocked",
            (false, false) => "has blocked",
        };
        write!(f, " {verb} the loop for {}", Lasted(self.lasted))?;
        f.write_str(if many { "; the last:" } else { ":" })?;
        match self.function.rsplit_once(' ') {
            Some((name, place)) => write!(f, " {name} ({place}),")?,
            None if !self.function.is_empty() => write!(f, " {},", self.function)?,
            None => {}
        }
        if !many && source.split('#').next() != Some(kind) {
            write!(f, " a {kind},")?;
        }
        write!(f, " of {source}")?;
        match self.stack.as_deref().map(str::trim_end) {
            Some("") => Ok(()),
            Some(stack) => write!(f, "\n{stack}"),
            None if self.is_over => Ok(()),
            None => f.write_str(", inside native code"),
        }
    }
}

/// A time as people say it.
struct Lasted(Duration);

impl fmt::Display for Lasted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_millis() {
            millis @ 0..1000 => write!(f, "{millis} ms"),
            _ => write!(f, "{:.1} s", self.0.as_secs_f64()),
        }
    }
}

/// A callback that has not returned.
struct Entry {
    subject: Subject,
    function: Label,
    since: Instant,
}

/// Callbacks that a callback consists of.
#[derive(Default)]
struct Inner {
    /// The kind of the last one, and how many of that kind there were in a row.
    kind: Label,
    count: u64,
    /// The kind of what was last entered at all: what a job turned out to be.
    last: Label,
}

/// What the loop is doing.
#[derive(Default)]
struct Now {
    /// The callbacks on the stack, innermost last.
    entries: Vec<Entry>,
    /// Counts the outermost callbacks.
    callbacks: u64,
    /// What was entered inside of the outermost one.
    inner: Inner,
    /// The function that was last reported, and its kind.
    told: (Label, Label),
    /// How often this one has been reported.
    reports: u32,
    /// What the guest has answered.
    stack: Option<String>,
    /// What things are going to call.
    names: HashMap<Subject, Label>,
    /// The loop stands still at somebody's wish.
    stands: Option<Instant>,
    over: bool,
}

type Report = Box<dyn FnMut(&Blocked) + Send>;

/// What the loop's thread and the watchdog's share. Whoever holds both locks has taken `now` first.
pub(super) struct Watchdog {
    limit: Duration,
    now: Mutex<Now>,
    changed: Condvar,
    /// The watchdog wants to know the guest's stack.
    asked: AtomicBool,
    report: Mutex<Report>,
    texts: Arc<Shared>,
}

/// Stops the watchdog's thread when it goes.
pub(super) struct Leash(pub(super) Arc<Watchdog>);

impl Drop for Leash {
    fn drop(&mut self) {
        self.0.lock().over = true;
        self.0.changed.notify_all();
    }
}

impl Recorder {
    /// Has a thread of its own look whether a callback blocks the loop for longer than `limit`, and call `report` while it
    /// does: with the guest's stack at that moment, if there is a guest who can tell. It reports again when twice the time has
    /// passed, a few times, and, on the loop's thread, when it is over. A second watchdog takes the place of the first.
    ///
    /// The limit is in real time, also for a loop in virtual time.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub fn watchdog(
        &self,
        limit: Duration,
        report: impl FnMut(&Blocked) + Send + 'static,
    ) -> crate::Result<()> {
        let watchdog = Arc::new(Watchdog {
            limit: limit.max(Duration::from_millis(1)),
            now: Mutex::default(),
            changed: Condvar::new(),
            asked: AtomicBool::new(false),
            report: Mutex::new(Box::new(report)),
            texts: Arc::clone(&self.inner.shared),
        });
        let watcher = Arc::clone(&watchdog);
        spawn("evloop-watchdog", move || watcher.watch())?;
        *self.inner.watchdog.borrow_mut() = Some(Leash(watchdog));
        Ok(())
    }

    /// Who answers for the guest when the watchdog asks; None if there is no watchdog.
    pub fn witness(&self) -> Option<Witness> {
        self.inner.watchdog.borrow().as_ref().map(|leash| Witness(Arc::clone(&leash.0)))
    }
}

/// Answers the watchdog's question what a guest of the loop is doing; on the loop's thread.
///
/// ```
/// use evloop::recorder::{Recorder, Witness};
/// use std::time::Duration;
///
/// let recorder = Recorder::new(16);
/// assert!(recorder.witness().is_none());
/// recorder.watchdog(Duration::from_secs(1), |blocked| println!("{blocked}"))?;
/// let witness: Witness = recorder.witness().unwrap();
/// // An interpreter looks now and then.
/// if witness.is_asked() {
///     witness.answer("    at main (script:1)".to_owned());
/// }
/// # Ok::<(), evloop::Error>(())
/// ```
pub struct Witness(Arc<Watchdog>);

impl Witness {
    /// Whether the watchdog wants to know.
    #[inline]
    pub fn is_asked(&self) -> bool {
        self.0.asked.load(Ordering::Relaxed)
    }

    /// The stack, a line for each call, innermost first.
    pub fn answer(&self, stack: String) {
        self.0.asked.store(false, Ordering::Relaxed);
        self.0.lock().stack = Some(stack);
        self.0.changed.notify_all();
    }
}

impl Watchdog {
    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something happens on the loop's thread.
    pub(super) fn note(&self, what: What) {
        match what {
            What::Enter(subject) => self.enter(subject),
            What::Leave(_) => self.leave(),
            What::Function(label) => {
                if let Some(entry) = self.lock().entries.last_mut() {
                    entry.function = label;
                }
            }
            What::Named(subject, label) => drop(self.lock().names.insert(subject, label)),
            What::Died(subject) => drop(self.lock().names.remove(&subject)),
            _ => {}
        }
    }

    fn enter(&self, subject: Subject) {
        let since = Instant::now();
        let mut now = self.lock();
        let now = &mut *now;
        if now.entries.is_empty() {
            now.callbacks += 1;
            now.inner = Inner::default();
            now.told = NOTHING;
            now.reports = 0;
        } else if now.entries.len() == 1 {
            let count = if now.inner.kind == subject.kind { now.inner.count + 1 } else { 1 };
            now.inner = Inner { kind: subject.kind, count, last: subject.kind };
        } else {
            now.inner.last = subject.kind;
        }
        let function = now.names.get(&subject).copied().unwrap_or(Label::NONE);
        now.entries.push(Entry { subject, function, since });
    }

    fn leave(&self) {
        let mut now = self.lock();
        let over = now.entries.len() == 1 && now.reports > 0;
        let blocked = over.then(|| self.describe(&mut now, true)).flatten();
        now.entries.pop();
        if now.entries.is_empty() {
            self.asked.store(false, Ordering::Relaxed);
            now.stack = None;
        }
        if let Some(blocked) = blocked {
            self.tell(now, &blocked);
        }
    }

    /// The loop stands still at somebody's wish from now on, or goes on: no callback is to blame.
    pub(super) fn stands(&self, still: bool) {
        let mut now = self.lock();
        if still {
            now.stands = Some(Instant::now());
        } else if let Some(since) = now.stands.take() {
            let stood = since.elapsed();
            now.entries.iter_mut().for_each(|entry| entry.since += stood);
        }
    }

    fn tell(&self, now: MutexGuard<'_, Now>, blocked: &Blocked) {
        // In this order, so that nobody tells of the end before the middle.
        let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        drop(now);
        report(blocked);
    }

    /// The body of the watchdog's thread.
    fn watch(&self) {
        let mut now = self.lock();
        while !now.over {
            let wait = match self.due(&now) {
                Some(due) => due.saturating_duration_since(Instant::now()),
                // What begins meanwhile is not due before we look again.
                None => self.limit,
            };
            if !wait.is_zero() {
                now = self.sleep(now, wait);
                continue;
            }
            now.reports += 1;
            let callback = now.callbacks;
            now = self.ask(now);
            // If it has returned while we asked, its end has been told of.
            if now.callbacks == callback
                && let Some(blocked) = self.describe(&mut now, false)
            {
                self.tell(now, &blocked);
                now = self.lock();
            }
        }
    }

    fn sleep<'a>(&self, now: MutexGuard<'a, Now>, time: Duration) -> MutexGuard<'a, Now> {
        self.changed.wait_timeout(now, time).unwrap_or_else(PoisonError::into_inner).0
    }

    /// When the callback that runs is to be reported.
    fn due(&self, now: &Now) -> Option<Instant> {
        let outermost = now.entries.first().filter(|_| now.reports < MOST_REPORTS && now.stands.is_none())?;
        outermost.since.checked_add(self.limit * 2_u32.pow(now.reports))
    }

    /// Asks the guest where it is, and waits a little for the answer.
    fn ask<'a>(&self, mut now: MutexGuard<'a, Now>) -> MutexGuard<'a, Now> {
        let callback = now.callbacks;
        now.stack = None;
        self.asked.store(true, Ordering::Relaxed);
        let patience = self.limit.clamp(Duration::from_millis(10), Duration::from_millis(250));
        let until = Instant::now() + patience;
        loop {
            let rest = until.saturating_duration_since(Instant::now());
            let here = !now.over && now.callbacks == callback && !now.entries.is_empty();
            if rest.is_zero() || now.stack.is_some() || !here {
                return now;
            }
            now = self.sleep(now, rest);
        }
    }

    /// What is to be said of the callback that runs, if one runs.
    fn describe(&self, now: &mut Now, is_over: bool) -> Option<Blocked> {
        let (outermost, innermost) = (now.entries.first()?, now.entries.last()?);
        let lasted = outermost.since.elapsed();
        // What runs now is to blame, unless it is only the last of many.
        let mut kind = innermost.subject.kind;
        let mut count = 1;
        if now.inner.count > 1 && (is_over || innermost.since.elapsed() < lasted / 2) {
            (kind, count) = (now.inner.last, now.inner.count);
        }
        let named = now.entries.iter().rev().map(|entry| entry.function).find(|label| *label != Label::NONE);
        let mut function = named.unwrap_or(Label::NONE);
        match is_over {
            true if count > 1 => function = now.told.0,
            // Only the outermost is still there; what has taken so long was told before.
            true if now.told != NOTHING => (function, kind) = now.told,
            true => {}
            false => now.told = (function, kind),
        }
        let text = |label| self.texts.texts.get(label).to_string();
        Some(Blocked {
            lasted,
            source: match outermost.subject.source() {
                Some(id) => id.to_string(),
                None => format!("{}#{}", text(outermost.subject.kind), outermost.subject.number),
            },
            kind: text(kind),
            count,
            function: text(function),
            stack: now.stack.take(),
            is_over,
        })
    }
}
