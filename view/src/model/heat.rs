//! Where the time went: by what was called.

use evloop::recorder::Label;
use std::collections::HashMap;
use std::time::Duration;

/// So many labels are told apart; what comes later is counted under [`Label::NONE`].
const MOST: usize = 1 << 13;

/// What one kind of callback has used. Of callbacks inside callbacks, each has its own part.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Use {
    pub(super) calls: u64,
    pub(super) wall: Duration,
    pub(super) cpu: Duration,
    pub(super) longest: Duration,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Heat {
    by_label: HashMap<Label, Use>,
    /// The parts of the outermost callback that is running, or has run last: the largest, and all.
    largest: Option<(Label, Duration)>,
    all: Duration,
    over: bool,
}

impl Heat {
    /// A callback used so much time itself. What took no time worth asking for was all work.
    pub(super) fn add(&mut self, label: Label, time: Duration, is_outermost: bool) {
        let known = self.by_label.len() < MOST || self.by_label.contains_key(&label);
        let label = if known { label } else { Label::NONE };
        let entry = self.by_label.entry(label).or_default();
        entry.calls += 1;
        entry.wall += time;
        entry.cpu += time;
        entry.longest = entry.longest.max(time);
        if self.over {
            (self.largest, self.all) = (None, Duration::ZERO);
        }
        if self.largest.is_none_or(|(_, largest)| time >= largest) {
            self.largest = Some((label, time));
        }
        self.all += time;
        self.over = is_outermost;
    }

    /// The outermost callback that has just returned has used only so much of the processor: the rest, it waited. That is put
    /// down to its longest part.
    pub(super) fn correct(&mut self, used: Duration) {
        let Some((label, largest)) = self.largest else { return };
        let waited = self.all.saturating_sub(used).min(largest);
        if let Some(entry) = self.by_label.get_mut(&label) {
            entry.cpu = entry.cpu.saturating_sub(waited);
        }
    }

    /// Those that used most, from the top.
    pub(super) fn top(&self, most: usize) -> Vec<(Label, Use)> {
        let mut all: Vec<_> = self.by_label.iter().map(|(&label, &used)| (label, used)).collect();
        all.sort_by_key(|(label, used)| (std::cmp::Reverse(used.wall), *label));
        all.truncate(most);
        all
    }
}
