//! What a message may cost, in instructions of user space: figures that do not depend on the machine or its load.
//!
//! Each figure is the difference of two runs of different length, so that start-up cancels out. The release build is
//! measured, under callgrind, with clients outside of it. There are sixteen of them, whose messages come together, since the
//! server stands still while they are written: what a turn of the loop costs by itself is shared, as it is in a server that
//! has something to do. `EVLOOP_TEST_CLIENTS=1`
//! measures the other extreme, where each message costs a turn. `scripts/budgets` prints all figures.

use std::path::Path;
use std::process::Command;

use evloop_tests::build::{self, Profile};
use evloop_tests::client::{Client, noise};
use evloop_tests::server::Server;
use evloop_tests::{callgrind, js_dir, proc, program, tools};

/// Repetitions of the short and of the long run.
const SHORT: u64 = 1_600;
const LONG: u64 = 4_800;

/// How many clients there are.
fn clients() -> u64 {
    std::env::var("EVLOOP_TEST_CLIENTS").map_or(16, |text| text.parse().expect("a number of clients"))
}

/// Instructions for each message of 64 bytes that a server sends back.
fn per_message(server: impl Fn() -> Command) -> f64 {
    let message = noise(64);
    callgrind::each(SHORT, LONG, |count| {
        let server = Server::from(server());
        let mut all: Vec<Client> = (0..clients()).map(|_| Client::connect(server.addr)).collect();
        for _ in 0..count / clients() {
            server.stopped(|| all.iter_mut().for_each(|client| client.write(&message)));
            all.iter_mut().for_each(|client| assert_eq!(client.read(64), message));
        }
        server.signal("TERM");
        callgrind::instructions(&server.finish())
    })
}

fn evloop_under_callgrind(file: &str) -> Command {
    let mut command = callgrind::command(build::evloop(Profile::Release));
    command.arg("run").arg(js_dir().join(file)).env_remove("EVLOOP_FAST").env_remove("EVLOOP_LOG");
    command
}

fn check(what: &str, figure: f64, budget: f64) {
    println!("| {what} | {figure:.0} | {budget} |");
    assert!(figure <= budget, "{what}: {figure:.0} instructions, and the budget is {budget}");
}

fn server_within(what: &str, file: &str, fast: bool, budget: f64) {
    if tools::need("valgrind").is_none() {
        return;
    }
    let figure = per_message(|| {
        let mut command = evloop_under_callgrind(file);
        if !fast {
            command.env("EVLOOP_FAST", "0");
        }
        command
    });
    check(what, figure, budget);
}

#[test]
fn native_echo() {
    if tools::need("valgrind").is_none() {
        return;
    }
    let echo = build::example("echo");
    let figure = per_message(|| {
        let mut command = callgrind::command(Path::new(&echo));
        command.arg("0");
        command
    });
    check("a message echoed in Rust", figure, 300.0);
}

#[test]
fn pipe() {
    server_within("a message through `socket.pipe(socket)`", "servers/pipe.js", true, 400.0);
}

#[test]
fn data() {
    server_within("a message through 'data' and `write`", "servers/data.js", true, 4_000.0);
}

#[test]
fn pipe_with_the_fast_ways_off() {
    server_within(
        "a message through `socket.pipe(socket)`, EVLOOP_FAST=0",
        "servers/pipe.js",
        false,
        20_000.0,
    );
}

#[test]
fn data_with_the_fast_ways_off() {
    server_within("a message through 'data' and `write`, EVLOOP_FAST=0", "servers/data.js", false, 20_000.0);
}

#[test]
fn a_timer() {
    if tools::need("valgrind").is_none() {
        return;
    }
    let figure = callgrind::each(SHORT, LONG, |count| {
        let mut command = evloop_under_callgrind("programs/timers.js");
        command.arg(count.to_string());
        let outcome = program::run(command);
        assert_eq!(outcome.stdout, format!("fired {count}\n"), "{}", outcome.stderr);
        callgrind::instructions(&outcome)
    });
    check("`setTimeout`, armed and fired", figure, 6_000.0);
}

/// Memory of the release build while it waits. How much of its code is resident differs from run to run by a tenth: the
/// kernel maps pages in clusters, from where the addresses happen to begin. So only what it owns has a narrow bound.
#[test]
fn an_idle_server_is_small() {
    let mut command = Command::new(build::evloop(Profile::Release));
    command.arg("run").arg(js_dir().join("servers/pipe.js"));
    let server = Server::from(command);
    assert_eq!(Client::connect(server.addr).exchange(b"once"), b"once");
    for (field, what, budget) in [
        ("RssAnon", "memory of an idle echo server's own, KiB", 1536),
        ("VmRSS", "the same with its code, KiB", 8192),
    ] {
        let kib = proc::memory_kib(server.pid(), field);
        println!("| {what} | {kib} | {budget} |");
        assert!(kib <= budget, "{what}: {kib}, and the budget is {budget}");
    }
}
