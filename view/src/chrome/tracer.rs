//! From facts to events.

use super::event::{Call, Event, Happening, Leg, Track};
use crate::model::{Lane, Model, Sort, Span, Spans, Words};
use crate::record::Record;
use evloop::recorder::{Fact, Label, Subject, What};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

/// Where something was asked for, and, of a job, where it was done.
struct Origin {
    at: Duration,
    track: Track,
    pool: Option<(Duration, Track)>,
}

/// A timer that is set.
struct Wait {
    number: u64,
    begin: Event,
}

/// Makes events, and keeps what they need to know of earlier facts.
pub(super) struct Tracer {
    words: Words,
    model: Model,
    spans: Spans,
    events: Vec<Event>,
    origins: HashMap<Subject, Origin>,
    waits: HashMap<Subject, Wait>,
    /// How many waits and arrows there were.
    count: u64,
    /// Timers of the reactor that a guest's timers hang on: they are not shown.
    carriers: HashSet<Subject>,
    /// When the last slice on a track began or ended: a system call that is told of later does not begin before.
    edges: HashMap<Track, Duration>,
    numbers: HashMap<&'static str, Vec<(&'static str, u64)>>,
    causes: HashSet<Arc<str>>,
}

impl Tracer {
    pub(super) fn new(record: &Record) -> Tracer {
        let mut model = Model::new(record.reader(), record.host().clone());
        model.lost(record.lost());
        Tracer {
            words: Words::new(record.reader()),
            model,
            spans: Spans::new(record.reader()),
            events: Vec::new(),
            origins: HashMap::new(),
            waits: HashMap::new(),
            count: 0,
            carriers: HashSet::new(),
            edges: HashMap::new(),
            numbers: HashMap::new(),
            causes: HashSet::new(),
        }
    }

    pub(super) fn apply(&mut self, fact: &Fact) {
        let at = fact.at;
        // While it is still known why.
        let left = match fact.what {
            What::Leave(subject) => Some((subject, self.model.reason(subject))),
            _ => None,
        };
        let site = self.model.site_of(fact.what);
        self.model.apply(fact);
        let mut ended = Vec::new();
        self.spans.apply(fact, |span| ended.push(span));
        for span in ended {
            let reason = left.as_ref().filter(|(subject, _)| *subject == span.subject);
            self.end(span, site, reason.and_then(|(_, reason)| reason.clone()));
        }
        match fact.what {
            What::Turn(_) => self.numbers(at),
            What::Enter(subject) => self.enter(subject, at),
            What::Cpu(subject, used) => self.cpu(subject, used),
            What::Born(subject, _) | What::Closing(subject) => self.asked(subject, at),
            What::Armed(subject, due) => {
                self.asked(subject, at);
                self.wait(subject, due, at);
            }
            What::Disarmed(subject) => self.wait_ends(subject, at),
            What::Died(subject) => {
                self.origins.remove(&subject);
                self.wait_ends(subject, at);
            }
            What::Called(name, subject, result, took) => self.called(name, subject, result, took, at),
            What::Output(stream, text) => self.push(at, self.here(), Happening::Output(stream, text)),
            What::Exception(text) => self.push(at, self.here(), Happening::Mark("exception", text)),
            What::Stopped(why, _) => self.push(at, self.here(), Happening::Mark("stopped", why)),
            What::Resumed => self.push(at, self.here(), Happening::Mark("resumed", Label::NONE)),
            _ => {}
        }
    }

    /// All events, in order, of a run that has gone on until then.
    pub(super) fn finish(mut self, at: Duration) -> (Vec<Event>, Words) {
        let mut open = Vec::new();
        self.spans.finish(at, |span| open.push(span));
        for span in open {
            let reason = self.model.reason(span.subject);
            let site = self.model.site(span.subject);
            self.end(span, site, reason);
        }
        let waiting: Vec<Subject> = self.waits.keys().copied().collect();
        waiting.into_iter().for_each(|subject| self.wait_ends(subject, at));
        let carriers = &self.carriers;
        self.events.retain(|event| match &event.what {
            Happening::WaitBegins { subject, .. } | Happening::WaitEnds { subject, .. } => {
                !carriers.contains(subject)
            }
            _ => true,
        });
        self.events.sort_by_key(Event::order);
        (self.events, self.words)
    }

    fn push(&mut self, at: Duration, track: Track, what: Happening) {
        self.events.push(Event { at, track, what });
    }

    /// Where the innermost callback that runs is shown, or the phase.
    fn here(&self) -> Track {
        match self.spans.innermost() {
            Some(lane) => track(lane),
            None => Track::Program,
        }
    }

