//! History: what happened lately, so that the loop can be looked at as it was.
//!
//! The facts are kept in chapters, each with the state at its beginning: an earlier state is that of its chapter, and a part of
//! the chapter's facts. The oldest chapter is dropped as a whole.

use super::spans::Spans;
use super::state::set;
use super::words::nanoseconds;
use super::{Host, Model, timeline};
use evloop::recorder::{Fact, Reader};
use serde_json::Value;
use std::collections::VecDeque;
use std::time::Duration;

/// So many chapters there are at least, when there is a lot to tell.
const CHAPTERS: usize = 4;

pub(super) struct Chapter {
    before: Model,
    pub(super) spans: Spans,
    pub(super) facts: Vec<Fact>,
}

/// A loop's latest facts, its state now, and as it was.
///
/// ```
/// use evloop::Loop;
/// use evloop::recorder::Recorder;
/// use evloop_view::{History, Host};
/// use std::time::Duration;
///
/// let mut lp = Loop::new()?;
/// let recorder = Recorder::new(1000);
/// lp.observe(recorder.clone());
/// lp.immediate(|_| ());
/// lp.run()?;
///
/// let mut history = History::new(recorder.reader(), Host::default(), 1000);
/// history.read();
/// assert_eq!(history.state()["turn"], 1);
/// let before = history.state_at(Duration::ZERO);
/// assert_eq!(before["turn"], 0);
/// let line = history.timeline(Duration::ZERO, history.now(), 100);
/// assert_eq!(line["lanes"][0]["name"], "timers");
/// # Ok::<(), evloop::Error>(())
/// ```
pub struct History {
    reader: Reader,
    model: Model,
    spans: Spans,
    chapters: VecDeque<Chapter>,
    most: usize,
    /// What was read, before it is applied.
    news: Vec<Fact>,
}

impl History {
    /// One that remembers about so many facts, and reads them from there.
    pub fn new(reader: Reader, host: Host, facts: usize) -> History {
        let model = Model::new(&reader, host);
        let spans = Spans::new(&reader);
        let most = facts.max(CHAPTERS);
        History { reader, model, spans, chapters: VecDeque::new(), most, news: Vec::new() }
    }

    /// Reads what is new, and says how many facts that were.
    pub fn read(&mut self) -> usize {
        let mut news = std::mem::take(&mut self.news);
        let lost = self.reader.read(&mut news);
        if lost > 0 {
            self.model.lost(lost);
            self.spans.forget();
            self.begin_chapter();
        }
        for fact in &news {
            if self.chapters.back().is_none_or(|chapter| chapter.facts.len() >= self.most / CHAPTERS) {
                self.begin_chapter();
            }
            self.model.apply(fact);
            self.spans.apply(fact, |_| ());
            if let Some(chapter) = self.chapters.back_mut() {
                chapter.facts.push(*fact);
            }
        }
        let count = news.len();
        news.clear();
        // A burst is not worth its room for ever.
        news.shrink_to(1 << 12);
        self.news = news;
        count
    }

    fn begin_chapter(&mut self) {
        let chapter = Chapter { before: self.model.clone(), spans: self.spans.clone(), facts: Vec::new() };
        self.chapters.push_back(chapter);
        let mut kept: usize = self.chapters.iter().map(|chapter| chapter.facts.len()).sum();
        while (kept > self.most || self.chapters.len() > 4 * CHAPTERS)
            && let Some(oldest) = self.chapters.pop_front()
        {
            kept -= oldest.facts.len();
        }
    }

    /// The loop has ended: what it has written is read, and no more comes.
    pub fn end(&mut self) {
        self.read();
        self.model.end();
    }

    /// The state now.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Where the facts come from.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The time of the latest fact.
    pub fn now(&self) -> Duration {
        self.model.now()
    }

    /// The time of the oldest state that is known.
    pub fn oldest(&self) -> Duration {
        let Some(first) = self.chapters.front() else { return self.model.now };
        // Before the very first fact not even the time is known.
        let begun = first.before.now;
        if begun.is_zero() { first.facts.first().map_or(begun, |fact| fact.at) } else { begun }
    }

    /// [`Model::state`] now.
    pub fn state(&self) -> Value {
        self.put(self.model.state(self.reader.survey().as_ref()))
    }

    /// The state as it was then, or, if that is too long ago, the oldest there is.
    pub fn state_at(&self, at: Duration) -> Value {
        let chapter =
            self.chapters.iter().rfind(|chapter| chapter.before.now <= at).or(self.chapters.front());
        let Some(chapter) = chapter else { return self.state() };
        let mut model = chapter.before.clone();
        for fact in chapter.facts.iter().take_while(|fact| fact.at <= at) {
            model.apply(fact);
        }
        model.now = model.now.max(at.min(self.model.now));
        self.put(model.state(self.reader.survey().as_ref()))
    }

    fn put(&self, mut state: Value) -> Value {
        set(&mut state, "oldest", nanoseconds(self.oldest()).into());
        state
    }

    /// What took time between these moments, for a picture so many columns wide: `{"from", "to", "lanes": [{"name", "spans",
    /// "busy"}]}`. A lane has spans `[from, to, label, id]` if they are few; else it says of each column how much of it was busy.
    pub fn timeline(&self, from: Duration, to: Duration, width: usize) -> Value {
        timeline::timeline(&self.chapters, &self.model.words, from, to.max(from), width)
    }
}
