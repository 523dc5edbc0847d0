//! The state as JSON, for the page, `top`, and whoever asks. All times are nanoseconds on the loop's clock.

use super::callbacks::Frame;
use super::line::Line;
use super::lives::Life;
use super::words::nanoseconds;
use super::{Model, Run};
use evloop::recorder::{Break, Label, Subject, Survey};
use evloop::system::errno_name;
use evloop::{Description, Kind, Phase};
use serde_json::{Map, Value, json};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::time::Duration;

/// So many items of a queue, and so many rows of a table, are shown; the rest is counted.
const ITEMS: usize = 100;
const HOT: usize = 20;

impl Model {
    /// The state as it is now. A survey tells more of the sources than facts do; its reader's gate says who steers.
    ///
    /// The fields: `program`, `pid`, `backend`; `at`; `run` (`running`, `asleep`, `paused`, `ended`), `why`; `turn`, `phase`,
    /// `asleep_until`; `stack` and `next`; `breaks`, `slow_ms`; `queues` (`timers`, `pending`, `ready`, `check`, `closing`,
    /// `ticks`, `microtasks`); `descriptors`, `pool`, `calls`, `lateness`, `hot`, `counters`, `exceptions`. What is not known is
    /// null.
    pub fn state(&self, survey: Option<&Survey>) -> Value {
        let described: HashMap<Subject, &Description> = survey
            .iter()
            .flat_map(|survey| survey.sources.iter())
            .map(|description| (description.id.into(), description))
            .collect();
        let gate = self.words.reader().gate();
        let (run, why, until, next) = match self.run {
            Run::Running => ("running", None, None, None),
            Run::Asleep(until) => ("asleep", None, until, None),
            Run::Paused(why, next) => ("paused", Some(why), None, Some(next)),
            Run::Ended => ("ended", None, None, None),
        };
        json!({
            "program": self.host.program,
            "pid": self.host.pid,
            "backend": self.host.backend,
            "at": nanoseconds(self.now),
            "oldest": 0,
            "run": run,
            "why": why.map(|why| self.text(why)),
            "turn": self.turn,
            "phase": self.phase.map(phase_name),
            "asleep_until": until.map(nanoseconds),
            "stack": self.stack.iter().map(|frame| self.frame(frame, &described)).collect::<Value>(),
            "next": next.map_or(Value::Null, |next| self.next(next, &described)),
            "breaks": gate.breaks().into_iter().map(break_name).collect::<Value>(),
            "slow_ms": u64::try_from(gate.slow().as_millis()).unwrap_or(u64::MAX),
            "queues": self.queues(),
            "descriptors": self.descriptors(&described, survey),
            "pool": self.pool(survey),
            "calls": self.calls_json(),
            "lateness": self.lateness_json(),
            "hot": self.hot_json(),
            "counters": {
                "turns": self.counters.turns, "callbacks": self.counters.callbacks, "events": self.counters.events,
                "read": self.counters.read, "written": self.counters.written, "lost": self.counters.lost,
            },
            "exceptions": self.exceptions.iter()
                .map(|&(at, text)| json!({ "at": nanoseconds(at), "text": self.text(text) }))
                .collect::<Value>(),
        })
    }

    pub(super) fn text(&self, label: Label) -> Value {
        self.words.known(label).map_or(Value::Null, |text| Value::from(&*text))
    }

    pub(super) fn id(&self, subject: Subject) -> Value {
        self.words.id(subject).map_or(Value::Null, Value::from)
    }

    fn frame(&self, frame: &Frame, described: &HashMap<Subject, &Description>) -> Value {
        let life = self.lives.get(frame.subject);
        let fd = described.get(&frame.subject).and_then(|description| description.fd);
        json!({
            "id": self.id(frame.subject),
            "label": self.text(frame.label),
            "site": self.text(life.map_or(Label::NONE, |life| life.site)),
            "cause": self.sentence(frame, fd),
            "since": nanoseconds(frame.since),
        })
    }