    /// Something has ended.
    fn end(&mut self, span: Span, site: Label, cause: Option<String>) {
        let on = track(span.lane);
        let edge = self.edges.entry(on).or_default();
        // Threads of the pool read another clock: what one has done is not shown as if it had done two things at once.
        let from = if matches!(on, Track::Pool(_)) { span.from.max(*edge) } else { span.from };
        let took = span.to.saturating_sub(from);
        *edge = (from + took).max(*edge);
        let part = |name, number| Happening::Part { name, number, took };
        let what = match span.lane {
            Lane::Turn(number) => part("turn", Some(number)),
            Lane::Begin => part("begin", None),
            Lane::Phase(phase) => part(crate::model::phase_name(phase), None),
            Lane::Sleep => part("asleep", None),
            Lane::Call(_) | Lane::Tick | Lane::Microtask | Lane::Pool(_) => {
                let cause = cause.map(|cause| self.shared(cause));
                Happening::Call(Box::new(Call {
                    subject: span.subject,
                    label: span.label,
                    site,
                    cause,
                    took,
                    cpu: None,
                }))
            }
        };
        if let Some(origin) = self.origins.get_mut(&span.subject)
            && matches!(on, Track::Pool(_))
        {
            origin.pool = Some((from.max(origin.at), on));
        }
        self.push(from, on, what);
    }

    /// Many run for the same reason.
    fn shared(&mut self, cause: String) -> Arc<str> {
        if let Some(known) = self.causes.get(&*cause) {
            return Arc::clone(known);
        }
        let cause: Arc<str> = cause.into();
        if self.causes.len() < 1 << 16 {
            self.causes.insert(Arc::clone(&cause));
        }
        cause
    }

    fn enter(&mut self, subject: Subject, at: Duration) {
        self.wait_ends(subject, at);
        if self.words.sort(subject) == Sort::Timeout
            && let Some(outer) = self.spans.around_innermost()
            && outer.source().is_some()
        {
            self.carriers.insert(outer);
        }
        let on = self.here();
        self.edges.insert(on, at);
        let Some(Origin { at: begin, track, pool }) = self.origins.remove(&subject) else { return };
        self.count += 1;
        let number = self.count;
        self.push(begin, track, Happening::Arrow(Leg::Start, number));
        if let Some((at, track)) = pool {
            self.push(at, track, Happening::Arrow(Leg::Step, number));
        }
        self.push(at, on, Happening::Arrow(Leg::End, number));
    }

    /// A callback asks for something.
    fn asked(&mut self, subject: Subject, at: Duration) {
        if self.spans.depth() > 0 {
            self.origins.insert(subject, Origin { at, track: self.here(), pool: None });
        }
    }

    fn wait(&mut self, subject: Subject, due: Duration, at: Duration) {
        self.wait_ends(subject, at);
        self.count += 1;
        let (label, site) = (self.model.label(subject), self.model.site(subject));
        let due_in = due.saturating_sub(at);
        let what = Happening::WaitBegins { wait: self.count, subject, label, site, due_in };
        self.waits
            .insert(subject, Wait { number: self.count, begin: Event { at, track: Track::Turns, what } });
    }

    fn wait_ends(&mut self, subject: Subject, at: Duration) {
        if let Some(Wait { number, mut begin }) = self.waits.remove(&subject) {
            if let Happening::WaitBegins { label, .. } = &mut begin.what
                && *label == Label::NONE
            {
                *label = self.model.label(subject);
            }
            self.events.push(begin);
            self.push(at, Track::Turns, Happening::WaitEnds { wait: number, subject });
        }
    }

    fn called(&mut self, name: Label, subject: Subject, result: i32, took: Duration, at: Duration) {
        let on = self.here();
        let edge = self.edges.entry(on).or_default();
        let begin = at.saturating_sub(took).max(*edge).min(at);
        *edge = at;
        self.push(begin, on, Happening::SystemCall { name, subject, result, took: at.saturating_sub(begin) });
    }

    /// The callback that has just ended used so much of the processor.
    fn cpu(&mut self, subject: Subject, used: Duration) {
        let last = self.events.iter_mut().rev().take(64).find_map(|event| match &mut event.what {
            Happening::Call(call) if call.subject == subject => Some(call),
            _ => None,
        });
        if let Some(call) = last {
            call.cpu = Some(used);
        }
    }

    /// The loop's numbers, where they have changed.
    fn numbers(&mut self, at: Duration) {
        for (name, numbers) in self.model.numbers() {
            if self.numbers.get(name) != Some(&numbers) {
                self.numbers.insert(name, numbers.clone());
                self.push(at, Track::Turns, Happening::Numbers(name, numbers));
            }
        }
    }
}

fn track(lane: Lane) -> Track {
    match lane {
        Lane::Turn(_) | Lane::Begin => Track::Turns,
        Lane::Phase(phase) | Lane::Call(Some(phase)) => Track::Phase(phase),
        Lane::Sleep => Track::Phase(evloop::Phase::Poll),
        Lane::Call(None) => Track::Program,
        Lane::Tick => Track::Ticks,
        Lane::Microtask => Track::Microtasks,
        Lane::Pool(thread) => Track::Pool(thread),
    }
}
