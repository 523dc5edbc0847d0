//! What others of this crate ask the model.

use super::Model;
use super::lives::Life;
use evloop::recorder::{Label, Subject, What};

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
