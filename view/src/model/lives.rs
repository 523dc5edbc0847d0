//! Who lives: everything that facts told of by name, and what is known of it.

use evloop::recorder::{Label, Subject};
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::time::Duration;

/// So many are known at most; those that come later are not.
pub(super) const MOST: usize = 1 << 18;
/// So many of those that died last are remembered.
const GONE: usize = 1 << 12;

/// A callback that did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) subject: Subject,
    pub(crate) label: Label,
}

impl Who {
    pub(crate) const NOBODY: Who = Who { subject: Subject::NOBODY, label: Label::NONE };
}

/// What is known of one.
#[derive(Clone, Debug)]
pub(super) struct Life {
    /// Where it was made, inside which callback, and when.
    pub(super) site: Label,
    pub(super) by: Who,
    pub(super) born: Duration,
    /// What it is going to call, as it was told; and what it called last.
    pub(super) name: Label,
    pub(super) called: Label,
    /// When its timer fires, or fired last; whether it is going to; and since when that is known.
    pub(super) due: Option<Duration>,
    pub(super) armed: bool,
    pub(super) armed_at: Duration,
    /// A guest's timers hang on it.
    pub(super) carries: bool,
    /// For what it is ready, and what the last system call gave since.
    pub(super) ready: u8,
    pub(super) heard: Option<(Label, i32)>,
    pub(super) closer: Who,
    /// The job was begun then; it was done on this thread, and took so long.
    pub(super) begun: Option<Duration>,
    pub(super) worked: Option<(u16, Duration)>,
}

impl Life {
    pub(super) fn new(site: Label, by: Who, born: Duration) -> Life {
        Life {
            site,
            by,
            born,
            name: Label::NONE,
            called: Label::NONE,
            due: None,
            armed: false,
            armed_at: born,
            carries: false,
            ready: 0,
            heard: None,
            closer: Who::NOBODY,
            begun: None,
            worked: None,
        }
    }

    /// What it calls, as far as that is known.
    pub(super) fn label(&self) -> Label {
        if self.name == Label::NONE { self.called } else { self.name }
    }
}

/// What is kept for each subject.
pub(super) type BySubject<T> = HashMap<Subject, T, BuildHasherDefault<Mixer>>;

/// All of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Lives {
    all: BySubject<Life>,
    gone: VecDeque<Subject>,
}

impl Lives {
    pub(super) fn get(&self, subject: Subject) -> Option<&Life> {
        self.all.get(&subject)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Subject, &Life)> {
        self.all.iter().map(|(&subject, life)| (subject, life))
    }

    /// Those that died last: whatever a survey says, they are not there any more.
    pub(super) fn gone(&self) -> HashSet<Subject> {
        self.gone.iter().copied().collect()
    }

    pub(super) fn insert(&mut self, subject: Subject, life: Life) {
        if self.all.len() < MOST {
            self.all.insert(subject, life);
        }
    }

    pub(super) fn remove(&mut self, subject: Subject) {
        self.all.remove(&subject);
        if subject.source().is_some() {
            super::keep(&mut self.gone, subject, GONE);
        }
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(Subject) -> bool) {
        self.all.retain(|&subject, _| keep(subject));
    }

    /// Changes what is known of one, if it is known.
    pub(super) fn change(&mut self, subject: Subject, change: impl FnOnce(&mut Life)) {
        if let Some(life) = self.all.get_mut(&subject) {
            change(life);
        }
    }

    /// A timer is set. One whose birth was not seen is known from now on.
    pub(super) fn arm(&mut self, subject: Subject, due: Duration, at: Duration) {
        if !self.all.contains_key(&subject) {
            self.insert(subject, Life::new(Label::NONE, Who::NOBODY, at));
        }
        self.change(subject, |life| (life.due, life.armed, life.armed_at) = (Some(due), true, at));
    }

    /// What somebody is going to call. A program has no birth.
    pub(super) fn name(&mut self, subject: Subject, name: Label, at: Duration) {
        if !self.all.contains_key(&subject) {
            self.insert(subject, Life::new(Label::NONE, Who::NOBODY, at));
        }
        self.change(subject, |life| life.name = name);
    }

    pub(super) fn disarm(&mut self, subject: Subject) {
        self.change(subject, |life| life.armed = false);
    }
}

/// Mixes two small numbers. Nobody chooses them to do harm, so that this may be cheaper than the standard library's.
#[derive(Default)]
pub(super) struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        // The golden ratio in 64 bits: multiplying by it spreads neighbours; the rotation brings the high bits down.
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31);
    }
}
