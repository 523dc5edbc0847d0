//! `evloop view` and `evloop top`: when a program begins and ends that somebody looks at, and how others find it.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use evloop_tests::build::{self, Profile};
use evloop_tests::client::Client;
use evloop_tests::js_dir;
use evloop_tests::program::{self, Outcome};
use evloop_tests::scratch::Scratch;
use evloop_tests::watched::Watched;

/// The command with these words, whose notices hang in a folder of the test's own.
fn evloop(notices: &Scratch, words: &[&str]) -> Command {
    let mut command = Command::new(build::evloop(Profile::Own));
    command
        .args(words)
        .env("XDG_RUNTIME_DIR", notices.path())
        .env_remove("NODE_OPTIONS")
        .env_remove("NO_COLOR");
    command
}

fn script(name: &str) -> String {
    js_dir().join("view").join(name).display().to_string()
}

fn top(notices: &Scratch, words: &[&str]) -> Outcome {
    program::run(evloop(notices, &[&["top", "--once"], words].concat()))
}

#[test]
fn a_program_begins_when_its_page_is_open_and_stays_until_it_is_closed() {
    let notices = Scratch::new("view");
    let script = "console.log('begun'); process.exitCode = 7; setTimeout(() => {}, 1)";
    let watched = Watched::start(evloop(&notices, &["view", "-e", script]));
    let state = watched.state_that("it waits", |state| state["run"] == "paused");
    assert_eq!((&state["turn"], &*watched.said()), (&0.into(), ""));
    let mut states = watched.watch();
    let last = states.state_that("at the end", |state| state["run"] == "ended");
    watched.line("begun");
    // The end can be looked at, and looked back from.
    let at = last["at"].as_u64().unwrap();
    assert_eq!(watched.get(&format!("state?at={}", at - 1)).status, 200);
    let late = watched.control(r#"{"do":"resume"}"#);
    assert_eq!((late.status, &*late.body), (400, "The program is over."));
    drop(states);
    assert_eq!(watched.finish().code, 7);
}

#[test]
fn a_program_need_not_wait_or_waits_until_it_is_told() {
    let notices = Scratch::new("view");
    let watched = Watched::start(evloop(&notices, &["view", "--no-wait", "-e", "console.log('begun')"]));
    watched.line("begun");
    watched.state_that("it has ended, and is still shown", |state| state["run"] == "ended");
    watched.signal("INT");
    assert_eq!(watched.finish().code, 0);

    let watched = Watched::start(evloop(
        &notices,
        &["view", "--paused", "-e", "console.log('begun'); process.exit(2)"],
    ));
    let mut states = watched.watch();
    states.state_that("before it begins", |state| state["run"] == "paused");
    assert_eq!(watched.said(), "");
    watched.steer(r#"{"do":"resume"}"#);
    states.state_that("at the end", |state| state["run"] == "ended");
    drop(states);
    assert_eq!(watched.finish().code, 2);
}

#[test]
fn a_program_that_waits_for_its_page_is_ended_by_a_signal() {
    let notices = Scratch::new("view");
    let watched = Watched::start(evloop(&notices, &["view", "-e", "console.log('begun')"]));
    watched.state_that("it waits", |state| state["run"] == "paused");
    watched.signal("INT");
    let outcome = watched.finish();
    assert_eq!((outcome.code, &*outcome.stdout), (130, ""));
}

#[test]
fn a_port_that_is_taken_is_an_error_and_one_that_is_none_is_a_mistake() {
    let notices = Scratch::new("view");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let outcome = program::run(evloop(&notices, &["run", &format!("--view={port}"), "-"]));
    assert_eq!(outcome.code, 1);
    assert!(outcome.stderr.contains(&format!("listen 127.0.0.1:{port}: bind: ")), "{}", outcome.stderr);
    for words in
        [&["run", "--view=65536", "-"][..], &["run", "--no-wait", "-"], &["view", "--port=x", "-"], &["view"]]
    {
        assert_eq!(program::run(evloop(&notices, words)).code, 9, "{words:?}");
    }
    let outcome = program::run({
        let mut command = evloop(&notices, &["-p", "1"]);
        command.env("NODE_OPTIONS", "--view");
        command
    });
    assert_eq!(outcome.code, 9, "{}", outcome.stderr);
}

#[test]
fn children_are_not_shown_and_have_neither_port_nor_option() {
    let notices = Scratch::new("view");
    let program = r"
        const { fork } = require('child_process');
        if (process.argv[2] === 'child') process.send(process.execArgv);
        else fork(process.argv[1], ['child']).on('message', (said) => console.log('child', JSON.stringify(said)));
    ";
    fs::write(notices.path().join("family.js"), program).unwrap();
    let file = notices.path().join("family.js").display().to_string();
    let outcome = Watched::start(evloop(&notices, &["run", "--view", "--no-warnings", &file])).finish();
    assert_eq!(outcome.stdout, "child [\"--no-warnings\"]\n");
    assert_eq!(outcome.stderr.matches("watch at").count(), 1, "{}", outcome.stderr);
}

#[test]
fn top_finds_the_only_program_or_asks_which_one() {
    let notices = Scratch::new("top");
    let nobody = top(&notices, &[]);
    assert_eq!(nobody.code, 1);
    assert!(nobody.stderr.contains("no program shows a page"), "{}", nobody.stderr);

    let one = Watched::start(evloop(&notices, &["run", "--view", &script("ticking.js")]));
    one.state_that("it listens and has ticked", |state| {
        let hot = state["hot"].as_array().unwrap();
        state["descriptors"]["count"] == 1
            && hot.iter().any(|row| row["label"].as_str().is_some_and(|label| label.starts_with("tick ")))
    });
    let report = top(&notices, &[]);
    assert_eq!(report.code, 0, "{}", report.stderr);
    let heading = format!("ticking.js  process {}  ", one.pid());
    assert!(report.stdout.contains(&heading), "{}", report.stdout);
    for word in [
        "turns ",
        "asleep ",
        "timers late: ",
        "pool: ",
        "CALLS",
        "tick ",
        "ticking.js:4:",
        "HANDLES ",
        "listener 1",
    ] {
        assert!(report.stdout.contains(word), "{word} is missing:\n{}", report.stdout);
    }
    assert!(!report.stdout.contains('\x1b'), "no screen");

    let two = Watched::start(evloop(&notices, &["run", "--view", &script("echo.js")]));
    let which = top(&notices, &[]);
    assert_eq!(which.code, 1);
    for watched in [&one, &two] {
        assert!(which.stderr.contains(&format!("{}  ", watched.pid())), "{}", which.stderr);
    }
    for target in [two.pid().to_string(), two.url(), two.url().replace("127.0.0.1", "localhost")] {
        let report = top(&notices, &[&target]);
        assert!(report.stdout.contains("echo.js  process "), "{target}: {}{}", report.stdout, report.stderr);
    }
    for (target, complaint) in [
        ("1", "shows no page"),
        ("echo.js", "neither an address nor the number of a process"),
        ("http://example.org/", "is no address of a page"),
        (&*format!("http://{}/0123456789abcdef0123456789abcdef/", two.addr), "there is no such page"),
    ] {
        let outcome = top(&notices, &[target]);
        assert!(outcome.code == 1 && outcome.stderr.contains(complaint), "{target}: {}", outcome.stderr);
    }
    assert_eq!(program::run(evloop(&notices, &["top", "--always"])).code, 9);
}

#[test]
fn notices_are_the_users_own_and_go_with_the_program() {
    let notices = Scratch::new("top");
    let folder = notices.path().join("evloop");
    let watched = Watched::start(evloop(&notices, &["run", "--view", &script("until_told.js")]));
    let port: u16 = watched.line("listening ").parse().unwrap();
    let file = folder.join(format!("{}.view", watched.pid()));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    Client::connect(SocketAddr::from(([127, 0, 0, 1], port))).write(b"end");
    assert_eq!(watched.finish().code, 6);
    assert!(!file.exists(), "it is gone with the program");

    // One that had no time to tidy up: somebody else does.
    let watched = Watched::start(evloop(&notices, &["run", "--view", &script("echo.js")]));
    let file = folder.join(format!("{}.view", watched.pid()));
    watched.signal("KILL");
    watched.finish();
    assert!(file.exists());
    assert!(top(&notices, &[]).stderr.contains("no program shows a page"));
    assert!(!file.exists());

    // A folder that others can write to, or a link to another: notices are neither hung there nor believed.
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o770)).unwrap();
    refused(&notices);
    fs::remove_dir(&folder).unwrap();
    let elsewhere = notices.path().join("elsewhere");
    fs::DirBuilder::new().mode(0o700).create(&elsewhere).unwrap();
    symlink(&elsewhere, &folder).unwrap();
    refused(&notices);
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

/// The page is there all the same; `top` says why it does not look.
fn refused(notices: &Scratch) {
    let watched = Watched::start(evloop(notices, &["run", "--view", &script("echo.js")]));
    assert_eq!(watched.get("").status, 200);
    let outcome = top(notices, &[]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stderr.contains("is not a folder that only this user can enter"), "{}", outcome.stderr);
}
