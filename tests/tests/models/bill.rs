//! What a model costs: the figures, and what the kernel has seen of the same.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use super::{figure, figures, is_present, models, run};
use evloop_tests::build::{self, Profile};
use evloop_tests::client::Client;
use evloop_tests::program;
use evloop_tests::runtime::Runtime;
use evloop_tests::scratch::Scratch;
use evloop_tests::server::Server;
use evloop_tests::tools;

/// What the JSON says is checked by a program: it is JSON if that can read it.
#[test]
fn every_byte_comes_back_and_the_figures_say_so() {
    let check =
        "const { clients, rounds, bytes, models } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        const all = clients * rounds * bytes;
        for (const model of models.filter((model) => !('absent' in model))) {
            const { done, verified, received, sent, corrupt, calls, calls_in_all } = model;
            require('assert').deepStrictEqual({ done, verified, received, sent, corrupt },
                { done: clients, verified: all, received: all, sent: all, corrupt: 0 }, model.name);
            const sum = Object.values(calls).reduce((a, b) => a + b);
            require('assert').strictEqual(calls_in_all, sum);
        }
        console.log(models.length);";
    for work in [
        ["--clients", "7", "--rounds", "5", "--bytes", "100", "--pause", "1"],
        ["--clients", "3", "--rounds", "2", "--bytes", "300000", "--pause", "0"],
    ] {
        let measured = run(&[&["all", "--json"][..], &work].concat());
        assert_eq!((measured.code, measured.stderr.as_str()), (0, ""), "{measured:?}");
        let checked =
            program::run_with_input(Runtime::Evloop.evaluates("-e", check), measured.stdout.as_bytes());
        assert_eq!(
            (checked.code, checked.stdout),
            (0, format!("{}\n", models().len())),
            "{}",
            checked.stderr
        );
    }
}

/// Under strace: between the two things that a server prints, the kernel has seen exactly the calls that it says it has made.
#[test]
fn the_kernel_counts_the_same_calls() {
    if tools::need("strace").is_none() {
        return;
    }
    let scratch = Scratch::new("models");
    for model in models().iter().filter(|model| is_present(model)) {
        let log = scratch.path().join(model);
        let mut strace = Command::new("strace");
        strace.env_remove("EVLOOP_LOG").args(["-f", "-qq", "-o"]).arg(&log);
        strace.arg(build::evloop(Profile::Own)).args(["models", "--server", model, "--clients", "3"]);
        let server = Server::from(strace);
        for round in 0..3 {
            let mut client = Client::connect(server.addr);
            client.ping_pong(b"hello", 3 + round);
            client.end();
            assert_eq!(client.read_to_end(), b"");
        }
        let bill = figures(&server.finish());
        let traced = traced(&fs::read_to_string(&log).expect("strace has written its log"));
        for name in
            ["accept4", "recv", "send", "fcntl", "select", "poll", "epoll_create1", "epoll_ctl", "epoll_wait"]
                .into_iter()
                .chain(["sigtimedwait", "io_uring_setup", "io_uring_enter", "clone", "close", "open"])
        {
            // What the C library opens and closes for a thread is not the model's.
            if model == "blocking-threads" && ["close", "open"].contains(&name) {
                continue;
            }
            assert_eq!(figure(&traced, name), figure(&bill, name), "{model}: {name}: {traced:?}");
        }
    }
}

/// Counts the calls in a log of strace, by our names, between the two lines that a server prints.
fn traced(log: &str) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let calls = log.lines().filter_map(|line| line.split_once(' ')).map(|(_, call)| call.trim_start());
    let begun = calls.skip_while(|call| !call.starts_with("write(1, \"listening on")).skip(1);
    for call in begun.take_while(|call| !call.starts_with("write(1, \"user-us")) {
        let Some((name, arguments)) = call.split_once('(') else { continue };
        // In a debug build the standard library looks whether what it is about to close is open.
        // And a kernel that hides a new call is asked by an older one.
        if arguments.contains("F_GETFD") || arguments.contains("ENOSYS") {
            continue;
        }
        let name = match name {
            "recvfrom" => "recv",
            "sendto" => "send",
            "pselect6" => "select",
            "ppoll" => "poll",
            "epoll_pwait" => "epoll_wait",
            "rt_sigtimedwait" | "rt_sigtimedwait_time64" => "sigtimedwait",
            "clone3" => "clone",
            "openat" => "open",
            name => name,
        };
        *counts.entry(name.to_owned()).or_default() += 1;
    }
    counts
}
