//! The model: the state of a loop, rebuilt from its facts by somebody who is not on its thread.
//!
//! `apply` is here; what things are and are called is in `model/words.rs`, who lives in `model/lives.rs`, what runs and why in
//! `model/callbacks.rs` and `model/cause.rs`, where the time went in `model/heat.rs`; `model/state.rs` puts it all into JSON, and
//! `model/history.rs` remembers how it was.

mod ask;
mod callbacks;
mod cause;
mod heat;
mod history;
mod line;
mod lives;
mod spans;
mod state;
mod timeline;
mod words;

pub use history::History;
pub(crate) use spans::{Lane, Span, Spans};
pub(crate) use state::phase_name;
pub(crate) use words::{Sort, Words, milliseconds, nanoseconds, place_only};

use callbacks::Frame;
pub(crate) use callbacks::Left;
use evloop::recorder::{Fact, Label, Reader, Subject, What};
use evloop::{Histogram, Kind, Phase};
use heat::Heat;
use line::Line;
use lives::{Life, Lives};
use std::collections::VecDeque;
use std::time::Duration;
use words::Traffic;

/// So many of the latest system calls, jobs and exceptions are kept.
const CALLS: usize = 60;
const JOBS: usize = 60;
const EXCEPTIONS: usize = 10;

/// Whose facts these are.
#[derive(Clone, Debug, Default)]
pub struct Host {
    /// The program's name.
    pub program: String,
    /// Its process.
    pub pid: u32,
    /// What its loop stands on ([`evloop::Loop::backend`]).
    pub backend: String,
}

/// What the loop is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Running,
    /// Until then, or until something happens.
    Asleep(Option<Duration>),
    /// For this reason, before this callback.
    Paused(Label, Subject),
    Ended,
}

/// A system call.
#[derive(Clone, Copy, Debug)]
struct Call {
    at: Duration,
    name: Label,
    subject: Subject,
    result: i32,
    took: Duration,
}

/// A job of the pool that is done.
#[derive(Clone, Copy, Debug)]
struct Job {
    subject: Subject,
    label: Label,
    site: Label,
    thread: u16,
    from: Duration,
    to: Duration,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counters {
    turns: u64,
    callbacks: u64,
    events: u64,
    read: u64,
    written: u64,
    lost: u64,
}

/// The state of a loop, as far as its facts tell it.
///
/// ```
/// use evloop::Loop;
/// use evloop::recorder::Recorder;
/// use evloop_view::{Host, Model};
///
/// let mut lp = Loop::new()?;
/// let recorder = Recorder::new(1000);
/// lp.observe(recorder.clone());
/// let mut reader = recorder.reader();
/// lp.immediate(|_| ());
/// lp.run()?;
///
/// let mut facts = Vec::new();
/// let lost = reader.read(&mut facts);
/// let mut model = Model::new(&reader, Host { program: "doc".into(), pid: 1, backend: "epoll".into() });
/// model.lost(lost);
/// facts.iter().for_each(|fact| model.apply(fact));
/// model.end();
///
/// let state = model.state(None);
/// assert_eq!((state["run"].as_str(), state["turn"].as_u64()), (Some("ended"), Some(1)));
/// assert_eq!(state["counters"]["callbacks"], 1);
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone)]
pub struct Model {
    host: Host,
    words: Words,
    now: Duration,
    run: Run,
    turn: u64,
    phase: Option<Phase>,
    stack: Vec<Frame>,
    left: Option<Left>,
    lives: Lives,
    pending: Line,
    ready: Line,
    check: Line,
    closing: Line,
    ticks: Line,
    microtasks: Line,
    /// Events of this poll phase whose sources are not known yet.
    unnamed_events: u64,
    late: Option<Duration>,
    /// How long the loop has slept, and since when it does so now.
    slept: Duration,
    sleeps_since: Option<Duration>,
    calls: VecDeque<Call>,
    jobs: VecDeque<Job>,
    exceptions: VecDeque<(Duration, Label)>,
    lateness: Histogram,
    heat: Heat,
    counters: Counters,
}

