//! One stream of facts: a recorder writes down what the loop does, and other threads read it, as it happens or later.
//!
//! `recorder/fact.rs` says what can be known, `recorder/ring.rs` keeps it, `recorder/labels.rs` has its words,
//! `recorder/reader.rs` reads, `recorder/gate.rs` stops the loop for somebody who wants to look closer, and
//! `recorder/watchdog.rs` names callbacks that stop it by themselves.

mod fact;
mod gate;
mod labels;
mod processor;
mod reader;
mod ring;
mod watchdog;

pub use fact::{Fact, Subject, What};
pub use gate::{Break, Gate, Step};
pub use labels::Label;
pub use reader::{Reader, Survey};
pub use watchdog::{Blocked, Witness};

use crate::event_loop::Loop;
use crate::observer::{Kind, Moment, Observer, SourceId};
use evloop_ffi::poller::Ready;
use gate::Place;
use labels::Labels;
use processor::Processor;
use reader::Shared;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use watchdog::Leash;

/// How many sources of a kind a survey describes.
const SURVEYED: usize = 200;

/// Writes facts into a ring: those of a loop, as its [`Observer`], and those of guests who live on the loop. Clones are names
/// of the same one. It stays on the loop's thread; [`Reader`]s and the [`Gate`] go to others.
///
/// ```
/// use evloop::recorder::{Fact, Recorder, What};
/// use evloop::Loop;
///
/// let mut lp = Loop::new()?;
/// let recorder = Recorder::new(10_000);
/// lp.observe(recorder.clone());
/// let mut reader = recorder.reader();
/// lp.immediate(|_| ());
/// lp.run()?;
///
/// let mut facts = Vec::new();
/// let lost = reader.read(&mut facts);
/// assert_eq!(lost, 0);
/// let called = facts.iter().find_map(|Fact { what, .. }| match what {
///     What::Enter(subject) => subject.source(),
///     _ => None,
/// });
/// assert!(called.unwrap().to_string().starts_with("immediate#"));
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone)]
pub struct Recorder {
    inner: Rc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    labels: RefCell<Labels>,
    /// Where in a program we are, for what comes into being.
    site: RefCell<Option<Box<dyn Fn() -> Label>>>,
    /// Where listeners were made: their connections come into being when no program runs.
    listeners: RefCell<HashMap<Subject, Label>>,
    /// Sources whose callbacks only call those of a guest.
    carriers: RefCell<HashSet<Subject>>,
    /// The callbacks on the stack.
    entered: RefCell<Vec<(Subject, Duration)>>,
    processor: Processor,
    /// The gate has the loop's bell.
    belled: Cell<bool>,
    /// In a child of fork, where there is nobody who could read, or open the gate.
    mute: Cell<bool>,
    watchdog: RefCell<Option<Leash>>,
}

impl Recorder {
    /// One that remembers at least so many facts, at 32 bytes each.
    pub fn new(facts: usize) -> Recorder {
        let shared = Arc::new(Shared::new(facts));
        let inner = Inner {
            labels: RefCell::new(Labels::new(&shared.texts)),
            shared,
            site: RefCell::default(),
            listeners: RefCell::default(),
            carriers: RefCell::default(),
            entered: RefCell::default(),
            processor: Processor::default(),
            belled: Cell::new(false),
            mute: Cell::new(false),
            watchdog: RefCell::default(),
        };
        Recorder { inner: Rc::new(inner) }
    }

    /// Somebody who reads the facts, from the oldest that are there.
    pub fn reader(&self) -> Reader {
        Reader::new(&self.inner.shared)
    }

    /// The number of a text.
    pub fn label(&self, text: &str) -> Label {
        if self.inner.mute.get() {
            return Label::NONE;
        }
        self.inner.labels.borrow_mut().label(&self.inner.shared.texts, text)
    }

    /// Asked at each birth for the place in the program where that happens. A connection that is accepted, while nothing of the
    /// program runs, is said to come from where its listener was made.
    pub fn set_site(&self, site: impl Fn() -> Label + 'static) {
        *self.inner.site.borrow_mut() = Some(Box::new(site));
    }

    /// The place in the program where we are now.
    pub fn site(&self) -> Label {
        self.inner.site.borrow().as_ref().map_or(Label::NONE, |site| site())
    }

    /// The callback of this source does nothing but call a guest's, of which the guest tells: the gate stops before those only.
    pub fn set_carrier(&self, source: SourceId) {
        self.inner.carriers.borrow_mut().insert(source.into());
    }

    /// What the loop's clock says now, as it is written down.
    pub fn now(&self, lp: &Loop) -> Duration {
        lp.clock_now()
    }

