//! One stream of facts: a recorder writes down what the loop does, and other threads read it, as it happens or later.
//!
//! `recorder/fact.rs` says what can be known, `recorder/ring.rs` keeps it, `recorder/labels.rs` has its words, and
//! `recorder/gate.rs` stops the loop for somebody who wants to look closer.

mod fact;
mod gate;
mod labels;
mod ring;

pub use fact::{Fact, Subject, What};
pub use gate::{Break, Gate, Step};
pub use labels::Label;

use crate::event_loop::Loop;
use crate::observer::{Description, Kind, Moment, Observer, SourceId};
use evloop_ffi::system::thread_time;
use labels::{Labels, Texts};
use ring::Ring;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A callback that took so long is asked for its processor time.
const LONG: Duration = Duration::from_micros(100);

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
    /// The callbacks on the stack.
    entered: RefCell<Vec<(Subject, Duration)>>,
    /// What the thread's processor clock said last, and how long the loop has been awake since, and from when on.
    cpu: Cell<Duration>,
    awake: Cell<Duration>,
    awake_from: Cell<Duration>,
}

/// What the loop's thread shares with others.
struct Shared {
    ring: Ring,
    texts: Texts,
    gate: Gate,
    /// Somebody wants to know about the sources.
    survey_wanted: AtomicBool,
    survey: Mutex<Option<Survey>>,
}

/// The sources that have something to tell of themselves, at one moment.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// When, on the loop's clock.
    pub at: Duration,
    /// What they say, in no particular order: of each kind at most 200.
    pub sources: Vec<Description>,
    /// How many there are, by kind.
    pub counts: BTreeMap<Kind, usize>,
    /// What the pool was busy with.
    pub pool: crate::PoolLoad,
}

impl Recorder {
    /// One that remembers at least so many facts, at 32 bytes each.
    pub fn new(facts: usize) -> Recorder {
        let texts = Texts::new();
        let labels = RefCell::new(Labels::new(&texts));
        let shared = Arc::new(Shared {
            ring: Ring::new(facts),
            texts,
            gate: Gate::new(),
            survey_wanted: AtomicBool::new(false),
            survey: Mutex::default(),
        });
        let inner = Inner {
            shared,
            labels,
            site: RefCell::default(),
            listeners: RefCell::default(),
            entered: RefCell::default(),
            cpu: Cell::new(thread_time()),
            awake: Cell::default(),
            awake_from: Cell::default(),
        };
        Recorder { inner: Rc::new(inner) }
    }

    /// Somebody who reads the facts, from the oldest that are there.
    pub fn reader(&self) -> Reader {
        Reader { shared: Arc::clone(&self.inner.shared), next: 0 }
    }