impl Model {
    /// A loop that has not done anything yet. The reader is asked for texts only.
    pub fn new(reader: &Reader, host: Host) -> Model {
        Model {
            host,
            words: Words::new(reader),
            now: Duration::ZERO,
            run: Run::Running,
            turn: 0,
            phase: None,
            stack: Vec::new(),
            left: None,
            lives: Lives::default(),
            pending: Line::default(),
            ready: Line::default(),
            check: Line::default(),
            closing: Line::default(),
            ticks: Line::default(),
            microtasks: Line::default(),
            unnamed_events: 0,
            late: None,
            slept: Duration::ZERO,
            sleeps_since: None,
            calls: VecDeque::new(),
            jobs: VecDeque::new(),
            exceptions: VecDeque::new(),
            lateness: Histogram::new(),
            heat: Heat::default(),
            counters: Counters::default(),
        }
    }

    /// Whether the loop stands still.
    pub(crate) fn is_paused(&self) -> bool {
        matches!(self.run, Run::Paused(..))
    }

    /// How long the loop has slept, until `now` on its clock.
    pub(crate) fn asleep(&self, now: Duration) -> Duration {
        self.slept + self.sleeps_since.map_or(Duration::ZERO, |since| now.saturating_sub(since))
    }

    /// The time of the latest fact.
    pub fn now(&self) -> Duration {
        self.now
    }

    /// The loop has ended, and no facts come any more.
    pub fn end(&mut self) {
        self.stack.clear();
        self.phase = None;
        self.run = Run::Ended;
    }

    /// So many facts were missed here. What waits in queues, and what is on the stack, is not known any more.
    pub fn lost(&mut self, facts: u64) {
        if facts == 0 {
            return;
        }
        self.counters.lost += facts;
        self.sleeps_since = None;
        self.stack.clear();
        for line in [
            &mut self.pending,
            &mut self.ready,
            &mut self.check,
            &mut self.closing,
            &mut self.ticks,
            &mut self.microtasks,
        ] {
            line.clear();
        }
        let words = &mut self.words;
        // Sources are told of by surveys; of what is the guest's, only timers live long.
        self.lives.retain(|subject| matches!(words.sort(subject), Sort::Source(_) | Sort::Timeout));
    }

    /// The loop has done this.
    pub fn apply(&mut self, fact: &Fact) {
        self.now = self.now.max(fact.at);
        let at = fact.at;
        match fact.what {
            What::Turn(number) => {
                self.turn = number;
                self.counters.turns += 1;
                self.phase = None;
                self.stack.clear();
                self.run = Run::Running;
            }
            What::Phase(phase) => self.begin_phase(phase),
            What::Sleep(limit) => {
                let naps = limit != Some(Duration::ZERO);
                self.run = if naps { Run::Asleep(limit.map(|limit| at + limit)) } else { Run::Running };
                self.sleeps_since = naps.then_some(at);
            }
            What::Wake(count) => {
                self.run = Run::Running;
                self.slept = self.asleep(at);
                self.sleeps_since = None;
                self.counters.events += count;
                self.unnamed_events = count;
            }
            What::Ready(subject, bits) => {
                self.unnamed_events = self.unnamed_events.saturating_sub(1);
                self.ready.push(subject, at);
                self.lives.change(subject, |life| (life.ready, life.heard) = (bits, None));
            }
            What::Enter(subject) => self.enter(subject, at),
            What::Leave(subject) => self.leave(subject, at),
            What::Function(label) => {
                if let Some(frame) = self.stack.last_mut() {
                    frame.label = label;
                    self.lives.change(frame.subject, |life| life.called = label);
                }
            }
            What::Cpu(_, used) => self.heat.correct(used),
            What::Late(by) => self.late = Some(by),
            What::Born(subject, site) => self.born(subject, site, at),
            What::Died(subject) => self.died(subject),
            What::Named(subject, label) => self.lives.name(subject, label, at),
            What::Armed(subject, due) => self.lives.arm(subject, due, at),
            What::Disarmed(subject) => self.lives.disarm(subject),
            What::Pending(subject) => self.pending.push(subject, at),
            What::Closing(subject) => {
                let who = self.who();
                self.closing.push(subject, at);
                self.lives.change(subject, |life| life.closer = who);
            }
            What::Called(name, subject, result, took) => {
                self.called(Call { at, name, subject, result, took });
            }
            What::Begun(subject, _, when) => self.lives.change(subject, |life| life.begun = Some(when)),
            What::Worked(subject, thread, took) => self.worked(subject, thread, took, at),
            What::Exception(text) => keep(&mut self.exceptions, (at, text), EXCEPTIONS),
            What::Stopped(why, before) => self.run = Run::Paused(why, before),
            What::Resumed => self.run = Run::Running,
            _ => {}
        }
    }