    /// Writes down a guest's fact, now. May stand still here, if somebody has asked for it ([`Gate`]).
    ///
    /// ```
    /// use evloop::recorder::{Label, Recorder, Subject, What};
    /// use evloop::Loop;
    /// use std::time::Duration;
    ///
    /// let mut lp = Loop::new()?;
    /// let recorder = Recorder::new(1000);
    /// lp.observe(recorder.clone());
    ///
    /// // A guest with tasks of its own, all of which hang on one timer of the loop.
    /// let (kind, place) = (recorder.label("task"), recorder.label("line 7"));
    /// recorder.set_site(move || place);
    /// assert_eq!(recorder.site(), place);
    /// let task = Subject { kind, number: 1 };
    /// recorder.note(&lp, What::Born(task, recorder.site()));
    /// let due = recorder.now(&lp) + Duration::from_millis(1);
    /// recorder.note(&lp, What::Armed(task, due));
    /// let guest = recorder.clone();
    /// let timer = lp.after(Duration::from_millis(1), move |lp| {
    ///     guest.note(lp, What::Enter(task));
    ///     guest.note(lp, What::Leave(task));
    /// });
    /// recorder.set_carrier(timer.id());
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn note(&self, lp: &Loop, what: What) {
        if !self.inner.mute.get() {
            self.write(lp, lp.clock_now(), what);
        }
    }

    /// Where a source comes into being: of a connection that is accepted, where its listener did.
    fn birthplace(&self, id: SourceId) -> Label {
        let site = self.site();
        let mut listeners = self.inner.listeners.borrow_mut();
        if id.kind == Kind::Listener {
            listeners.insert(id.into(), site);
        }
        match self.inner.entered.borrow().last() {
            Some((around, _)) if site == Label::NONE => listeners.get(around).copied().unwrap_or(site),
            _ => site,
        }
    }

    fn died(&self, id: SourceId) {
        if id.kind == Kind::Listener {
            self.inner.listeners.borrow_mut().remove(&id.into());
        }
        self.inner.carriers.borrow_mut().remove(&id.into());
    }

    fn write(&self, lp: &Loop, mut at: Duration, what: What) {
        let armed = self.inner.shared.gate.is_armed();
        if armed && !matches!(what, What::Exception(_)) && self.stand(lp, at, what) {
            at = lp.clock_now();
        }
        self.put(at, what);
        match what {
            What::Enter(subject) => {
                self.inner.processor.begin(at);
                self.inner.entered.borrow_mut().push((subject, at));
            }
            What::Leave(_) => self.left(at),
            // It is to be seen while the loop stands still.
            What::Exception(_) if armed => drop(self.stand(lp, at, what)),
            _ => {}
        }
    }

    /// Writes down a fact. Inlined where it is known which, so that little is left to do: a server has five for each message.
    #[inline(always)]
    fn put(&self, at: Duration, what: What) {
        self.inner.shared.ring.write(Fact { at, what }.to_words());
        if let Some(Leash(watchdog)) = &*self.inner.watchdog.borrow() {
            watchdog.note(what);
        }
    }

    /// Looks whether somebody wants the loop to stand still before this; whether it did.
    #[cold]
    fn stand(&self, lp: &Loop, at: Duration, what: What) -> bool {
        let stands = |still| {
            if let Some(Leash(watchdog)) = &*self.inner.watchdog.borrow() {
                watchdog.stands(still);
            }
        };
        stands(true);
        let stood = self.stand_at_gate(lp, at, what);
        stands(false);
        stood
    }

    fn stand_at_gate(&self, lp: &Loop, at: Duration, what: What) -> bool {
        let shared = &*self.inner.shared;
        let (place, before) = match what {
            What::Turn(_) => (Place::Turn, Subject::NOBODY),
            What::Phase(_) => (Place::Phase, Subject::NOBODY),
            What::Exception(_) => (Place::Exception, Subject::NOBODY),
            What::Enter(subject) if !self.is_carrier(lp, subject) => {
                (Place::Callback(self.breakpoint(subject)), subject)
            }
            _ => return false,
        };
        let mut stood = false;
        loop {
            if let Some(why) = shared.gate.stop(place) {
                let label = self.label(why);
                shared.ring.write(Fact { at, what: What::Stopped(label, before) }.to_words());
                self.take_survey(lp, at);
                lp.stand_still(|| shared.gate.wait(why, || self.take_survey(lp, at)));
                shared.ring.write(Fact { at: lp.clock_now(), what: What::Resumed }.to_words());
                return true;
            }
            let slow = matches!(place, Place::Callback(_)) && !shared.gate.slow().is_zero();
            if !slow {
                return stood;
            }
            stood = true;
            let mut interrupted = false;
            lp.stand_still(|| interrupted = shared.gate.linger());
            if !interrupted {
                return true;
            }
        }
    }

    /// Whether a callback only calls others that are told, too.
    fn is_carrier(&self, lp: &Loop, subject: Subject) -> bool {
        self.inner.carriers.borrow().contains(&subject)
            || subject.source().is_some_and(|id| id.kind == Kind::Watch && lp.purpose_of_watch(id).is_some())
    }

