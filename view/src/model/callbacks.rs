//! The stack of callbacks: who runs, inside whom, and for how long.

use super::cause::Cause;
use super::lives::Who;
use super::words::{Sort, nanoseconds};
use super::{Model, spans};
use evloop::recorder::{Label, Subject};
use evloop::{Kind, Phase};
use std::time::Duration;

/// Nobody nests so deep: what comes deeper is not written down.
pub(super) const DEEPEST: usize = 1000;

/// A callback on the stack.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) subject: Subject,
    pub(super) since: Duration,
    /// How much of its time callbacks inside it took.
    pub(super) inside: Duration,
    /// What it calls.
    pub(super) label: Label,
    pub(super) cause: Cause,
    /// How late its timer was, as the loop says; it counts unless a guest's timers hang on that timer.
    pub(super) late: Option<Duration>,
}

/// A callback that has returned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Left {
    pub(crate) subject: Subject,
    pub(crate) label: Label,
    pub(crate) site: Label,
    pub(crate) from: Duration,
    pub(crate) to: Duration,
    /// How long it took itself, without callbacks inside of it.
    pub(crate) own: Duration,
}

impl Model {
    /// The innermost callback.
    pub(super) fn who(&self) -> Who {
        self.stack.last().map_or(Who::NOBODY, |frame| Who { subject: frame.subject, label: frame.label })
    }

    pub(super) fn enter(&mut self, subject: Subject, at: Duration) {
        let sort = self.words.sort(subject);
        self.counters.callbacks += 1;
        let cause = self.cause(subject, sort, at);
        if sort == Sort::Program && self.stack.is_empty() {
            self.phase = None;
        }
        if let (Sort::Timeout, Some(due)) = (sort, self.lives.get(subject).and_then(|life| life.due)) {
            self.lateness.add(nanoseconds(at.saturating_sub(due)));
            // The timer that this one hangs on is an instrument.
            if let Some(outer) = self.stack.last_mut().filter(|outer| spans::is_timer(outer.subject)) {
                outer.late = None;
                self.lives.change(outer.subject, |life| life.carries = true);
            }
        }
        match sort {
            Sort::Tick => self.ticks.take(subject),
            Sort::Microtask => self.microtasks.take(subject),
            Sort::Immediate | Sort::Source(Kind::Immediate) => self.check.take(subject),
            _ => match self.phase {
                Some(Phase::Pending) => self.pending.take(subject),
                Some(Phase::Poll) => self.ready.take(subject),
                Some(Phase::Closing) => self.closing.take(subject),
                _ => {}
            },
        }
        // A guest's timer was counted above.
        let late = self.late.take().filter(|_| sort != Sort::Timeout);
        let label = self.lives.get(subject).map_or(Label::NONE, |life| life.name);
        if self.stack.len() < DEEPEST {
            self.stack.push(Frame { subject, since: at, inside: Duration::ZERO, label, cause, late });
        }
    }

    pub(super) fn leave(&mut self, subject: Subject, at: Duration) {
        let Some(place) = self.stack.iter().rposition(|frame| frame.subject == subject) else { return };
        self.stack.truncate(place + 1);
        let Some(frame) = self.stack.pop() else { return };
        let took = at.saturating_sub(frame.since);
        let (from, own) = (frame.since, took.saturating_sub(frame.inside));
        self.left = Some(Left { subject, label: frame.label, site: self.site(subject), from, to: at, own });
        let label = if frame.label == Label::NONE { subject.kind } else { frame.label };
        self.heat.add(label, own, self.stack.is_empty());
        if let Some(outer) = self.stack.last_mut() {
            outer.inside += took;
        }
        if let Some(late) = frame.late {
            self.lateness.add(nanoseconds(late));
        }
        if matches!(self.words.sort(subject), Sort::Tick | Sort::Microtask | Sort::Immediate) {
            self.lives.remove(subject);
        }
    }
}
