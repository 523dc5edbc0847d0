//! What a trace in Chrome's Trace Event Format must be, as far as its readers rely on it.
//!
//! The format: <https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU>.

use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A span of time on a track.
#[derive(Clone, Debug)]
pub struct Slice {
    /// The track's name.
    pub track: String,
    /// What it is.
    pub name: String,
    /// Of which category.
    pub category: String,
    /// When it begins, in nanoseconds.
    pub from: i64,
    /// When it ends.
    pub to: i64,
    /// What else is told.
    pub args: Value,
}

/// A trace that is valid.
pub struct Trace {
    /// Its events, in the order of the file.
    pub events: Vec<Value>,
    /// Spans on tracks, by their begin.
    pub slices: Vec<Slice>,
    /// Asynchronous spans, which may overlap.
    pub waits: Vec<Slice>,
}

fn text<'a>(event: &'a Value, key: &str) -> &'a str {
    event[key].as_str().unwrap_or_else(|| panic!("{key} is missing or no text: {event}"))
}

/// A time of the format as whole nanoseconds.
fn time(event: &Value, key: &str) -> i64 {
    let time = event[key].as_f64().unwrap_or_else(|| panic!("{key} is missing or no number: {event}"));
    assert!(time >= 0.0, "{key} is negative: {event}");
    (time * 1000.0).round() as i64
}

/// Reads a trace.
///
/// # Panics
/// With a sentence, if it is not valid.
pub fn read(json: &str) -> Trace {
    let whole: Value = serde_json::from_str(json).expect("a trace is JSON");
    let events = whole["traceEvents"].as_array().expect("traceEvents is an array").clone();
    assert!(matches!(text(&whole, "displayTimeUnit"), "ms" | "ns"));
    let tracks = tracks(&events);
    let mut latest = i64::MIN;
    for event in events.iter().filter(|event| event["ph"] != "M") {
        assert!(!text(event, "name").is_empty() && !text(event, "cat").is_empty(), "{event}");
        let at = time(event, "ts");
        assert!(at >= latest, "events are in the order of time: {event}");
        latest = at;
        let tid = event["tid"].as_u64().expect("tid is a number");
        assert!(event["pid"].is_u64() && tracks.contains_key(&tid), "on no track that has a name: {event}");
        match text(event, "ph") {
            "X" | "s" | "t" | "f" | "b" | "e" => {}
            "i" => assert!(matches!(text(event, "s"), "t" | "p" | "g"), "{event}"),
            "C" => {
                let numbers = event["args"].as_object().expect("a counter has numbers");
                assert!(!numbers.is_empty() && numbers.values().all(Value::is_number), "{event}");
            }
            other => panic!("no phase of ours: {other}: {event}"),
        }
    }
    let mut slices: Vec<Slice> = events
        .iter()
        .filter(|event| event["ph"] == "X")
        .map(|event| slice(event, &tracks, time(event, "ts") + time(event, "dur")))
        .collect();
    slices.sort_by_key(|slice| (slice.from, -slice.to));
    nest(&slices);
    arrows(&events, &slices, &tracks);
    let waits = waits(&events, &tracks);
    Trace { events, slices, waits }
}

fn tracks(events: &[Value]) -> BTreeMap<u64, String> {
    let named = events.iter().filter(|event| event["ph"] == "M" && event["name"] == "thread_name");
    let named = named
        .map(|event| (event["tid"].as_u64().expect("a number"), text(&event["args"], "name").to_owned()));
    let tracks: BTreeMap<u64, String> = named.collect();
    let names: HashSet<&String> = tracks.values().collect();
    assert_eq!(names.len(), tracks.len(), "two tracks have the same name: {tracks:?}");
    assert!(events.iter().any(|event| event["ph"] == "M" && event["name"] == "process_name"));
    tracks
}

fn slice(event: &Value, tracks: &BTreeMap<u64, String>, to: i64) -> Slice {
    Slice {
        track: tracks[&event["tid"].as_u64().unwrap()].clone(),
        name: text(event, "name").to_owned(),
        category: text(event, "cat").to_owned(),
        from: time(event, "ts"),
        to,
        args: event["args"].clone(),
    }
}

/// Of two slices on a track, one is inside the other, or they do not touch.
fn nest(slices: &[Slice]) {
    let mut open: HashMap<&str, Vec<&Slice>> = HashMap::new();
    for slice in slices {
        let stack = open.entry(&slice.track).or_default();
        stack.retain(|outer| outer.to > slice.from || (outer.to == slice.from && slice.to == slice.from));
        if let Some(outer) = stack.last() {
            assert!(slice.to <= outer.to, "{slice:?} reaches out of {outer:?}");
        }
        stack.push(slice);
    }
}

/// Each arrow has one start and one end, goes forward in time, and hangs on slices.
fn arrows(events: &[Value], slices: &[Slice], tracks: &BTreeMap<u64, String>) {
    // By track: where slices begin, and how far those reach that have begun by then.
    let mut reach: HashMap<&str, Vec<(i64, i64)>> = HashMap::new();
    for slice in slices {
        let track = reach.entry(&slice.track).or_default();
        let furthest = track.last().map_or(slice.to, |&(_, to)| to.max(slice.to));
        track.push((slice.from, furthest));
    }
    let mut legs: BTreeMap<u64, Vec<&Value>> = BTreeMap::new();
    for event in events.iter().filter(|event| matches!(event["ph"].as_str(), Some("s" | "t" | "f"))) {
        legs.entry(event["id"].as_u64().expect("an arrow has a number")).or_default().push(event);
        let (at, track) = (time(event, "ts"), &tracks[&event["tid"].as_u64().unwrap()]);
        let begun = reach.get(track.as_str()).map_or(&[][..], |track| track);
        let begun = &begun[..begun.partition_point(|&(from, _)| from <= at)];
        let hangs = begun.last().is_some_and(|&(_, to)| to >= at);
        assert!(hangs, "hangs in the air: {event}");
        assert!(event["ph"] != "f" || event["bp"] == "e", "{event}");
    }
    for legs in legs.values() {
        let phases: String = legs.iter().map(|leg| text(leg, "ph")).collect();
        assert!(phases.starts_with('s') && phases.ends_with('f'), "{legs:?}");
        assert!(phases[1..phases.len() - 1].chars().all(|leg| leg == 't'), "{legs:?}");
        let same = |key: &str| legs.iter().all(|leg| leg[key] == legs[0][key]);
        assert!(same("name") && same("cat"), "{legs:?}");
    }
}

/// Asynchronous spans: each begin has its end, by number and category.
fn waits(events: &[Value], tracks: &BTreeMap<u64, String>) -> Vec<Slice> {
    let mut open: HashMap<(String, u64), &Value> = HashMap::new();
    let mut waits = Vec::new();
    for event in events {
        let key = || (text(event, "cat").to_owned(), event["id"].as_u64().expect("a number"));
        match event["ph"].as_str() {
            Some("b") => assert!(open.insert(key(), event).is_none(), "begun twice: {event}"),
            Some("e") => {
                let begin = open.remove(&key()).unwrap_or_else(|| panic!("not begun: {event}"));
                assert_eq!(begin["name"], event["name"]);
                waits.push(slice(begin, tracks, time(event, "ts")));
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "never ended: {open:?}");
    waits
}
