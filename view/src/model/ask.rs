//! What others of this crate ask the model.

use super::Model;
use super::callbacks::Left;
use super::lives::Life;
use super::words::{Sort, Words};
use evloop::Phase;
use evloop::recorder::{Label, Subject, What};
use std::time::Duration;

impl Model {
    /// Why somebody who is on the stack runs.
    pub(crate) fn reason(&self, subject: Subject) -> Option<String> {
        let frame = self.stack.iter().rfind(|frame| frame.subject == subject)?;
        self.sentence(frame, None)
    }

    /// Where something was made.
    pub(crate) fn site(&self, subject: Subject) -> Label {
        self.lives.get(subject).map_or(Label::NONE, |life| life.site)
    }

    /// The same, of whom a fact is about.
    pub(crate) fn site_of(&self, what: What) -> Label {
        match what {
            What::Leave(subject) | What::Worked(subject, ..) => self.site(subject),
            _ => Label::NONE,
        }
    }

    /// What somebody calls.
    pub(crate) fn label(&self, subject: Subject) -> Label {
        self.lives.get(subject).map_or(Label::NONE, Life::label)
    }

    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    /// What somebody is to the loop.
    pub(crate) fn sort(&mut self, subject: Subject) -> Sort {
        self.words.sort(subject)
    }

    /// The same, without remembering it.
    pub(crate) fn sort_of(&self, subject: Subject) -> Sort {
        self.words.clone().sort(subject)
    }

    pub(crate) fn phase(&self) -> Option<Phase> {
        self.phase
    }

    pub(crate) fn turns(&self) -> u64 {
        self.counters.turns
    }

    /// How many callbacks run, one inside the other.
    pub(crate) fn depth(&self) -> usize {
        self.stack.len()
    }

    /// The callback that has just returned, if it was not asked for yet.
    pub(crate) fn take_left(&mut self) -> Option<Left> {
        self.left.take()
    }

    /// The outermost callback that runs, and since when.
    pub(crate) fn outermost(&self) -> Option<(Subject, Duration)> {
        self.stack.first().map(|frame| (frame.subject, frame.since))
    }

    /// What runs, as far in as its name is known; and where it was made.
    pub(crate) fn running(&self) -> (Label, Label) {
        let named = self.stack.iter().rfind(|frame| frame.label != Label::NONE);
        named.map_or((Label::NONE, Label::NONE), |frame| (frame.label, self.site(frame.subject)))
    }

    /// When somebody's timer is due, or was last.
    pub(crate) fn due(&self, subject: Subject) -> Option<Duration> {
        self.lives.get(subject)?.due
    }

    /// A guest's timers that are set, by deadline: who, what it calls, where it was made.
    pub(crate) fn guest_timers(&self) -> Vec<(Subject, Label, Label)> {
        let mut timers: Vec<_> = self
            .lives
            .iter()
            .filter(|(subject, life)| life.armed && subject.source().is_none())
            .filter_map(|(subject, life)| Some((life.due?, subject, life)))
            .collect();
        timers.sort_by_key(|(due, subject, _)| (*due, *subject));
        timers.into_iter().map(|(_, subject, life)| (subject, life.label(), life.site)).collect()
    }

    pub(crate) fn has_guest_timers(&self) -> bool {
        self.lives.iter().any(|(subject, life)| life.armed && subject.source().is_none())
    }

    /// What they call, and where they were made, of those that are set.
    pub(crate) fn armed(&self) -> Vec<(Label, Label)> {
        self.guest_timers().into_iter().map(|(_, label, site)| (label, site)).collect()
    }

    /// The same, with the deadline, of those that were due before.
    pub(crate) fn overdue(&self, before: Duration) -> Vec<(Label, Label, Duration)> {
        let overdue = self.guest_timers().into_iter().filter_map(|(subject, label, site)| {
            let due = self.due(subject)?;
            (due < before).then_some((label, site, due))
        });
        overdue.collect()
    }

    /// Numbers for curves.
    pub(crate) fn numbers(&self) -> [(&'static str, Vec<(&'static str, u64)>); 2] {
        let count = |line: &super::line::Line| line.count() as u64;
        [
            (
                "waiting",
                vec![
                    ("immediates", count(&self.check)),
                    ("ticks", count(&self.ticks)),
                    ("microtasks", count(&self.microtasks)),
                ],
            ),
            ("bytes", vec![("read", self.counters.read), ("written", self.counters.written)]),
        ]
    }
}
