//! Spans: what took how long, one within the other, from facts that only say begin and end.

use super::lives::{BySubject, MOST};
use super::words::{Sort, Words};
use evloop::recorder::{Fact, Label, Reader, Subject, What};
use evloop::{Kind, Phase};
use std::time::Duration;

/// Where a span belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Lane {
    /// A turn of the loop, by its number.
    Turn(u64),
    /// What a turn does before its first phase.
    Begin,
    Phase(Phase),
    /// The part of the poll phase in which the loop sleeps, or looks.
    Sleep,
    /// A callback, in this phase.
    Call(Option<Phase>),
    Tick,
    Microtask,
    /// A job, on this thread of the pool.
    Pool(u16),
}

/// Something that took time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) lane: Lane,
    pub(crate) from: Duration,
    pub(crate) to: Duration,
    pub(crate) subject: Subject,
    pub(crate) label: Label,
}

/// Finds the spans. An inner one is told before the one around it; those that are open stay so until they end, or until
/// [`Spans::finish`].
#[derive(Clone)]
pub(crate) struct Spans {
    words: Words,
    turn: Option<(u64, Duration)>,
    phase: Option<(Option<Phase>, Duration)>,
    sleep: Option<Duration>,
    /// When the job was begun that is told of next.
    begun: Option<(Subject, Duration)>,
    stack: Vec<Span>,
    /// What those are going to call who have said it before.
    names: BySubject<Label>,
}

impl Spans {
    pub(crate) fn new(reader: &Reader) -> Spans {
        Spans {
            words: Words::new(reader),
            turn: None,
            phase: None,
            sleep: None,
            begun: None,
            stack: Vec::new(),
            names: BySubject::default(),
        }
    }

    /// Where we are: in the innermost callback that is open, or in a phase.
    pub(crate) fn innermost(&self) -> Option<Lane> {
        let phase = || self.phase.map(|(phase, _)| phase.map_or(Lane::Begin, Lane::Phase));
        self.stack.last().map(|span| span.lane).or_else(phase)
    }

    /// How many callbacks are open.
    pub(crate) fn depth(&self) -> usize {
        self.stack.len()
    }

    /// The callback around the innermost.
    pub(crate) fn around_innermost(&self) -> Option<Subject> {
        self.stack.iter().nth_back(1).map(|span| span.subject)
    }

    /// Facts are missing here: what was open is forgotten.
    pub(crate) fn forget(&mut self) {
        (self.turn, self.phase, self.sleep) = (None, None, None);
        self.stack.clear();
        self.names.clear();
    }

    /// Takes the next fact, and tells of the spans that it ends.
    pub(crate) fn apply(&mut self, fact: &Fact, mut tell: impl FnMut(Span)) {
        let at = fact.at;
        match fact.what {
            What::Turn(number) => {
                self.finish(at, &mut tell);
                self.turn = Some((number, at));
                self.phase = Some((None, at));
            }
            What::Phase(phase) => {
                self.end_phase(at, &mut tell);
                self.phase = Some((Some(phase), at));
            }
            What::Sleep(_) => self.sleep = Some(at),
            What::Wake(_) => self.end_sleep(at, &mut tell),
            What::Enter(subject) => {
                let sort = self.words.sort(subject);
                if sort == Sort::Program && self.stack.is_empty() {
                    self.finish(at, &mut tell);
                }
                let lane = match sort {
                    Sort::Tick => Lane::Tick,
                    Sort::Microtask => Lane::Microtask,
                    _ => Lane::Call(self.phase.and_then(|(phase, _)| phase)),
                };
                let label = self.name(subject);
                if self.stack.len() < super::callbacks::DEEPEST {
                    self.stack.push(Span { lane, from: at, to: at, subject, label });
                }
            }
            What::Function(label) => {
                if let Some(span) = self.stack.last_mut() {
                    span.label = label;
                }
            }
            What::Leave(subject) => {
                let Some(place) = self.stack.iter().rposition(|span| span.subject == subject) else { return };
                self.unwind(place, at, &mut tell);
                if matches!(self.words.sort(subject), Sort::Tick | Sort::Microtask | Sort::Immediate) {
                    self.names.remove(&subject);
                }
            }
            What::Named(subject, label) if self.names.len() < MOST => drop(self.names.insert(subject, label)),
            What::Died(subject) => drop(self.names.remove(&subject)),
            What::Begun(subject, _, when) => self.begun = Some((subject, when)),
            What::Worked(subject, thread, took) => {
                let begun = self.begun.take().filter(|(begun, _)| *begun == subject);
                let from = begun.map_or(at.saturating_sub(took), |(_, when)| when);
                let lane = Lane::Pool(thread);
                tell(Span { lane, from, to: from + took, subject, label: self.name(subject) });
            }
            _ => {}
        }
    }

    /// Ends everything that is open.
    pub(crate) fn finish(&mut self, at: Duration, mut tell: impl FnMut(Span)) {
        self.end_phase(at, &mut tell);
        if let Some((number, from)) = self.turn.take() {
            tell(plain(Lane::Turn(number), from, at));
        }
    }

    fn name(&self, subject: Subject) -> Label {
        self.names.get(&subject).copied().unwrap_or(Label::NONE)
    }

    fn unwind(&mut self, place: usize, at: Duration, tell: &mut impl FnMut(Span)) {
        while self.stack.len() > place {
            let Some(span) = self.stack.pop() else { return };
            tell(Span { to: at, ..span });
        }
    }

    fn end_sleep(&mut self, at: Duration, tell: &mut impl FnMut(Span)) {
        if let Some(from) = self.sleep.take() {
            tell(plain(Lane::Sleep, from, at));
        }
    }

    fn end_phase(&mut self, at: Duration, tell: &mut impl FnMut(Span)) {
        self.unwind(0, at, tell);
        self.end_sleep(at, tell);
        if let Some((phase, from)) = self.phase.take()
            && (phase.is_some() || self.turn.is_some())
        {
            tell(plain(phase.map_or(Lane::Begin, Lane::Phase), from, at));
        }
    }
}

fn plain(lane: Lane, from: Duration, to: Duration) -> Span {
    Span { lane, from, to, subject: Subject::NOBODY, label: Label::NONE }
}

/// Whether it is a timer of the reactor.
pub(crate) fn is_timer(subject: Subject) -> bool {
    subject.source().is_some_and(|id| id.kind == Kind::Timer)
}