    fn begin_phase(&mut self, phase: Phase) {
        if self.phase == Some(Phase::Poll) {
            self.ready.clear();
            self.unnamed_events = 0;
        }
        // What waits for these phases is taken as they begin; what comes meanwhile waits for the next turn.
        match phase {
            Phase::Pending => self.pending.open(),
            Phase::Closing => self.closing.open(),
            _ => {}
        }
        match self.phase {
            Some(Phase::Pending) => self.pending.shut(),
            Some(Phase::Closing) => self.closing.shut(),
            _ => {}
        }
        self.phase = Some(phase);
        self.stack.clear();
        self.run = Run::Running;
    }

    fn born(&mut self, subject: Subject, site: Label, at: Duration) {
        let life = Life::new(site, self.who(), at);
        self.lives.insert(subject, life);
        match self.words.sort(subject) {
            Sort::Tick => self.ticks.push(subject, at),
            Sort::Microtask => self.microtasks.push(subject, at),
            Sort::Immediate | Sort::Source(Kind::Immediate) => self.check.push(subject, at),
            _ => {}
        }
    }

    fn died(&mut self, subject: Subject) {
        self.lives.remove(subject);
        match self.words.sort(subject) {
            Sort::Tick => self.ticks.take(subject),
            Sort::Microtask => self.microtasks.take(subject),
            Sort::Immediate | Sort::Source(Kind::Immediate) => self.check.take(subject),
            Sort::Source(_) => {
                self.pending.take(subject);
                self.ready.take(subject);
                self.closing.take(subject);
            }
            Sort::Timeout | Sort::Program | Sort::Other => {}
        }
    }

    fn called(&mut self, call: Call) {
        let bytes = u64::try_from(call.result).unwrap_or(0);
        let traffic = self.words.traffic(call.name);
        match traffic {
            Traffic::In => self.counters.read += bytes,
            Traffic::Out => self.counters.written += bytes,
            Traffic::Clients | Traffic::None => {}
        }
        if matches!(traffic, Traffic::In | Traffic::Clients) {
            self.lives.change(call.subject, |life| life.heard = Some((call.name, call.result)));
        }
        keep(&mut self.calls, call, CALLS);
    }

    fn worked(&mut self, subject: Subject, thread: u16, took: Duration, at: Duration) {
        let life = self.lives.get(subject);
        let (label, site) = life.map_or((Label::NONE, Label::NONE), |life| (life.label(), life.site));
        let from = life.and_then(|life| life.begun).unwrap_or_else(|| at.saturating_sub(took));
        let job = Job { subject, label, site, thread, from, to: from + took };
        self.lives.change(subject, |life| life.worked = Some((thread, took)));
        keep(&mut self.jobs, job, JOBS);
    }
}

/// Appends to what is kept of the latest.
fn keep<T>(latest: &mut VecDeque<T>, item: T, most: usize) {
    if latest.len() == most {
        latest.pop_front();
    }
    latest.push_back(item);
}
