//! The designs of servers (`evloop serve`): each of them does what each scenario says, whatever its clients do to it.

use std::fs;
use std::thread;
use std::time::Duration;

use evloop_tests::client::{Client, noise};
use evloop_tests::serve::{HELLO, REQUEST, SCENARIOS, answer, command, models, start, visit};
use evloop_tests::server::Server;
use evloop_tests::{proc, program, root_dir, serve};

fn for_each(test: impl Fn(&str, &str)) {
    for model in models() {
        for scenario in SCENARIOS {
            eprintln!("-- {model}, {scenario}");
            test(&model, scenario);
        }
    }
}

/// Ends a server, which must have had nothing to complain of.
fn end(server: Server, signal: &str) {
    assert_eq!(serve::end(server, signal), "");
}

#[test]
fn all_the_papers_designs_are_there() {
    let paper = [
        "iterative",
        "forking",
        "threaded",
        "user-threads",
        "hybrid",
        "preforking",
        "prethreading",
        "javascript",
    ];
    let ours = ["reactor", "reactor-reuseport", "reactor-shared"];
    let mut all = models();
    all.sort();
    let mut expected: Vec<_> = paper.into_iter().chain(ours).collect();
    expected.sort();
    assert_eq!(all, expected);
}

/// The page has a row for each, a section, and a figure.
#[test]
fn the_page_tells_of_each() {
    let page = fs::read_to_string(root_dir().join("docs/servers.md")).unwrap();
    for model in models() {
        let rows = page.lines().filter(|line| line.starts_with(&format!("| `{model}` | ")));
        assert_eq!(rows.count(), 2, "{model}");
        let is_told = |line: &str| line.starts_with("## ") && line[3..].split(", ").any(|name| name == model);
        assert!(page.lines().any(is_told), "{model} has no section");
    }
}

#[test]
fn many_clients_at_once_get_their_bytes() {
    for_each(|model, scenario| {
        let server = start(model, scenario, &[]);
        let addr = server.addr;
        let request = if scenario == "echo" { noise(200_000) } else { REQUEST.to_vec() };
        thread::scope(|scope| {
            for _ in 0..12 {
                scope.spawn(|| (0..3).for_each(|_| visit(addr, scenario, &request)));
            }
        });
        end(server, "TERM");
    });
}

/// Some say nothing, some end before they read, and some after.
#[test]
fn the_reply_comes_whenever_the_client_ends() {
    for_each(|model, scenario| {
        let server = start(model, scenario, &[]);
        visit(server.addr, scenario, b"");
        let mut early = Client::connect(server.addr);
        early.write(REQUEST);
        early.end();
        assert_eq!(early.read_to_end(), answer(scenario, REQUEST));
        let mut late = Client::connect(server.addr);
        late.write(REQUEST);
        let whole = answer(scenario, REQUEST);
        assert_eq!(late.read(whole.len()), whole);
        late.end();
        assert_eq!(late.read_to_end(), b"");
        end(server, "INT");
    });
}

#[test]
fn a_client_that_resets_harms_nobody_else() {
    for_each(|model, scenario| {
        let server = start(model, scenario, &[]);
        for round in 0..6 {
            let mut rude = Client::connect(server.addr);
            if round % 2 == 0 {
                rude.write(&noise(10_000));
            }
            if round % 3 == 0 {
                rude.read(5);
            }
            rude.reset();
        }
        visit(server.addr, scenario, REQUEST);
        end(server, "TERM");
    });
}

#[test]
fn a_signal_ends_it_although_clients_are_there() {
    for_each(|model, scenario| {
        let server = start(model, scenario, &[]);
        let mut served = Client::connect(server.addr);
        served.read(5);
        let silent = [Client::connect(server.addr), Client::connect(server.addr)];
        end(server, "TERM");
        drop(silent);
    });
}

#[test]
fn computing_takes_processor_time() {
    for model in models() {
        // An interpreter needs as long for a fiftieth of it.
        let rounds = if model == "javascript" { "20000" } else { "1000000" };
        let server = start(&model, "compute", &["--compute", rounds, "--workers", "1"]);
        let time = || proc::group(server.pid()).into_iter().map(proc::cpu_time).sum::<Duration>();
        let before = time();
        let mut client = Client::connect(server.addr);
        assert_eq!(client.read(HELLO.len()), HELLO);
        // Eleven million steps of a hash, each of which needs the one before.
        let spent = time() - before;
        assert!(spent.as_millis() >= 5, "{model} has computed for {spent:?} only");
        drop(client);
        end(server, "TERM");
    }
}

#[test]
fn mistakes_are_told_by_a_sentence() {
    for (arguments, code, sentence) in [
        (&["--model", "psychic"][..], 9, "evloop serve: there is no model \"psychic\""),
        (&["--modle", "x"], 9, "evloop serve: bad option: --modle"),
        (&[], 9, "evloop serve: --model is missing"),
        (
            &["--model", "iterative", "--host", "192.0.2.1"],
            1,
            "evloop serve: iterative: listen 192.0.2.1:0: bind: ",
        ),
    ] {
        let outcome = program::run(command(arguments));
        assert!(outcome.stderr.starts_with(sentence), "{outcome:?}");
        assert_eq!((outcome.code, outcome.stderr.lines().count()), (code, 1), "{outcome:?}");
    }
}
