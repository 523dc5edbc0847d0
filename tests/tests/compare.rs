//! `evloop compare` and `evloop load` as a user meets them: the files, the numbers in them, what goes wrong, the end by Ctrl-C.
//!
//! How fast anything is does not matter here: a run is so many requests, however long they take.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use evloop_ffi::socket::Socket;
use evloop_tests::build::{Profile, evloop};
use evloop_tests::program::{self, Outcome, Running};
use evloop_tests::scratch::Scratch;
use evloop_tests::{proc, serve, tools, wait};
use serde_json::Value;

/// A comparison takes many processes, and a busy machine its time for each.
const LIMIT: Duration = Duration::from_secs(600);

fn command(words: &[&str]) -> Command {
    let mut command = Command::new(evloop(Profile::Own));
    command.args(words);
    command
}

/// `evloop compare` with a report in `out`.
fn compare(out: &Path, words: &[&str]) -> Outcome {
    let mut command = command(&["compare", "--out"]);
    command.arg(out).args(words);
    Running::start(command).end_within(LIMIT).expect("it comes to an end")
}

fn json(out: &Path) -> Value {
    let text = fs::read_to_string(out.join("results.json")).expect("results.json is there");
    serde_json::from_str(&text).expect("results.json is JSON")
}

/// The rows of results.csv, by column. No cell of these tests has a comma or a line feed in it, unless it is the last one.
fn csv(out: &Path) -> Vec<Vec<(String, String)>> {
    let text = fs::read_to_string(out.join("results.csv")).expect("results.csv is there");
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().expect("a head").split(',').collect();
    let row = |line: &str| {
        let cells = line.splitn(head.len(), ',').map(str::to_owned);
        head.iter().map(|name| (*name).to_owned()).zip(cells).collect()
    };
    lines.map(row).collect()
}

fn cell<'a>(row: &'a [(String, String)], name: &str) -> &'a str {
    let found = row.iter().find(|(column, _)| column == name);
    &found.unwrap_or_else(|| panic!("no column {name} in {row:?}")).1
}

/// A server in JavaScript, as an argument for `--also`.
fn guest(scratch: &Scratch, name: &str, program: &str) -> String {
    let file = scratch.path().join(format!("{name}.js"));
    fs::write(&file, program).expect("the folder can be written to");
    format!("{name}={} run {} {{port}} {{scenario}}", evloop(Profile::Own).display(), file.display())
}

#[test]
fn all_series_are_in_all_files() {
    let scratch = Scratch::new("compare");
    let out = scratch.path().join("report");
    let own = guest(
        &scratch,
        "guest",
        "const [port, scenario] = process.argv.slice(2);
         require('net').createServer((socket) => {
             if (scenario === 'hello') return socket.end('HelloWorld\\n');
             socket.write('Echo server\\r\\n');
             socket.pipe(socket);
         }).listen(port, '127.0.0.1');",
    );
    let words =
        "--models iterative,reactor --scenarios hello,echo --concurrency 1,4 --requests 40 --rounds 2";
    let mut words: Vec<&str> = words.split(' ').collect();
    words.extend(["--also", &own]);
    let outcome = compare(&out, &words);
    let rows = csv(&out);
    assert_eq!(rows.len(), 3 * 2 * 2 * 2, "{outcome:?}");
    for row in &rows {
        assert_eq!(cell(row, "failure"), "", "{row:?}");
        assert_eq!(cell(row, "replies"), "40", "{row:?}");
        if (cell(row, "server"), cell(row, "scenario"), cell(row, "concurrency"))
            == ("iterative", "echo", "4")
        {
            // It talks to one client until that goes, so that the others hear nothing.
            assert_eq!(cell(row, "unserved"), "3", "{row:?}");
        }
        let number = |name| cell(row, name).parse::<f64>().unwrap_or_else(|_| panic!("{name} in {row:?}"));
        assert!(number("per_second") > 0.0 && number("p50_us") <= number("p99_us"), "{row:?}");
        if cfg!(target_os = "linux") {
            assert!(number("cpu_us_per_reply") > 0.0 && number("memory_bytes") > 100_000.0, "{row:?}");
            assert!(number("switches_per_reply") > 0.0, "{row:?}");
        }
    }
    assert_eq!(outcome.code, 0, "{outcome:?}");

    let json = json(&out);
    assert_eq!(json["complete"], true);
    assert_eq!(json["runs"].as_array().unwrap().len(), rows.len());
    for name in ["date", "evloop", "system", "processor", "processors"] {
        assert!(!json["machine"][name].is_null(), "{name} in {}", json["machine"]);
    }
    for server in ["iterative", "reactor", "guest"] {
        let of_server = |line: &&Value| line["server"] == server && line["metric"] == "throughput";
        let lines = json["summary"].as_array().unwrap().iter().filter(of_server).count();
        assert_eq!(lines, 4, "{server}: two scenarios, two numbers of connections");
        assert!(outcome.stdout.contains(server), "{outcome:?}");
    }
    assert_eq!(json["generator_ceilings"].as_array().unwrap().len(), 4);
    calls_are_counted_or_excused(&json);

    for scenario in ["hello", "echo"] {
        for metric in ["throughput", "p50", "p99", "cpu", "memory", "switches"] {
            let svg = fs::read_to_string(out.join(format!("{scenario}-{metric}.svg"))).unwrap();
            for server in ["iterative", "reactor", "guest"] {
                assert!(svg.contains(server), "{server} in {scenario}-{metric}.svg");
            }
            assert!(!svg.contains("NaN") && svg.contains("prefers-color-scheme"), "{scenario}-{metric}.svg");
        }
    }
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    for outside in ["<script", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "the page needs nothing but itself, and has {outside}");
    }
}