    /// At which breakpoint the loop stops before this callback.
    fn breakpoint(&self, subject: Subject) -> Option<Break> {
        match subject.source().map(|id| id.kind) {
            Some(Kind::Timer) => Some(Break::Timer),
            Some(
                Kind::Conn
                | Kind::Listener
                | Kind::Watch
                | Kind::Udp
                | Kind::UnixDatagram
                | Kind::FileWatch
                | Kind::Work,
            ) => Some(Break::Io),
            Some(_) => None,
            None => match &*self.inner.shared.texts.get(subject.kind) {
                "timeout" | "interval" => Some(Break::Timer),
                _ => None,
            },
        }
    }

    /// The innermost callback has returned.
    #[inline]
    fn left(&self, at: Duration) {
        let inner = &*self.inner;
        let mut entered = inner.entered.borrow_mut();
        let Some((subject, since)) = entered.pop() else { return };
        if entered.is_empty()
            && let Some(used) = inner.processor.of_callback(since, at)
        {
            inner.shared.ring.write(Fact { at, what: What::Cpu(subject, used) }.to_words());
        }
    }

    fn take_survey(&self, lp: &Loop, at: Duration) {
        let shared = &*self.inner.shared;
        shared.survey_wanted.store(false, Ordering::SeqCst);
        let (sources, counts) = (lp.descriptions(SURVEYED), lp.count_by_kind());
        let survey = Survey { at, sources, counts, pool: lp.pool_load() };
        *shared.survey.lock().unwrap_or_else(PoisonError::into_inner) = Some(survey);
    }

    /// The loop is about to sleep.
    fn falls_asleep(&self, lp: &Loop, at: Duration) {
        let shared = &*self.inner.shared;
        shared.gate.falls_asleep();
        self.inner.processor.falls_asleep(at);
        if shared.survey_wanted.load(Ordering::SeqCst) {
            self.take_survey(lp, at);
        }
    }

    fn wakes_up(&self, at: Duration) {
        self.inner.shared.gate.wakes_up();
        self.inner.processor.wakes_up(at);
    }

    fn begins_turn(&self, lp: &Loop) {
        // Callbacks that have not returned have panicked, and somebody has caught that.
        self.inner.entered.borrow_mut().clear();
        if !self.inner.belled.replace(true) {
            self.inner.shared.gate.set_bell(lp.bell());
        }
    }
}

fn bits(ready: Ready) -> u8 {
    let bits = [ready.read(), ready.write(), ready.error(), ready.hangup()];
    bits.iter().enumerate().fold(0, |all, (bit, &on)| all | u8::from(on) << bit)
}

/// There are 1024 threads at most.
fn short(thread: usize) -> u16 {
    u16::try_from(thread).unwrap_or(u16::MAX)
}

impl Observer for Recorder {
    fn observe(&mut self, lp: &Loop, at: Duration, what: Moment) {
        if self.inner.mute.get() {
            return;
        }
        let what = match what {
            Moment::Turn(number) => {
                self.begins_turn(lp);
                What::Turn(number)
            }
            Moment::Phase(phase) => What::Phase(phase),
            Moment::Sleep(limit) => {
                self.falls_asleep(lp, at);
                What::Sleep(limit)
            }
            Moment::Wake(count) => {
                self.wakes_up(at);
                What::Wake(count as u64)
            }
            Moment::Ready(id, ready) => return self.put(at, What::Ready(id.into(), bits(ready))),
            Moment::Enter(id) => What::Enter(id.into()),
            Moment::Leave(id) => What::Leave(id.into()),
            Moment::Late(by) => What::Late(by),
            Moment::Born(id) => What::Born(id.into(), self.birthplace(id)),
            Moment::Died(id) => {
                self.died(id);
                What::Died(id.into())
            }
            Moment::Armed(id, due) => What::Armed(id.into(), due),
            Moment::Disarmed(id) => What::Disarmed(id.into()),
            Moment::Pending(id) => What::Pending(id.into()),
            Moment::Closing(id) => What::Closing(id.into()),
            Moment::Called(call) => {
                let name = self.inner.labels.borrow_mut().of_static(&self.inner.shared.texts, call.name);
                let result = call.result.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
                return self.put(at, What::Called(name, call.source.into(), result, call.took));
            }
            Moment::Begun(id, thread, when) => What::Begun(id.into(), short(thread), when),
            Moment::Worked(id, thread, took) => What::Worked(id.into(), short(thread), took),
            Moment::Asked => {
                if self.inner.shared.survey_wanted.load(Ordering::SeqCst) {
                    self.take_survey(lp, at);
                }
                return;
            }
            Moment::Forked => return self.inner.mute.set(true),
        };
        self.write(lp, at, what);
    }
}
