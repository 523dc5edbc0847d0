//! Traces of loops in Rust: valid in Chrome's format, and true to what the loop did.

use evloop::recorder::{Recorder, Subject, What};
use evloop::{Event, Loop};
use evloop_tests::chrome_format::{self, Slice, Trace};
use evloop_view::{Host, Record};
use serde_json::Value;
use std::time::Duration;

fn record(recorder: &Recorder) -> Record {
    Record::read(recorder.reader(), Host { program: "test".into(), pid: 1, backend: "epoll".into() })
}

fn trace_of(recorder: &Recorder) -> Trace {
    let mut json = Vec::new();
    record(recorder).write_chrome(&mut json).unwrap();
    chrome_format::read(&String::from_utf8(json).unwrap())
}

fn on<'a>(trace: &'a Trace, track: &'a str) -> impl Iterator<Item = &'a Slice> {
    trace.slices.iter().filter(move |slice| slice.track == track)
}

/// An echo server and a client, a timer, immediates, a job; to its end.
fn busy_loop(recorder: &Recorder) -> Loop {
    let mut lp = Loop::new().unwrap();
    lp.observe(recorder.clone());
    let listener = lp
        .listen(([127, 0, 0, 1], 0), |lp, conn| {
            conn.start(lp, |lp, conn, event| match event {
                Event::Data(bytes) => drop(conn.write(lp, bytes)),
                Event::End => drop(conn.end(lp)),
                _ => {}
            });
        })
        .unwrap();
    let address = listener.local_addr(&lp).unwrap();
    drop(lp.connect(address, move |lp, conn, event| match event {
        Event::Connected => drop(conn.write(lp, b"hello")),
        Event::Data(_) => {
            conn.close(lp);
            listener.close(lp);
            lp.immediate(|_| ());
        }
        _ => {}
    }));
    lp.after(Duration::from_millis(3), |lp| {
        lp.work(
            || (0..10_000u64).sum::<u64>(),
            |lp, _| lp.immediate(|_| ()).cancel(lp).then_some(()).unwrap(),
        );
    });
    while lp.alive() {
        lp.turn().unwrap();
    }
    lp
}

#[test]
fn a_trace_is_valid_and_has_a_track_for_each_phase_that_did_something() {
    let recorder = Recorder::new(1 << 14);
    drop(busy_loop(&recorder));
    let trace = trace_of(&recorder);
    for track in ["turns", "timers", "poll", "check", "closing", "pool 0"] {
        assert!(on(&trace, track).count() > 0, "{track} is empty");
    }
    let job = on(&trace, "pool 0").next().unwrap();
    assert!(job.name.starts_with("work#"), "{job:?}");
    let calls: Vec<&str> =
        trace.slices.iter().filter(|slice| slice.category == "call").map(|s| &*s.name).collect();
    assert!(!calls.is_empty());
    // From the timer that asks for it, by way of the pool, to the callback that hears of it.
    let steps = trace.events.iter().filter(|event| event["ph"] == "t").count();
    assert_eq!(steps, 1);
    let causes = trace.slices.iter().filter(|slice| slice.category == "callback");
    let causes: Vec<&str> = causes.filter_map(|slice| slice.args["cause"].as_str()).collect();
    for wanted in ["its deadline came ", "5 bytes came", "its job was done on pool thread 0", "it was closed"]
    {
        assert!(causes.iter().any(|cause| cause.starts_with(wanted)), "{wanted} is not in {causes:?}");
    }
}