fn calls_are_counted_or_excused(json: &Value) {
    for calls in json["system_calls"].as_array().unwrap() {
        match (calls["per_reply"].as_f64(), calls["absent"].as_str()) {
            // A reply takes at least a read or a write.
            (Some(count), None) => assert!(count >= 0.5 && tools::find("strace").is_some(), "{calls}"),
            (None, Some(why)) => assert!(!why.is_empty(), "{calls}"),
            _ => panic!("neither counted nor excused: {calls}"),
        }
    }
}

#[test]
fn servers_that_fail_are_told_of_and_not_averaged() {
    let scratch = Scratch::new("compare-failing");
    let out = scratch.path().join("report");
    let server = |behave: &str| {
        format!(
            "require('net').createServer((socket) => {{ {behave} }}).listen(process.argv[2], '127.0.0.1');"
        )
    };
    let wrong = guest(&scratch, "wrong", &server("socket.end('HelloWorle\\n');"));
    let short = guest(&scratch, "short", &server("socket.end('Hello');"));
    // The first visitor is the one who looks whether the server is ready.
    let dying = "if (++globalThis.count > 9) process.exit(7); socket.end('HelloWorld\\n');";
    let dies = guest(&scratch, "dies", &format!("globalThis.count = 0; {}", server(dying)));
    let words = "--models reactor --concurrency 2 --requests 30 --rounds 1 --no-system-calls";
    let mut words: Vec<&str> = words.split(' ').collect();
    words.extend([
        "--also",
        &wrong,
        "--also",
        &short,
        "--also",
        &dies,
        "--also",
        "absent=/nowhere/server {port}",
    ]);
    words.extend(["--also", "quits=sh -c 'echo not today >&2; exit 3' {port}"]);
    let outcome = compare(&out, &words);
    assert_eq!(outcome.code, 1, "{outcome:?}");

    let rows = csv(&out);
    let failure = |name: &str| {
        let row = rows.iter().find(|row| cell(row, "server") == name).unwrap_or_else(|| panic!("no {name}"));
        cell(row, "failure").trim_matches('"').to_owned()
    };
    assert_eq!(failure("reactor"), "");
    assert_eq!(failure("wrong"), "30 with wrong bytes");
    assert_eq!(failure("short"), "30 cut short");
    assert!(failure("absent").contains("ENOENT"), "{}", failure("absent"));
    assert!(failure("quits").contains("ended with code 3: not today"), "{}", failure("quits"));
    assert!(failure("dies").contains("the server ended with code 7"), "{}", failure("dies"));

    let json = json(&out);
    let averaged = |line: &Value| line["metric"] == "throughput" && line["server"] != "reactor";
    assert!(!json["summary"].as_array().unwrap().iter().any(averaged), "{}", json["summary"]);
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("Went wrong") && page.contains("30 with wrong bytes"));
    assert!(outcome.stdout.contains("30 with wrong bytes"), "{outcome:?}");
}

#[test]
fn ctrl_c_ends_all_and_leaves_a_report() {
    let scratch = Scratch::new("compare-interrupted");
    let out = scratch.path().join("report");
    // A command with a name of its own, by which its processes can be told from all others.
    let own = scratch.path().join("evloop-of-this-test");
    symlink(evloop(Profile::Own), &own).unwrap();
    let also = format!("own={} serve --model forking --scenario {{scenario}} --port {{port}}", own.display());
    let mut command = command(&["compare", "--models", "none", "--also", &also, "--rounds", "1000000"]);
    command.args(["--requests", "1", "--concurrency", "1", "--out"]).arg(&out);
    let running = Running::start(command);
    // Two runs have ended when the third begins.
    running.complaint("[3/");
    running.signal("INT");
    let outcome = running.end_within(LIMIT).expect("it ends");
    assert_eq!(outcome.code, 130, "{outcome:?}");

    let json = json(&out);
    assert_eq!(json["complete"], false);
    assert!(json["runs"].as_array().unwrap().len() >= 2, "{outcome:?}");
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains("Not complete"));
    wait::until("no server is left", || {
        !proc::commands().iter().any(|line| line.contains("evloop-of-this-test"))
    });
}

