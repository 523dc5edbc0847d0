//! System calls of one round trip in the steady state: one read and one send, and an epoll_wait shared by all
//! connections that were ready.
//!
//! Counted by strace, as the difference of two runs of different length. `scripts/byte-counts` prints the table of
//! `docs/byte.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use evloop_tests::build::{self, Profile};
use evloop_tests::client::{Client, noise};
use evloop_tests::server::Server;
use evloop_tests::{js_dir, tools};

/// Calls by name: how many of them for each message.
type PerMessage = BTreeMap<String, f64>;

/// Messages of the short and of the long run, over all clients.
const SHORT: usize = 128;
const LONG: usize = 1280;

#[test]
fn one_round_trip() {
    if tools::need("strace").is_none() {
        return;
    }
    println!("| Server | Clients | Calls for each message |");
    println!("|---|--:|---|");
    let evloop = build::evloop(Profile::Own).to_owned();
    let script = |name: &str| vec!["run".into(), js_dir().join("servers").join(name)];
    let servers = [
        ("Rust, `conn.write`", build::example("echo"), vec![PathBuf::from("0")]),
        ("`socket.pipe(socket)`", evloop.clone(), script("pipe.js")),
        ("'data' and `socket.write`", evloop, script("data.js")),
    ];
    for (name, program, args) in &servers {
        for clients in [1, 64] {
            let calls = per_message(program, args, clients);
            let shown: Vec<_> = calls.iter().map(|(call, count)| format!("{call} {count:.2}")).collect();
            println!("| {name} | {clients} | {} |", shown.join(", "));
            check(name, clients, &calls);
        }
    }
}

fn check(name: &str, clients: usize, calls: &PerMessage) {
    let of = |names: &[&str]| names.iter().filter_map(|call| calls.get(*call)).sum::<f64>();
    let all: f64 = calls.values().sum();
    let reads = of(&["read", "recvfrom", "readv", "recvmsg"]);
    let sends = of(&["write", "sendto", "writev", "sendmsg"]);
    let waits = of(&["epoll_wait", "epoll_pwait", "epoll_pwait2"]);
    let near = |figure: f64, wanted: f64| (figure - wanted).abs() < 0.05;
    assert!(near(reads, 1.0), "{name}, {clients} clients: {reads} reads: {calls:?}");
    assert!(near(sends, 1.0), "{name}, {clients} clients: {sends} sends: {calls:?}");
    assert!(near(all, reads + sends + waits), "{name}, {clients} clients: other calls too: {calls:?}");
    if clients == 1 {
        assert!(near(waits, 1.0), "{name}: {waits} waits: {calls:?}");
    } else {
        assert!(waits < 0.9, "{name}, {clients} clients share no wait: {calls:?}");
    }
}

/// Each client sends messages and has them back, in rounds in which all send before the first one reads.
fn per_message(program: &Path, args: &[PathBuf], clients: usize) -> PerMessage {
    let (few, many) = (run(program, args, clients, SHORT), run(program, args, clients, LONG));
    let messages = (LONG - SHORT) as f64;
    let each = many.into_iter().map(|(call, count)| {
        let before = few.get(&call).copied().unwrap_or(0);
        (call, count.saturating_sub(before) as f64 / messages)
    });
    // Start-up and end vary by a call or two from run to run.
    each.filter(|(_, count)| *count > 0.005).collect()
}

fn run(program: &Path, args: &[PathBuf], clients: usize, messages: usize) -> BTreeMap<String, u64> {
    let report =
        std::env::temp_dir().join(format!("evloop-strace-{}-{clients}-{messages}", std::process::id()));
    let mut command = Command::new("strace");
    command.args(["-f", "-c", "-o"]).arg(&report).arg(program).args(args);
    let server = Server::from(command);
    let rounds = messages / clients;
    let mut clients: Vec<Client> = (0..clients).map(|_| Client::connect(server.addr)).collect();
    let message = noise(64);
    for _ in 0..rounds {
        clients.iter_mut().for_each(|client| client.write(&message));
        clients.iter_mut().for_each(|client| assert_eq!(client.read(64), message));
    }
    // strace waits for what it has started, and that one listens for ever: end that one.
    let children =
        fs::read_to_string(format!("/proc/{0}/task/{0}/children", server.pid())).expect("strace lives");
    evloop_tests::program::send_signal("TERM", children.trim());
    server.finish();
    let text = fs::read_to_string(&report).expect("strace has written its report");
    // What is left behind in the folder for temporary files harms nobody.
    let _ = fs::remove_file(&report);
    counts(&text)
}

/// Reads strace's table: per cent, seconds, microseconds per call, calls, errors where there are any, name.
fn counts(report: &str) -> BTreeMap<String, u64> {
    let rows = report.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let name = words.last()?;
        (words.len() >= 5 && *name != "total").then_some(())?;
        Some(((*name).to_owned(), words[3].parse().ok()?))
    });
    rows.collect()
}