#[test]
fn phases_fill_their_turn_and_callbacks_and_sleep_are_inside_their_phases() {
    let recorder = Recorder::new(1 << 14);
    drop(busy_loop(&recorder));
    let trace = trace_of(&recorder);
    let phases = ["timers", "pending", "idle", "prepare", "poll", "check", "closing"];
    let turns: Vec<&Slice> = on(&trace, "turns").filter(|slice| slice.name.starts_with("turn ")).collect();
    assert!(turns.len() > 3);
    for turn in turns {
        let inside = |slice: &&Slice| slice.from >= turn.from && slice.to <= turn.to && slice.to > slice.from;
        let own = on(&trace, "turns").filter(inside).filter(|slice| slice.name == "begin");
        let parts = trace.slices.iter().filter(inside).filter(|slice| phases.contains(&&*slice.name));
        let sum: i64 = own.chain(parts).map(|slice| slice.to - slice.from).sum();
        assert_eq!(sum, turn.to - turn.from, "{turn:?}");
    }
    for slice in trace.slices.iter().filter(|slice| slice.category == "callback" || slice.name == "asleep") {
        let around =
            |phase: &Slice| phase.name == slice.track && phase.from <= slice.from && slice.to <= phase.to;
        assert!(on(&trace, &slice.track).any(around), "{slice:?} is in no phase");
    }
}

#[test]
fn timers_wait_at_the_same_time() {
    let recorder = Recorder::new(1 << 12);
    let mut lp = Loop::new().unwrap();
    lp.observe(recorder.clone());
    for _ in 0..5 {
        lp.after(Duration::from_millis(30), |_| ());
    }
    let given_up = lp.after(Duration::from_secs(100), |_| ());
    lp.after(Duration::from_millis(1), move |lp| assert!(given_up.cancel(lp)));
    lp.run().unwrap();
    let mut waits = trace_of(&recorder).waits;
    waits.sort_by_key(|wait| wait.from);
    assert_eq!(waits.len(), 7);
    let last_begin = waits[4].from;
    assert!(waits[..5].iter().all(|wait| wait.to > last_begin), "{waits:?}");
    let due_in = |wait: &Slice| (wait.args["due_in_us"].as_f64().unwrap() * 1000.0).round() as i64;
    let early = waits.iter().filter(|wait| wait.to - wait.from < due_in(wait)).count();
    assert_eq!(early, 1, "only one was given up: {waits:?}");
}

#[test]
fn what_never_returned_ends_with_the_trace_and_lost_facts_are_told() {
    let recorder = Recorder::new(64);
    let mut lp = Loop::new().unwrap();
    lp.observe(recorder.clone());
    for _ in 0..50 {
        lp.immediate(|_| ());
    }
    let kind = recorder.label("main");
    let main = Subject { kind, number: 1 };
    while lp.alive() {
        lp.turn().unwrap();
    }
    recorder.note(&lp, What::Enter(main));
    recorder.note(&lp, What::Output(1, recorder.label("a line\n")));
    let record = record(&recorder);
    let mut json = Vec::new();
    record.write_chrome(&mut json).unwrap();
    let json = String::from_utf8(json).unwrap();
    let trace = chrome_format::read(&json);
    assert!(on(&trace, "program").any(|slice| slice.name == "main#1"));
    let output = trace.events.iter().find(|event| event["ph"] == "i").unwrap();
    assert_eq!(
        (output["name"].as_str(), output["args"]["text"].as_str()),
        (Some("stdout"), Some("a line\n"))
    );
    let whole: Value = serde_json::from_str(&json).unwrap();
    assert!(record.lost() > 0);
    assert_eq!(whole["otherData"]["lost"].as_u64(), Some(record.lost()));
}

#[test]
fn each_fact_is_a_line() {
    let recorder = Recorder::new(1 << 14);
    drop(busy_loop(&recorder));
    let record = record(&recorder);
    let mut lines = Vec::new();
    record.write_lines(&mut lines).unwrap();
    let lines = String::from_utf8(lines).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), record.facts().len());
    assert!(lines.windows(2).all(|pair| pair[0]["at"].as_u64() <= pair[1]["at"].as_u64()));
    assert!(lines.iter().all(|line| line["fact"].is_string() && line["fact"] != "other"));
    let read = |line: &&Value| line["call"] == "recv" || line["call"] == "read";
    let call = lines.iter().find(read).expect("bytes were read");
    assert!(
        call["id"].as_str().unwrap().starts_with("conn#")
            && call["took"].is_u64()
            && call["call"].is_string()
    );
}