#[test]
fn the_papers_tables_are_measured() {
    let scratch = Scratch::new("compare-paper");
    let outcome =
        compare(scratch.path(), &["--paper", "--rounds", "1", "--models", "iterative,reactor,javascript"]);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let page = fs::read_to_string(scratch.path().join("report.html")).unwrap();
    for published in ["1.115", "4.471", "1.886", "1.362", "10.461", "2.443", "2.306", "2.251"] {
        assert!(outcome.stdout.contains(published) && page.contains(published), "{published} in {outcome:?}");
    }
    for row in &csv(scratch.path()) {
        let seconds: f64 = cell(row, "seconds").parse().unwrap();
        // How long it takes at least: 100 waits, one after the other, or five at a time.
        let least = match (cell(row, "scenario"), cell(row, "server")) {
            ("wait", "iterative") => 9.9,
            ("wait", _) => 1.9,
            _ => 0.0,
        };
        assert!(seconds > least, "{row:?}");
    }
}

#[test]
fn command_lines_that_make_no_sense_say_so() {
    for (words, complaint) in [
        ("compare --models psychic", "there is no model \"psychic\""),
        ("compare --models none", "there is no server to be measured"),
        ("compare --rounds 0", "--rounds takes a number from 1"),
        ("compare --also node", "where the {port} goes"),
        ("compare --colour red", "--colour"),
        ("load", "--to HOST:PORT is missing"),
        ("load --to nowhere", "nowhere"),
        ("load --to 127.0.0.1:1 --scenario nap", "nap is no scenario"),
    ] {
        let outcome = program::run(command(&words.split(' ').collect::<Vec<_>>()));
        assert_eq!(outcome.code, 9, "{words}: {outcome:?}");
        assert!(outcome.stderr.contains(complaint), "{words}: {outcome:?}");
    }
    for words in [["compare", "--help"], ["load", "--help"]] {
        let outcome = program::run(command(&words));
        assert!(outcome.code == 0 && outcome.stdout.contains("Usage:"), "{outcome:?}");
    }
}

#[test]
fn load_tells_what_a_server_did() {
    let server = serve::start("reactor", "hello", &[]);
    let to = server.addr.to_string();
    // What clients say first does no harm.
    let words =
        ["load", "--to", &to, "--requests", "50", "--concurrency", "5", "--request", "GET /", "--json"];
    let outcome = program::run(command(&words));
    let json: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((outcome.code, &json["replies"]), (0, &Value::from(50)), "{outcome:?}");
    let outcome = program::run(command(&["load", "--to", &to, "--scenario", "echo", "--requests", "50"]));
    assert!(outcome.code == 1 && outcome.stdout.contains("went wrong: 10 with wrong bytes"), "{outcome:?}");
    assert_eq!(serve::end(server, "TERM"), "");
    let loopback = ([127, 0, 0, 1], 0).into();
    // Nobody listens at a port that is only taken.
    let taken = Socket::stream_for(None, &loopback).unwrap();
    taken.bind(&loopback).unwrap();
    let to = taken.local_address().unwrap().to_string();
    let outcome = program::run(command(&["load", "--to", &to, "--requests", "50"]));
    assert!(outcome.code == 1 && outcome.stdout.contains("went wrong: 50 refused"), "{outcome:?}");
}

/// What a browser makes of the report.
#[test]
fn a_browser_shows_the_report() {
    let Some(chromium) = tools::need("chromium") else { return };
    let scratch = Scratch::new("compare-browser");
    let browse = |address: &str| {
        let mut command = Command::new(&chromium);
        let flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
                     --disable-component-update --disable-sync --disable-dev-shm-usage --enable-logging=stderr --dump-dom";
        command.args(flags.split_whitespace());
        command.arg(format!("--user-data-dir={}", scratch.path().join("profile").display())).arg(address);
        Running::start(command).end_within(LIMIT)
    };
    let works =
        browse("data:text/html,<p>so far so good").is_some_and(|page| page.stdout.contains("so far so good"));
    if !works {
        return tools::skip("chromium shows no page at all here");
    }
    let out = scratch.path().join("report");
    let words = "--models iterative,reactor --concurrency 1,4 --requests 20 --rounds 2 --no-system-calls";
    let made = compare(&out, &words.split(' ').collect::<Vec<_>>());
    assert_eq!(made.code, 0, "{made:?}");
    let shown = browse(&format!("file://{}", out.join("report.html").display())).expect("it shows the page");
    let plots: Vec<&str> = shown
        .stdout
        .split("<svg ")
        .skip(1)
        .filter_map(|rest| rest.split_once("</svg>"))
        .map(|(plot, _)| plot)
        .collect();
    let files = fs::read_dir(&out)
        .unwrap()
        .flatten()
        .filter(|file| file.path().extension().is_some_and(|it| it == "svg"));
    assert_eq!(plots.len(), files.count(), "all plots are there");
    assert!(plots.len() >= 4, "{}", plots.len());
    for plot in plots {
        for text in ["iterative", "reactor", "connections at once", "is better", "aria-label"] {
            assert!(plot.contains(text), "{text} in {plot}");
        }
        assert!(plot.contains("<polyline") && plot.contains("<circle"), "{plot}");
    }
    assert!(!shown.stderr.contains("CONSOLE"), "{}", shown.stderr);
}
