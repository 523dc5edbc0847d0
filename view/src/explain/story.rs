//! What matters of a stream of facts, in bounded memory.

use crate::model::{Host, Left, Model, Sort, Words};
use evloop::Phase;
use evloop::recorder::{Fact, Label, Reader, Subject, What};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

/// A callback that held the loop so long is worth a word.
pub(super) const LONG: Duration = Duration::from_millis(10);
/// So many of what is remembered of each kind.
const MOST: usize = 256;

/// A timer that was called late.
#[derive(Clone, Copy)]
pub(super) struct Late {
    pub(super) due: Duration,
    pub(super) at: Duration,
    pub(super) label: Label,
    pub(super) site: Label,
}

/// In which queue something waits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) enum Queue {
    Tick,
    Promise,
    Timeout,
    Immediate,
    Close,
}

/// Something that was asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) queue: Queue,
    pub(super) label: Label,
    pub(super) site: Label,
    /// By which outermost callback, and in which phase.
    by: u64,
    pub(super) phase: Option<Phase>,
    /// For a timer, how long it waits at least, and when it is due.
    pub(super) delay: Duration,
    due: Duration,
}

/// What was asked for first ran second.
#[derive(Clone, Copy)]
pub(super) struct Overtaken {
    pub(super) first: Asked,
    pub(super) second: Asked,
}

pub(super) struct Story {
    pub(super) model: Model,
    pub(super) begun: Option<Duration>,
    pub(super) now: Duration,
    /// How long the loop has slept, and since when it does.
    pub(super) asleep: Duration,
    sleeps_since: Option<Duration>,
    /// The longest callbacks.
    pub(super) blocks: Vec<Left>,
    pub(super) lates: Vec<Late>,
    /// The last callback of the program's own.
    pub(super) last: Option<Left>,
    /// How many ticks and promise jobs the outermost callback has run so far, the latest of them, and where it was asked for.
    pub(super) drained: [u64; 2],
    pub(super) latest: Option<Left>,
    /// The number of the outermost callback.
    outermost: u64,
    waiting: BTreeMap<u64, Asked>,
    numbers: HashMap<Subject, u64>,
    count: u64,
    pub(super) overtaken: BTreeMap<(Queue, Queue), Overtaken>,
    /// The last tick that ran, and by whom it was asked for.
    tick: Option<(Asked, u64)>,
    /// The program was told that nothing is left to do.
    pub(super) emptied: bool,
    /// There is a program that could be told.
    pub(super) has_program: bool,
    pub(super) exception: Option<Label>,
    /// What the program wrote to its standard error last.
    pub(super) complaints: VecDeque<Label>,
}

impl Story {
    pub(super) fn new(reader: &Reader, host: Host) -> Story {
        Story {
            model: Model::new(reader, host),
            begun: None,
            now: Duration::ZERO,
            asleep: Duration::ZERO,
            sleeps_since: None,
            blocks: Vec::new(),
            lates: Vec::new(),
            last: None,
            drained: [0; 2],
            latest: None,
            outermost: 0,
            waiting: BTreeMap::new(),
            numbers: HashMap::new(),
            count: 0,
            overtaken: BTreeMap::new(),
            tick: None,
            emptied: false,
            has_program: false,
            exception: None,
            complaints: VecDeque::new(),
        }
    }

    pub(super) fn words(&self) -> &Words {
        self.model.words()
    }

    /// How long the loop did not sleep.
    pub(super) fn awake(&self) -> Duration {
        self.now.saturating_sub(self.begun.unwrap_or(self.now)).saturating_sub(self.asleep)
    }

    pub(super) fn lost(&mut self, facts: u64) {
        if facts > 0 && self.model.depth() == 0 {
            self.model.lost(facts);
        }
    }

    /// The program has gone on until then.
    pub(super) fn until(&mut self, now: Duration) {
        self.now = self.now.max(now);
        if let Some(since) = self.sleeps_since.take() {
            self.asleep += self.now.saturating_sub(since);
        }
    }

    pub(super) fn apply(&mut self, fact: &Fact) {
        let at = fact.at;
        self.begun.get_or_insert(at);
        self.now = self.now.max(at);
        match fact.what {
            What::Sleep(_) => self.sleeps_since = Some(at),
            What::Wake(_) => {
                if let Some(since) = self.sleeps_since.take() {
                    self.asleep += at.saturating_sub(since);
                }
            }
            What::Enter(subject) => self.enters(subject, at),
            What::Output(2, text) => {
                self.complaints.push_back(text);
                self.complaints.truncate(MOST);
            }
            _ => {}
        }
        self.model.apply(fact);
        match fact.what {
            What::Leave(_) => {
                if let Some(left) = self.model.take_left() {
                    self.left(left);
                }
            }
            What::Born(subject, site) => self.asked(subject, site),
            What::Named(subject, label) => {
                let is_program = self.model.sort(subject) == Sort::Program;
                self.emptied |= is_program && &*self.words().text(label) == "'beforeExit' of process";
                self.change(subject, |asked| asked.label = label);
            }
            What::Exception(text) => self.exception = Some(text),
            What::Armed(subject, due) => self.change(subject, |asked| {
                (asked.delay, asked.due) = (due.saturating_sub(at), due);
            }),
            What::Closing(subject) => {
                self.push(Queue::Close, subject, self.model.site(subject));
            }
            What::Died(subject) if !matches!(self.model.sort(subject), Sort::Source(_)) => {
                let _ = self.forget(subject);
            }
            _ => {}
        }
    }

