//! A queue of the loop's, as facts tell of it: first in, mostly first out.

use evloop::recorder::Subject;
use std::collections::VecDeque;
use std::time::Duration;

/// So many are known by name; of more, only the count.
const NAMED: usize = 1 << 14;

/// Who waits in a queue, and since when.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    named: VecDeque<(Subject, Duration)>,
    unnamed: usize,
    /// How many of the named ones are being served now.
    open: usize,
}

impl Line {
    pub(super) fn push(&mut self, subject: Subject, at: Duration) {
        if self.named.len() < NAMED {
            self.named.push_back((subject, at));
        } else {
            self.unnamed += 1;
        }
    }

    /// It is its turn, or it is over.
    pub(super) fn take(&mut self, subject: Subject) {
        match self.named.iter().position(|(waiting, _)| *waiting == subject) {
            Some(place) => {
                self.named.remove(place);
                self.open = self.open.saturating_sub(usize::from(place < self.open));
            }
            None => self.unnamed = self.unnamed.saturating_sub(1),
        }
    }

    /// Those who wait now are served …
    pub(super) fn open(&mut self) {
        self.open = self.named.len();
    }

    /// … and were served, whether we heard of it or not.
    pub(super) fn shut(&mut self) {
        self.named.drain(..self.open);
        (self.open, self.unnamed) = (0, 0);
    }

    pub(super) fn clear(&mut self) {
        self.named.clear();
        (self.open, self.unnamed) = (0, 0);
    }

    pub(super) fn count(&self) -> usize {
        self.named.len() + self.unnamed
    }

    /// Who waits, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Subject, Duration)> + '_ {
        self.named.iter().copied()
    }
}
