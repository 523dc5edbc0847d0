//! What things are, and what they are called.

use evloop::Kind;
use evloop::recorder::{Label, Reader, Subject};
use std::sync::Arc;
use std::time::Duration;

/// What somebody is to the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A source of the reactor.
    Source(Kind),
    /// A guest's timer.
    Timeout,
    /// A guest's immediate.
    Immediate,
    /// A guest's tick (`process.nextTick`).
    Tick,
    /// A guest's promise job.
    Microtask,
    /// A guest's program, which runs before the loop turns, or is told of its end.
    Program,
    /// Something else of a guest's.
    Other,
}

/// What a system call moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Traffic {
    /// Bytes come.
    In,
    /// Bytes go.
    Out,
    /// A connection comes.
    Clients,
    None,
}

/// The texts of a recorder, and what they mean.
#[derive(Clone)]
pub(crate) struct Words {
    reader: Reader,
    /// Of the few kinds and names that were met.
    sorts: Vec<(Label, Sort)>,
    traffic: Vec<(Label, Traffic)>,
}

impl Words {
    pub(crate) fn new(reader: &Reader) -> Words {
        Words { reader: reader.clone(), sorts: Vec::new(), traffic: Vec::new() }
    }

    pub(super) fn reader(&self) -> &Reader {
        &self.reader
    }

    pub(crate) fn text(&self, label: Label) -> Arc<str> {
        self.reader.text(label)
    }

    /// What somebody is to the loop.
    pub(crate) fn sort(&mut self, subject: Subject) -> Sort {
        if let Some(id) = subject.source() {
            return Sort::Source(id.kind);
        }
        if let Some((_, known)) = self.sorts.iter().find(|(kind, _)| *kind == subject.kind) {
            return *known;
        }
        let sort = match &*self.text(subject.kind) {
            "timeout" | "interval" => Sort::Timeout,
            "setimmediate" => Sort::Immediate,
            "tick" => Sort::Tick,
            "microtask" | "promise" => Sort::Microtask,
            "main" | "process" => Sort::Program,
            _ => Sort::Other,
        };
        self.sorts.push((subject.kind, sort));
        sort
    }

    /// The same, of a system call: whether it moves bytes.
    pub(super) fn traffic(&mut self, call: Label) -> Traffic {
        if let Some((_, known)) = self.traffic.iter().find(|(name, _)| *name == call) {
            return *known;
        }
        let traffic = self.look_up_traffic(call);
        self.traffic.push((call, traffic));
        traffic
    }

    pub(super) fn look_up_traffic(&self, call: Label) -> Traffic {
        match &*self.text(call) {
            "read" | "readv" | "recv" | "recvfrom" | "recvmsg" | "recvmmsg" => Traffic::In,
            "write" | "writev" | "send" | "sendto" | "sendmsg" | "sendmmsg" | "sendfile" => Traffic::Out,
            "accept" | "accept4" => Traffic::Clients,
            _ => Traffic::None,
        }
    }

    /// The name of somebody: `conn#7.2`, `timeout#3`. None for nobody.
    pub(crate) fn id(&self, subject: Subject) -> Option<String> {
        match subject.source() {
            Some(id) => Some(id.to_string()),
            None if subject.kind == Label::NONE => None,
            None => Some(format!("{}#{}", self.text(subject.kind), subject.number)),
        }
    }

    /// A text, if there is one.
    pub(crate) fn known(&self, label: Label) -> Option<Arc<str>> {
        (label != Label::NONE).then(|| self.text(label))
    }
}

/// A time for people: `0.2 ms`, `12 ms`, `1.3 s`.
pub(crate) fn milliseconds(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms {
        ms if ms < 0.1 => format!("{:.0} µs", ms * 1e3),
        ms if ms < 9.95 => format!("{ms:.1} ms"),
        ms if ms < 999.5 => format!("{ms:.0} ms"),
        ms => format!("{:.1} s", ms / 1e3),
    }
}

/// Whole nanoseconds.
pub(crate) fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// Of `name FILE:LINE:COLUMN`, the name and the place.
pub(crate) fn place_only(label: &str) -> (&str, Option<&str>) {
    match label.rsplit_once(' ') {
        Some((name, place)) if place.contains(':') => (name, Some(place)),
        _ if label.rsplit(':').next().is_some_and(|last| last.parse::<u32>().is_ok()) => ("", Some(label)),
        _ => (label, None),
    }
}