    fn change(&mut self, subject: Subject, change: impl FnOnce(&mut Asked)) {
        if let Some(asked) = self.numbers.get(&subject).and_then(|number| self.waiting.get_mut(number)) {
            change(asked);
        }
    }

    fn asked(&mut self, subject: Subject, site: Label) {
        let queue = match self.model.sort(subject) {
            Sort::Tick => Queue::Tick,
            Sort::Microtask => Queue::Promise,
            Sort::Timeout => Queue::Timeout,
            Sort::Immediate => Queue::Immediate,
            _ => return,
        };
        if site != Label::NONE {
            self.push(queue, subject, site);
        }
    }

    fn push(&mut self, queue: Queue, subject: Subject, site: Label) {
        if self.waiting.len() >= MOST {
            return;
        }
        let (by, phase) = (self.outermost, self.model.phase());
        let (label, delay, due) = (self.model.label(subject), Duration::ZERO, Duration::ZERO);
        self.count += 1;
        self.waiting.insert(self.count, Asked { queue, label, site, by, phase, delay, due });
        self.numbers.insert(subject, self.count);
    }

    fn forget(&mut self, subject: Subject) -> Option<(u64, Asked)> {
        let number = self.numbers.remove(&subject)?;
        Some((number, self.waiting.remove(&number)?))
    }

    fn enters(&mut self, subject: Subject, at: Duration) {
        let sort = self.model.sort(subject);
        self.has_program |= sort == Sort::Program;
        if self.model.depth() == 0 {
            self.outermost += 1;
            self.drained = [0; 2];
            self.latest = None;
        }
        if sort == Sort::Timeout
            && let Some(due) = self.model.due(subject)
            && at > due + LONG
        {
            let (label, site) = (self.model.label(subject), self.model.site(subject));
            self.lates.push(Late { due, at, label, site });
            if self.lates.len() > 2 * MOST {
                self.lates.sort_by_key(|late| std::cmp::Reverse(late.at - late.due));
                self.lates.truncate(MOST);
            }
        }
        if matches!(sort, Sort::Source(_)) && self.model.phase() != Some(Phase::Closing) {
            return;
        }
        let Some((number, ran)) = self.forget(subject) else { return };
        if ran.queue == Queue::Tick {
            self.tick = Some((ran, self.outermost));
        }
        for (_, first) in self.waiting.range(..number).filter(|(_, first)| first.by == ran.by) {
            let late_timer = first.queue == Queue::Timeout && first.due > at && first.delay > 2 * SHORT;
            if first.queue != ran.queue && !late_timer {
                let overtaken = Overtaken { first: *first, second: ran };
                self.overtaken.entry((first.queue, ran.queue)).or_insert(overtaken);
            }
        }
    }

    fn left(&mut self, left: Left) {
        let drained = match self.model.sort(left.subject) {
            Sort::Tick => Some(0),
            Sort::Microtask => Some(1),
            Sort::Program => None,
            _ => {
                if left.label != Label::NONE && !self.words().text(left.label).contains(" node:") {
                    self.last = Some(left);
                }
                None
            }
        };
        if let Some(queue) = drained {
            self.drained[queue] += 1;
            self.latest = Some(left);
        }
        if drained == Some(1) && left.label != Label::NONE {
            self.promise_ran(left);
        }
        if left.own >= LONG {
            self.blocks.push(left);
            if self.blocks.len() > 2 * MOST {
                self.shorten();
            }
        }
    }

    /// The longest first.
    pub(super) fn shorten(&mut self) {
        self.blocks.sort_by_key(|left| std::cmp::Reverse(left.own));
        self.blocks.truncate(MOST);
    }

    /// A promise job of the program's has run, after a tick that was asked for by the same callback.
    fn promise_ran(&mut self, left: Left) {
        let Some((tick, outermost)) = self.tick.take() else { return };
        if outermost != self.outermost || tick.by != outermost {
            return;
        }
        let (queue, label) = (Queue::Promise, left.label);
        let (delay, due) = (Duration::ZERO, Duration::ZERO);
        let promise = Asked { queue, label, site: left.site, by: outermost, phase: None, delay, due };
        self.overtaken
            .entry((Queue::Promise, Queue::Tick))
            .or_insert(Overtaken { first: promise, second: tick });
    }
}

/// What a timer of zero waits.
pub(super) const SHORT: Duration = Duration::from_millis(1);
