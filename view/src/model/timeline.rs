//! The time line: lanes of spans, or, where there are too many, of how busy each column was.

use super::history::Chapter;
use super::spans::{Lane, Span};
use super::state::phase_name;
use super::words::{Words, nanoseconds};
use evloop::Phase;
use evloop::recorder::Label;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// A picture is not wider.
const WIDEST: usize = 4000;

/// A lane of the picture, in the order in which they are shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Row {
    Phase(Phase),
    Callbacks,
    Ticks,
    Microtasks,
    Pool(u16),
}

/// A lane as it is filled.
struct Filling {
    /// Up to one for each column; no more are kept.
    spans: Vec<(Span, bool)>,
    too_many: bool,
    /// Nanoseconds of each column.
    busy: Vec<u64>,
}

struct Picture {
    from: u64,
    to: u64,
    width: usize,
    rows: BTreeMap<Row, Filling>,
    /// Callbacks inside the outermost one that is being read.
    inner: Vec<Span>,
    /// The sleep inside the poll phase that is being read.
    sleep: Option<Span>,
}

pub(super) fn timeline(
    chapters: &VecDeque<Chapter>,
    words: &Words,
    from: Duration,
    to: Duration,
    width: usize,
) -> Value {
    let mut picture = Picture::new(nanoseconds(from), nanoseconds(to), width.clamp(1, WIDEST));
    let ends = |chapter: &Chapter| chapter.facts.last().is_none_or(|last| last.at < from);
    let first = chapters.iter().take_while(|chapter| ends(chapter)).count();
    if let Some(chapter) = chapters.get(first) {
        let mut spans = chapter.spans.clone();
        let facts = chapters.iter().skip(first).flat_map(|chapter| &chapter.facts);
        let mut last = from;
        for fact in facts.take_while(|fact| fact.at <= to) {
            spans.apply(fact, |span| picture.add(span));
            last = fact.at;
        }
        // What is open now is open to the end of the picture, if that is now.
        let newest = chapters.back().and_then(|chapter| chapter.facts.last()).map_or(last, |fact| fact.at);
        spans.finish(newest.min(to).max(last), |span| picture.add(span));
    }
    picture.into_json(words)
}

impl Picture {
    fn new(from: u64, to: u64, width: usize) -> Picture {
        let mut picture = Picture { from, to, width, rows: BTreeMap::new(), inner: Vec::new(), sleep: None };
        for row in Phase::ALL.map(Row::Phase).into_iter().chain([Row::Callbacks, Row::Ticks, Row::Microtasks])
        {
            picture.row(row);
        }
        picture
    }

    fn row(&mut self, row: Row) -> &mut Filling {
        let width = self.width;
        let empty = || Filling { spans: Vec::new(), too_many: false, busy: vec![0; width] };
        self.rows.entry(row).or_insert_with(empty)
    }

    /// Inner spans come before the one around them.
    fn add(&mut self, span: Span) {
        match span.lane {
            Lane::Turn(_) | Lane::Begin => {}
            Lane::Sleep => self.sleep = Some(span),
            Lane::Phase(phase) => {
                self.flush();
                let row = Row::Phase(phase);
                match self.sleep.take() {
                    Some(sleep) => {
                        self.put(row, Span { to: sleep.from, ..span }, false);
                        self.put(row, sleep, true);
                        self.put(row, Span { from: sleep.to, ..span }, false);
                    }
                    None => self.put(row, span, false),
                }
            }
            Lane::Call(_) => {
                // Callbacks that an earlier one left behind stand for themselves.
                let (inner, before): (Vec<_>, Vec<_>) =
                    self.inner.drain(..).partition(|inner| inner.from >= span.from);
                before.into_iter().for_each(|other| self.put(Row::Callbacks, other, false));
                // A source that only passes its event on is not shown beside those to whom it does.
                self.inner = if span.label == Label::NONE && !inner.is_empty() { inner } else { vec![span] };
            }
            Lane::Tick => self.put(Row::Ticks, span, false),
            Lane::Microtask => self.put(Row::Microtasks, span, false),
            Lane::Pool(thread) => self.put(Row::Pool(thread), span, false),
        }
    }

    fn flush(&mut self) {
        for span in std::mem::take(&mut self.inner) {
            self.put(Row::Callbacks, span, false);
        }
    }

    fn put(&mut self, row: Row, span: Span, is_sleep: bool) {
        let (begin, end) = (self.from, self.to);
        let (from, to) = (nanoseconds(span.from), nanoseconds(span.to));
        let is_empty = to == from && matches!(row, Row::Phase(_));
        if to < begin || from > end || is_empty {
            return;
        }
        let (first, last) = (from.max(begin), to.min(end));
        let width = self.width;
        let filling = self.row(row);
        if filling.spans.len() < width {
            filling.spans.push((span, is_sleep));
        } else {
            filling.too_many = true;
        }
        if !is_sleep && begin < end {
            fill(&mut filling.busy, begin, end, first, last);
        }
    }

    fn into_json(mut self, words: &Words) -> Value {
        self.flush();
        let (begin, end, width) = (self.from, self.to, self.width as u64);
        let column = ((end - begin) as f64 / width as f64).max(1.0);
        let lanes = self.rows.into_iter().map(|(row, filling)| {
            let name = match row {
                Row::Phase(phase) => phase_name(phase).to_owned(),
                Row::Callbacks => "callbacks".to_owned(),
                Row::Ticks => "ticks".to_owned(),
                Row::Microtasks => "microtasks".to_owned(),
                Row::Pool(thread) => format!("pool {thread}"),
            };
            let busy = filling.too_many.then(|| {
                let part = |&busy: &u64| (busy as f64 / column * 1000.0).round().min(1000.0) / 1000.0;
                filling.busy.iter().map(part).collect::<Vec<_>>()
            });
            let spans = if filling.too_many { Vec::new() } else { filling.spans };
            let spans = spans.into_iter().map(|(span, is_sleep)| {
                let label = match words.known(span.label) {
                    Some(label) => label.to_string(),
                    None if is_sleep => "asleep".to_owned(),
                    None => words.id(span.subject).unwrap_or_else(|| name.clone()),
                };
                json!([nanoseconds(span.from), nanoseconds(span.to), label, words.id(span.subject)])
            });
            let spans = spans.collect::<Value>();
            json!({ "name": name, "spans": spans, "busy": busy })
        });
        json!({ "from": begin, "to": end, "lanes": lanes.collect::<Value>() })
    }
}

/// Counts the time between two moments in the columns where it lies.
fn fill(columns: &mut [u64], begin: u64, end: u64, first: u64, last: u64) {
    let width = columns.len() as u128;
    let whole = u128::from(end - begin);
    let place = |at: u64| (u128::from(at - begin) * width / whole).min(width - 1);
    // The column's first moment.
    let edge = |column: u128| begin + u64::try_from((column * whole).div_ceil(width)).unwrap_or(u64::MAX);
    for column in place(first)..=place(last) {
        let (from, to) = (first.max(edge(column)), last.min(edge(column + 1)));
        columns[column as usize] += to.saturating_sub(from);
    }
}
