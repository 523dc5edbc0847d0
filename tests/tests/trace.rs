//! `evloop trace`: what a program's loop did, written down when it ends by whatever way.

use evloop::{Sig, system};
use evloop_tests::build::{self, Profile};
use evloop_tests::chrome_format::{self, Slice, Trace};
use evloop_tests::program::{self, Running};
use evloop_tests::runtime::Runtime;
use evloop_tests::scratch::Scratch;
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Command;

fn wanted() -> bool {
    Runtime::all().contains(&Runtime::Evloop)
}

/// `evloop WORDS FILE` in the folder, with this text in FILE.
fn evloop(folder: &Scratch, words: &[&str], text: &str) -> Command {
    fs::write(folder.path().join("program.js"), text).unwrap();
    let mut command = Command::new(build::evloop(Profile::Own));
    command.current_dir(folder.path()).args(words).arg("program.js");
    command
}

fn read(file: &Path) -> (Trace, Vec<Value>) {
    let trace = chrome_format::read(&fs::read_to_string(file).unwrap());
    let lines = fs::read_to_string(file.with_extension("jsonl")).unwrap();
    (trace, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// The paper's hello.js, with five clients of its own who come at once.
const HELLO: &str = "
var net = require('net');
var server = net.createServer(function (socket) {
  setTimeout(function hello() {
    socket.end('HelloWorld\\n');
  }, 100);
});
let left = 5;
server.listen(0, '127.0.0.1', () => {
  for (let client = 0; client < 5; client++) {
    net.connect(server.address().port, '127.0.0.1').resume().on('close', () => { if (--left === 0) server.close(); });
  }
});
";

#[test]
fn five_clients_of_the_papers_server_wait_at_the_same_time_on_one_thread() {
    if !wanted() {
        return;
    }
    let folder = Scratch::new("trace");
    let outcome = program::run(evloop(&folder, &["trace"], HELLO));
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("trace.json and .jsonl have ") && outcome.stderr.contains("none lost"));
    let (trace, lines) = read(&folder.path().join("trace.json"));
    let ours = |wait: &&Slice| wait.args["calls"].as_str().is_some_and(|label| label.starts_with("hello "));
    let waits: Vec<&Slice> = trace.waits.iter().filter(ours).collect();
    assert_eq!(waits.len(), 5, "{:?}", trace.waits);
    for wait in &waits {
        assert_eq!((wait.track.as_str(), wait.args["made at"].as_str()), ("turns", Some("program.js:4:3")));
        // A deadline counts from the beginning of its phase.
        let due_in = wait.args["due_in_us"].as_f64().unwrap();
        assert!(due_in <= 101_000.0 && (wait.to - wait.from) as f64 / 1000.0 >= due_in - 1.0, "{wait:?}");
    }
    let calls: Vec<&Slice> =
        trace.slices.iter().filter(|slice| slice.name == "hello program.js:4:14").collect();
    assert_eq!(calls.len(), 5);
    for call in calls {
        assert_eq!((call.track.as_str(), call.category.as_str()), ("timers", "callback"));
        assert!(call.args["cause"].as_str().unwrap().starts_with("its deadline came "), "{call:?}");
    }
    // On a machine that does something else meanwhile they may come one by one, but no wait is twice as long.
    let first_end = waits.iter().map(|wait| wait.to).min().unwrap();
    if waits.iter().all(|wait| wait.from < first_end) {
        println!("all five overlap");
    } else {
        println!("skipped: the clients did not come within 100 ms");
    }
    let entered = lines.iter().filter(|line| line["fact"] == "enter").count();
    let callbacks = trace.slices.iter().filter(|slice| slice.category == "callback").count();
    assert_eq!(entered, callbacks);
}

#[test]
fn each_turn_is_the_sum_of_its_phases_and_callbacks_are_inside_of_them() {
    if !wanted() {
        return;
    }
    let folder = Scratch::new("trace");
    let outcome = program::run(evloop(&folder, &["run", "--trace", "out.json"], HELLO));
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let (trace, _) = read(&folder.path().join("out.json"));
    let phases = ["timers", "pending", "idle", "prepare", "poll", "check", "closing"];
    let turns: Vec<&Slice> = trace.slices.iter().filter(|slice| slice.name.starts_with("turn ")).collect();
    assert!(turns.len() > 3);
    let (mut whole, mut parts) = (0, 0);
    for turn in turns {
        let inside = |slice: &&Slice| slice.from >= turn.from && slice.to <= turn.to;
        let own = |slice: &&Slice| slice.name == "begin" || phases.contains(&&*slice.name);
        let sum: i64 =
            trace.slices.iter().filter(inside).filter(own).map(|slice| slice.to - slice.from).sum();
        (whole, parts) = (whole + turn.to - turn.from, parts + sum);
    }
    assert!((whole - parts).abs() * 20 <= whole, "{parts} of {whole}");
    for slice in
        trace.slices.iter().filter(|slice| slice.category == "callback" && phases.contains(&&*slice.track))
    {
        let around =
            |phase: &Slice| phase.name == slice.track && phase.from <= slice.from && slice.to <= phase.to;
        assert!(trace.slices.iter().any(around), "{slice:?} is in no phase");
    }
}

#[test]
fn it_is_written_however_the_program_ends() {
    if !wanted() {
        return;
    }
    for (text, code) in [
        ("setTimeout(function last() {}, 1)", 0),
        ("setTimeout(function last() { process.exit(3) }, 1)", 3),
        ("setTimeout(function last() { throw new Error('nobody catches it') }, 1)", 1),
    ] {
        let folder = Scratch::new("trace");
        let outcome = program::run(evloop(&folder, &["trace", "-o", "t.json"], text));
        assert_eq!(outcome.code, code, "{}", outcome.stderr);
        let (trace, _) = read(&folder.path().join("t.json"));
        assert!(trace.slices.iter().any(|slice| slice.name.starts_with("last program.js:1:")), "{text}");
    }
}

#[test]
fn signals_that_the_program_does_not_hear_end_it_and_its_trace_even_in_a_callback_that_never_returns() {
    if !wanted() {
        return;
    }
    let hangs = "setTimeout(function forever() { console.log('here'); for (;;); }, 1)";
    for (name, sig, code) in [("INT", Sig::INT, 130), ("TERM", Sig::TERM, 143)] {
        if system::ignores(sig).unwrap() {
            println!("skipped: whoever runs this test ignores {sig}, and so do its children");
            continue;
        }
        let folder = Scratch::new("trace");
        let running = Running::start(evloop(&folder, &["trace"], hangs));
        running.line("here");
        running.signal(name);
        let outcome = running.finish();
        assert_eq!(outcome.code, code, "{}", outcome.stderr);
        let (trace, _) = read(&folder.path().join("trace.json"));
        let forever = trace.slices.iter().find(|slice| slice.name.starts_with("forever ")).unwrap();
        assert!(forever.to > forever.from, "it lasted until then: {forever:?}");
    }
    let folder = Scratch::new("trace");
    let hears =
        "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('here')";
    let running = Running::start(evloop(&folder, &["trace"], hears));
    running.line("here");
    running.signal("TERM");
    assert_eq!(running.finish().code, 7, "the program decides");
    read(&folder.path().join("trace.json"));
}

#[test]
fn what_is_lost_and_what_cannot_be_written_is_told() {
    if !wanted() {
        return;
    }
    let folder = Scratch::new("trace");
    let many = "let n = 0; setImmediate(function again() { if (++n < 500) setImmediate(again) })";
    let outcome = program::run(evloop(&folder, &["trace", "--trace-facts", "100"], many));
    assert!(
        outcome.stderr.contains("have 128 facts, ") && outcome.stderr.contains(" earlier ones lost"),
        "{}",
        outcome.stderr
    );
    read(&folder.path().join("trace.json"));

    let outcome =
        program::run(evloop(&folder, &["trace", "-o", "no/such/folder.json"], "console.log('ran')"));
    assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""));
    assert!(outcome.stderr.contains("cannot write no/such/folder.json: "), "{}", outcome.stderr);
    let outcome = program::run(evloop(&folder, &["trace", "--trace-facts", "many"], ""));
    assert_eq!(outcome.code, 9, "{}", outcome.stderr);
}