    /// The number of a text.
    pub fn label(&self, text: &str) -> Label {
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

    /// What the loop's clock says now, as it will be written down.
    pub fn now(&self, lp: &Loop) -> Duration {
        lp.clock_now()
    }

    /// Writes down a guest's fact, now. May stand still here, if somebody has asked for it ([`Gate`]).
    pub fn note(&self, lp: &Loop, what: What) {
        let at = lp.clock_now();
        self.write(lp, at, what);
    }

    fn write(&self, lp: &Loop, at: Duration, what: What) {
        let inner = &*self.inner;
        let mut at = at;
        if inner.shared.gate.is_armed() && self.stand(lp, at, what) {
            at = lp.clock_now();
        }
        inner.shared.ring.write(Fact { at, what }.to_words());
        match what {
            What::Enter(subject) => inner.entered.borrow_mut().push((subject, at)),
            What::Leave(_) => self.left(at),
            What::Sleep(_) => self.fall_asleep(at),
            What::Wake(_) => inner.awake_from.set(at),
            _ => {}
        }
    }

    /// Looks whether somebody wants the loop to stand still before this; whether time has passed so.
    #[cold]
    fn stand(&self, lp: &Loop, at: Duration, what: What) -> bool {
        let Some(before) = gate::before(what) else { return false };
        let shared = &*self.inner.shared;
        let (timer, io) = self.sort(before);
        let reason = shared.gate.reason(what, timer, io);
        if let Some(why) = reason {
            let label = self.label(why);
            shared.ring.write(Fact { at, what: What::Stopped(label, before) }.to_words());
            self.take_survey(lp, at);
            shared.gate.wait(why);
            shared.ring.write(Fact { at: lp.clock_now(), what: What::Resumed }.to_words());
        } else if matches!(what, What::Enter(_)) {
            shared.gate.linger();
        }
        true
    }

    /// Whether a callback is a timer's, or a descriptor's.
    fn sort(&self, subject: Subject) -> (bool, bool) {
        match subject.source().map(|id| id.kind) {
            Some(Kind::Timer) => (true, false),
            Some(Kind::Immediate | Kind::Hook | Kind::Work | Kind::Remote) => (false, false),
            Some(_) => (false, true),
            None => (&*self.inner.shared.texts.get(subject.kind) == "timeout", false),
        }
    }

    /// The innermost callback has returned.
    fn left(&self, at: Duration) {
        let inner = &*self.inner;
        let mut entered = inner.entered.borrow_mut();
        let Some((subject, since)) = entered.pop() else { return };
        let took = at.saturating_sub(since);
        if took < LONG || !entered.is_empty() {
            return;
        }
        // What the thread has done between the last reading and this callback was short, so that it was work.
        let awake_before = inner.awake.get() + since.saturating_sub(inner.awake_from.get());
        let cpu = thread_time();
        let used = cpu.saturating_sub(inner.cpu.get()).saturating_sub(awake_before).min(took);
        inner.cpu.set(cpu);
        inner.awake.set(Duration::ZERO);
        inner.awake_from.set(at);
        inner.shared.ring.write(Fact { at, what: What::Cpu(subject, used) }.to_words());
    }

    fn fall_asleep(&self, at: Duration) {
        let inner = &*self.inner;
        let awake = inner.awake.get() + at.saturating_sub(inner.awake_from.get());
        inner.awake.set(awake);
        if awake > Duration::from_millis(10) {
            inner.cpu.set(thread_time());
            inner.awake.set(Duration::ZERO);
        }
    }

    fn take_survey(&self, lp: &Loop, at: Duration) {
        let survey = Survey {
            at,
            sources: lp.descriptions(SURVEYED),
            counts: lp.count_by_kind(),
            pool: lp.pool_load(),
        };
        let shared = &*self.inner.shared;
        *shared.survey.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(survey);
        shared.survey_wanted.store(false, Ordering::Release);
    }
}

/// There are 1024 threads at most.
fn short(thread: usize) -> u16 {
    u16::try_from(thread).unwrap_or(u16::MAX)
}

impl Observer for Recorder {
    fn observe(&mut self, lp: &Loop, at: Duration, what: Moment) {
        let what = match what {
            Moment::Turn(number) => What::Turn(number),
            Moment::Phase(phase) => What::Phase(phase),
            Moment::Sleep(limit) => {
                if self.inner.shared.survey_wanted.load(Ordering::Acquire) {
                    self.take_survey(lp, at);
                }
                What::Sleep(limit)
            }
            Moment::Wake(count) => What::Wake(count as u64),
            Moment::Ready(id, ready) => {
                let bits = [ready.read(), ready.write(), ready.error(), ready.hangup()];
                let bits = bits.iter().enumerate().fold(0, |all, (bit, &on)| all | u8::from(on) << bit);
                What::Ready(id.into(), bits)
            }
            Moment::Enter(id) => What::Enter(id.into()),
            Moment::Leave(id) => What::Leave(id.into()),
            Moment::Late(by) => What::Late(by),
            Moment::Born(id) => What::Born(id.into(), self.birthplace(id)),
            Moment::Died(id) => {
                if id.kind == Kind::Listener {
                    self.inner.listeners.borrow_mut().remove(&id.into());
                }
                What::Died(id.into())
            }
            Moment::Armed(id, due) => What::Armed(id.into(), due),
            Moment::Disarmed(id) => What::Disarmed(id.into()),
            Moment::Pending(id) => What::Pending(id.into()),
            Moment::Closing(id) => What::Closing(id.into()),
            Moment::Called(call) => {
                let name = self.inner.labels.borrow_mut().of_static(&self.inner.shared.texts, call.name);
                let result = call.result.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
                What::Called(name, call.source.into(), result, call.took)
            }
            Moment::Begun(id, thread, when) => What::Begun(id.into(), short(thread), when),
            Moment::Worked(id, thread, took) => What::Worked(id.into(), short(thread), took),
        };
        self.write(lp, at, what);
    }
}

/// Reads what a [`Recorder`] writes, from any thread.
#[derive(Clone)]
pub struct Reader {
    shared: Arc<Shared>,
    next: u64,
}

impl Reader {
    /// Appends the facts that came since the last time, and says how many were written over before they could be read.
    pub fn read(&mut self, facts: &mut Vec<Fact>) -> u64 {
        let (next, lost) = self.shared.ring.read(self.next, usize::MAX >> 1, facts);
        self.next = next;
        lost
    }

    /// How many facts there have been.
    pub fn written(&self) -> u64 {
        self.shared.ring.written()
    }

    /// The text of a label; empty for [`Label::NONE`].
    pub fn text(&self, label: Label) -> Arc<str> {
        self.shared.texts.get(label)
    }

    /// The loop's gate.
    pub fn gate(&self) -> &Gate {
        &self.shared.gate
    }

    /// Asks for a survey of the sources: the loop makes one before it sleeps, and whenever it stands still at the gate.
    pub fn ask_survey(&self) {
        self.shared.survey_wanted.store(true, Ordering::Release);
    }

    /// The newest survey.
    pub fn survey(&self) -> Option<Survey> {
        self.shared.survey.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}