    /// A callback that is about to be entered.
    fn next(&self, subject: Subject, described: &HashMap<Subject, &Description>) -> Value {
        if subject == Subject::NOBODY {
            return Value::Null;
        }
        let sort = self.words.clone().sort(subject);
        let label = self.lives.get(subject).map_or(Label::NONE, Life::label);
        let cause = self.cause(subject, sort, self.now);
        let inside = Duration::ZERO;
        self.frame(&Frame { subject, since: self.now, inside, label, cause, late: None }, described)
    }

    fn item(&self, subject: Subject, since: Duration) -> Value {
        let life = self.lives.get(subject);
        let by = life.map(|life| life.by);
        let by = by.and_then(|by| {
            self.words.known(by.label).map(|label| label.to_string()).or_else(|| self.words.id(by.subject))
        });
        json!({
            "id": self.id(subject),
            "label": self.text(life.map_or(Label::NONE, Life::label)),
            "site": self.text(life.map_or(Label::NONE, |life| life.site)),
            "by": by,
            "due": life.filter(|life| life.armed).and_then(|life| life.due).map(nanoseconds),
            "since": nanoseconds(since),
        })
    }

    fn queues(&self) -> Value {
        let line = |line: &Line, more: usize| {
            let items = line.iter().take(ITEMS).map(|(subject, since)| self.item(subject, since));
            json!({ "count": line.count() + more, "items": items.collect::<Value>() })
        };
        json!({
            "timers": self.timers(),
            "pending": line(&self.pending, 0),
            "ready": line(&self.ready, self.unnamed_events as usize),
            "check": line(&self.check, 0),
            "closing": line(&self.closing, 0),
            "ticks": line(&self.ticks, 0),
            "microtasks": line(&self.microtasks, 0),
        })
    }

    /// Timers by deadline. Those of the reactor that a guest's timers hang on are not shown beside them.
    fn timers(&self) -> Value {
        let mut armed: Vec<_> = self
            .lives
            .iter()
            .filter(|(_, life)| life.armed && !life.carries)
            .filter_map(|(subject, life)| Some((life.due?, subject, life.armed_at)))
            .collect();
        let count = armed.len();
        if count > ITEMS {
            armed.select_nth_unstable(ITEMS);
            armed.truncate(ITEMS);
        }
        armed.sort_unstable();
        let items = armed.into_iter().map(|(_, subject, since)| self.item(subject, since));
        json!({ "count": count, "items": items.collect::<Value>() })
    }

    fn descriptors(&self, described: &HashMap<Subject, &Description>, survey: Option<&Survey>) -> Value {
        let mut shown: Vec<Subject> = self
            .lives
            .iter()
            .map(|(subject, _)| subject)
            .filter(|&subject| has_descriptor(subject))
            .collect();
        // Sources that are older than the facts; but a survey that is younger than this state says nothing of it.
        let gone = self.lives.gone();
        if survey.is_some_and(|survey| survey.at <= self.now + Duration::from_millis(200)) {
            let unheard = |subject: &Subject| self.lives.get(*subject).is_none() && !gone.contains(subject);
            shown
                .extend(described.keys().copied().filter(|&subject| has_descriptor(subject)).filter(unheard));
        }
        let count = shown.len();
        // What listens first; then those that have described themselves; of these the latest.
        let rank = |subject: &Subject| {
            let listens = is_kind(*subject, Kind::Listener);
            let born = self.lives.get(*subject).map(|life| life.born);
            (!listens, !described.contains_key(subject), Reverse(born), *subject)
        };
        shown.sort_by_cached_key(rank);
        shown.truncate(ITEMS);
        let items =
            shown.into_iter().map(|subject| self.descriptor(subject, described.get(&subject).copied()));
        json!({ "count": count, "items": items.collect::<Value>() })
    }

    fn descriptor(&self, subject: Subject, description: Option<&Description>) -> Value {
        let site = self.lives.get(subject).map_or(Label::NONE, |life| life.site);
        let interest = description.map(|description| match description.interest {
            (true, true) => "rw",
            (true, false) => "r",
            (false, true) => "w",
            (false, false) => "",
        });
        json!({
            "id": self.id(subject),
            "kind": self.text(subject.kind),
            "fd": description.and_then(|description| description.fd),
            "local": description.and_then(|description| description.local.as_deref()),
            "peer": description.and_then(|description| description.peer.as_deref()),
            "state": description.map(|description| description.state),
            "interest": interest.unwrap_or(""),
            "queued": description.map_or(0, |description| description.queued),
            "read": description.map_or(0, |description| description.read),
            "written": description.map_or(0, |description| description.written),
            "referenced": description.is_none_or(|description| description.referenced),
            "site": self.text(site),
        })
    }