/// The folder of the programs that are about order.
fn order() -> std::path::PathBuf {
    evloop_tests::js_dir().join("order")
}

/// What a program wrote to its standard output, and in which callback: its label, or nothing outside of callbacks.
fn outputs(lines: impl Iterator<Item = Value>) -> Vec<(String, Option<String>)> {
    let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let (mut stack, mut names, mut outputs) = (Vec::new(), HashMap::new(), Vec::new());
    for line in lines {
        let id = text(&line, "id");
        let line = &line;
        match line["fact"].as_str() {
            Some("named") => drop(names.insert(id, text(line, "label"))),
            Some("enter") => {
                let name = names.get(&id).cloned().unwrap_or_default();
                stack.push((id, name));
            }
            Some("function") => stack.last_mut().unwrap().1 = text(line, "label"),
            Some("leave") => assert_eq!(stack.pop().unwrap().0, id, "callbacks nest"),
            Some("output") if line["stream"] == 1 => {
                let named = stack.iter().rev().map(|(_, name)| name.clone()).find(|name| !name.is_empty());
                outputs.push((text(line, "text"), stack.last().map(|_| named.unwrap_or_default())));
            }
            _ => {}
        }
    }
    outputs
}

/// The line where a program hands a function that prints just this to the loop, if that is one line.
fn printer(source: &str, printed: &str) -> Option<usize> {
    let quoted = format!("'{printed}'");
    let mut places = (1..).zip(source.lines()).filter(|(_, line)| line.contains(&quoted));
    let (place, line) = places.next()?;
    let takers = ["setTimeout(", "setInterval(", "setImmediate(", "nextTick(", "queueMicrotask(", ".then("];
    let handed =
        takers.iter().any(|taker| line.contains(taker)) && (line.contains("=>") || line.contains("function"));
    (places.next().is_none() && handed).then_some(place)
}

