//! Events of a trace, and what they are in the format: `ph` says of which sort each is.

use crate::model::{Host, Words, phase_name};
use evloop::Phase;
use evloop::recorder::{Label, Subject};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Where an event is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Track {
    Turns,
    /// What runs while the loop does not turn: the program itself, before and after.
    Program,
    Phase(Phase),
    Ticks,
    Microtasks,
    Pool(u16),
}

impl Track {
    /// The number of the thread that the format knows it by.
    fn number(self) -> u32 {
        match self {
            Track::Turns => 1,
            Track::Program => 2,
            Track::Phase(phase) => 3 + phase as u32,
            Track::Ticks => 20,
            Track::Microtasks => 21,
            Track::Pool(thread) => 100 + u32::from(thread),
        }
    }

    fn name(self) -> String {
        match self {
            Track::Turns => "turns".to_owned(),
            Track::Program => "program".to_owned(),
            Track::Phase(phase) => phase_name(phase).to_owned(),
            Track::Ticks => "ticks".to_owned(),
            Track::Microtasks => "microtasks".to_owned(),
            Track::Pool(thread) => format!("pool {thread}"),
        }
    }
}

/// An event: when, where, what.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) at: Duration,
    pub(super) track: Track,
    pub(super) what: Happening,
}

#[derive(Clone, Debug)]
pub(super) enum Happening {
    /// Something that takes time, without a name of its own.
    Part {
        name: &'static str,
        number: Option<u64>,
        took: Duration,
    },
    /// A callback, or a job of the pool.
    Call(Box<Call>),
    /// A system call.
    SystemCall {
        name: Label,
        subject: Subject,
        result: i32,
        took: Duration,
    },
    /// The beginning of an arrow, a place that it passes, its end.
    Arrow(Leg, u64),
    /// A timer is set, and fires, or is given up. The number tells waits apart.
    WaitBegins {
        wait: u64,
        subject: Subject,
        label: Label,
        site: Label,
        due_in: Duration,
    },
    WaitEnds {
        wait: u64,
        subject: Subject,
    },
    /// Numbers from here on.
    Numbers(&'static str, Vec<(&'static str, u64)>),
    /// A program wrote this.
    Output(u8, Label),
    /// Something of importance.
    Mark(&'static str, Label),
}

#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) subject: Subject,
    pub(super) label: Label,
    pub(super) site: Label,
    pub(super) cause: Option<Arc<str>>,
    pub(super) took: Duration,
    pub(super) cpu: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leg {
    Start,
    Step,
    End,
}

impl Event {
    /// Sorts by time; of what begins at once, the longer is around the shorter, and arrows bind to what has begun.
    pub(super) fn order(&self) -> (Duration, u8, std::cmp::Reverse<Duration>) {
        let (rank, took) = match &self.what {
            Happening::WaitEnds { .. } => (0, Duration::ZERO),
            Happening::Part { took, .. } | Happening::SystemCall { took, .. } => (1, *took),
            Happening::Call(call) => (1, call.took),
            _ => (2, Duration::ZERO),
        };
        (self.at, rank, std::cmp::Reverse(took))
    }

    pub(super) fn to_json(&self, pid: u32, words: &Words) -> Value {
        let text = |label: Label| words.known(label).map(|text| text.to_string());
        let (phase, name, category, args) = match &self.what {
            Happening::Part { name, number, .. } => {
                let name = number.map_or((*name).to_owned(), |number| format!("{name} {number}"));
                ("X", name, "loop", json!({}))
            }
            Happening::Call(call) => {
                let id = words.id(call.subject);
                let name = text(call.label).or_else(|| id.clone()).unwrap_or_default();
                let mut args =
                    json!({ "id": id, "made at": text(call.site), "cause": call.cause.as_deref() });
                if let (Some(cpu), Some(fields)) = (call.cpu, args.as_object_mut()) {
                    fields.insert("cpu_us".to_owned(), micros(cpu));
                }
                let category = if matches!(self.track, Track::Pool(_)) { "job" } else { "callback" };
                ("X", name, category, args)
            }
            Happening::SystemCall { name, subject, result, .. } => {
                let errno = (*result < 0).then(|| evloop::system::errno_name(result.saturating_neg()));
                let args = json!({ "id": words.id(*subject), "result": result, "errno": errno });
                ("X", text(*name).unwrap_or_default(), "call", args)
            }
            Happening::Arrow(leg, _) => {
                let phase = match leg {
                    Leg::Start => "s",
                    Leg::Step => "t",
                    Leg::End => "f",
                };
                (phase, "cause".to_owned(), "cause", json!({}))
            }
            Happening::WaitBegins { subject, label, site, due_in, .. } => {
                let args =
                    json!({ "calls": text(*label), "made at": text(*site), "due_in_us": micros(*due_in) });
                ("b", words.id(*subject).unwrap_or_default(), "wait", args)
            }
            Happening::WaitEnds { subject, .. } => {
                ("e", words.id(*subject).unwrap_or_default(), "wait", json!({}))
            }
            Happening::Numbers(name, numbers) => {
                let numbers = numbers.iter().map(|&(name, number)| (name.to_owned(), number.into()));
                ("C", (*name).to_owned(), "loop", Value::Object(numbers.collect()))
            }
            Happening::Output(stream, label) => {
                let name = if *stream == 2 { "stderr" } else { "stdout" };
                ("i", name.to_owned(), "output", json!({ "text": text(*label) }))
            }
            Happening::Mark(name, label) => {
                ("i", (*name).to_owned(), "loop", json!({ "text": text(*label) }))
            }
        };
        let mut event = json!({
            "ph": phase, "name": name, "cat": category, "pid": pid, "tid": self.track.number(), "ts": micros(self.at),
        });
        let Some(fields) = event.as_object_mut() else { return event };
        let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
        match &self.what {
            Happening::Part { took, .. } | Happening::SystemCall { took, .. } => put("dur", micros(*took)),
            Happening::Call(call) => put("dur", micros(call.took)),
            Happening::Arrow(leg, number) => {
                put("id", (*number).into());
                if *leg == Leg::End {
                    // To the slice around this moment, not to the next one.
                    put("bp", "e".into());
                }
            }
            Happening::WaitBegins { wait, .. } | Happening::WaitEnds { wait, .. } => {
                put("id", (*wait).into())
            }
            Happening::Output(..) => put("s", "t".into()),
            Happening::Mark(..) => put("s", "p".into()),
            Happening::Numbers(..) => {}
        }
        if args.as_object().is_some_and(|args| !args.is_empty()) {
            put("args", args);
        }
        event
    }
}

/// Names and order of the tracks.
pub(super) fn head(host: &Host, events: &[Event]) -> Vec<Value> {
    let meta = |name: &str, tid: u32, args: Value| json!({ "ph": "M", "name": name, "pid": host.pid, "tid": tid, "args": args });
    let mut head = vec![meta("process_name", 0, json!({ "name": host.program }))];
    let tracks: BTreeSet<Track> = events.iter().map(|event| event.track).collect();
    for track in tracks {
        head.push(meta("thread_name", track.number(), json!({ "name": track.name() })));
        head.push(meta("thread_sort_index", track.number(), json!({ "sort_index": track.number() })));
    }
    head
}

/// The format's unit. Nanoseconds are its decimals.
fn micros(time: Duration) -> Value {
    Value::from(time.as_nanos() as f64 / 1e3)
}