    fn pool(&self, survey: Option<&Survey>) -> Value {
        let waiting = self
            .lives
            .iter()
            .filter(|(subject, life)| is_kind(*subject, Kind::Work) && life.worked.is_none());
        let mut waiting: Vec<_> = waiting.map(|(subject, life)| (life.born, subject)).collect();
        waiting.sort_unstable();
        waiting.truncate(ITEMS);
        let waiting = waiting.into_iter().map(|(_, subject)| {
            let life = self.lives.get(subject);
            let label = self.text(life.map_or(Label::NONE, Life::label));
            let site = self.text(life.map_or(Label::NONE, |life| life.site));
            json!({ "id": self.id(subject), "label": label, "site": site, "thread": null, "from": null, "to": null })
        });
        let done = self.jobs.iter().map(|job| {
            json!({
                "id": self.id(job.subject), "label": self.text(job.label), "site": self.text(job.site),
                "thread": job.thread, "from": nanoseconds(job.from), "to": nanoseconds(job.to),
            })
        });
        let load = survey.map(|survey| survey.pool).unwrap_or_default();
        json!({
            "size": load.size, "threads": load.threads, "running": load.running, "queued": load.queued,
            "jobs": done.chain(waiting).collect::<Value>(),
        })
    }

    fn calls_json(&self) -> Value {
        let call = |call: &super::Call| {
            json!({
                "at": nanoseconds(call.at),
                "call": self.text(call.name),
                "id": self.id(call.subject),
                "result": call.result,
                "errno": (call.result < 0).then(|| errno_name(call.result.saturating_neg())),
                "took": nanoseconds(call.took),
            })
        };
        self.calls.iter().map(call).collect()
    }

    fn lateness_json(&self) -> Value {
        let late = &self.lateness;
        let buckets = late.buckets().map(|(upto, count)| json!({ "upto": upto, "count": count }));
        json!({
            "count": late.count(), "p50": late.quantile(0.5), "p99": late.quantile(0.99), "max": late.max(),
            "buckets": buckets.collect::<Value>(),
        })
    }

    fn hot_json(&self) -> Value {
        let rows = self.heat.top(HOT).into_iter().map(|(label, used)| {
            let name = if label == Label::NONE { Value::from("(others)") } else { self.text(label) };
            json!({
                "label": name, "calls": used.calls, "wall": nanoseconds(used.wall),
                "cpu": nanoseconds(used.cpu), "longest": nanoseconds(used.longest),
            })
        });
        rows.collect()
    }
}

/// In lower case.
pub(crate) fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Timers => "timers",
        Phase::Pending => "pending",
        Phase::Idle => "idle",
        Phase::Prepare => "prepare",
        Phase::Poll => "poll",
        Phase::Check => "check",
        Phase::Closing => "closing",
    }
}

fn break_name(at: Break) -> &'static str {
    match at {
        Break::Timer => "timer",
        Break::Io => "io",
        Break::Exception => "exception",
    }
}

fn is_kind(subject: Subject, kind: Kind) -> bool {
    subject.source().is_some_and(|id| id.kind == kind)
}

/// Whether the table of descriptors has a row for it.
fn has_descriptor(subject: Subject) -> bool {
    use Kind::{Child, Conn, FilePoll, FileWatch, Listener, Signal, Udp, UnixDatagram, Watch};
    let kinds = [Child, Conn, FilePoll, FileWatch, Listener, Signal, Udp, UnixDatagram, Watch];
    subject.source().is_some_and(|id| kinds.contains(&id.kind))
}

/// Puts a field in.
pub(super) fn set(object: &mut Value, name: &str, value: Value) {
    object.as_object_mut().unwrap_or(&mut Map::new()).insert(name.to_owned(), value);
}