#[test]
fn the_order_in_the_trace_is_the_order_of_what_the_programs_print() {
    if !wanted() {
        return;
    }
    let (mut programs, mut at_home) = (0, 0);
    for entry in fs::read_dir(order()).unwrap().flatten() {
        let file = entry.path();
        if !file.extension().is_some_and(|kind| kind == "js" || kind == "mjs") {
            continue;
        }
        let folder = Scratch::new("trace");
        let mut command = Command::new(build::evloop(Profile::Own));
        command.current_dir(order()).args(["trace", "-o"]).arg(folder.path().join("t.json")).arg(&file);
        let outcome = program::run(command);
        let lines = fs::read_to_string(folder.path().join("t.jsonl")).unwrap();
        let outputs = outputs(lines.lines().map(|line| serde_json::from_str(line).unwrap()));
        let told: String = outputs.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(told, outcome.stdout.replace('\n', ""), "{}", file.display());
        let source = fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy();
        for (text, label) in outputs {
            let label = label.unwrap_or_else(|| panic!("{name} prints {text:?} outside of any callback"));
            if let Some(line) = printer(&source, &text) {
                assert!(
                    label.contains(&format!("{name}:{line}:")),
                    "{text:?} of {name}:{line} was printed by {label}"
                );
                at_home += 1;
            }
        }
        programs += 1;
    }
    assert!(programs >= 30 && at_home >= 60, "{programs} programs, {at_home} lines with their callbacks");
}
