//! The page's server: what it gives to whom, what it refuses, and that nobody disturbs the program through it.

use std::io::{ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::time::Duration;

use evloop_ffi::socket::Socket;
use evloop_tests::client::Client;
use evloop_tests::runtime::Runtime;
use evloop_tests::watched::Watched;
use evloop_tests::{js_dir, proc, wait};
use serde_json::Value;

/// A program of `tests/js/view`, shown while it runs.
fn shown(name: &str) -> Watched {
    let mut command = Runtime::Evloop.command();
    command.arg("--view").arg(js_dir().join("view").join(name));
    Watched::start(command)
}

/// Where the program's own server listens.
fn own_port(watched: &Watched) -> std::net::SocketAddr {
    let port: u16 = watched.line("listening ").parse().expect("a port");
    ([127, 0, 0, 1], port).into()
}

fn is_paused(state: &Value) -> bool {
    state["run"] == "paused"
}

#[test]
fn the_page_and_its_files_are_there_and_can_do_nothing_else() {
    let watched = shown("echo.js");
    for (name, kind) in [
        ("", "text/html"),
        ("style.css", "text/css"),
        ("app.js", "text/javascript"),
        ("state", "application/json"),
    ] {
        let reply = watched.get(name);
        assert_eq!(reply.status, 200, "{name}");
        assert!(reply.header("Content-Type").unwrap().starts_with(kind), "{name}: {}", reply.head);
        assert_eq!(reply.header("Content-Length").unwrap().parse(), Ok(reply.body.len()));
        let policy = reply.header("Content-Security-Policy").unwrap();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(rule), "{rule}: {policy}");
        }
        for (header, value) in [
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("X-Frame-Options", "DENY"),
        ] {
            assert_eq!(reply.header(header), Some(value), "{name}");
        }
        assert_eq!(reply.header("Access-Control-Allow-Origin"), None);
        let head = watched.say(&watched.request("HEAD", name, "Connection: close\r\n", ""));
        assert_eq!((head.status, &*head.body), (200, ""));
    }
}

#[test]
fn states_tell_what_the_program_does() {
    let watched = shown("ticking.js");
    let state = watched.state_that("has turned", |state| state["turn"].as_u64() > Some(3));
    assert!(state["program"].as_str().unwrap().ends_with("ticking.js"));
    assert_eq!(state["pid"], watched.pid());
    assert!(state["uptime"].as_u64() > Some(0));
    let at = state["at"].as_u64().unwrap();
    let earlier = watched.get(&format!("state?at={}", at - 1));
    let earlier: Value = serde_json::from_str(&earlier.body).unwrap();
    assert!(earlier["at"].as_u64().unwrap() < at, "{}", earlier["at"]);
    let line = watched.get(&format!("timeline?from=0&to={at}&width=10"));
    let line: Value = serde_json::from_str(&line.body).unwrap();
    assert_eq!(line["lanes"][0]["name"], "timers");
    // They also come by themselves, and go on coming.
    let mut states = watched.watch();
    let first = states.next_state().unwrap()["turn"].as_u64().unwrap();
    states.state_that("of a later turn", |state| state["turn"].as_u64().unwrap() > first);
}

#[test]
fn whoever_may_not_look_or_steer_is_refused() {
    let watched = shown("echo.js");
    let (addr, token) = (watched.addr, &watched.token);
    let other = if token.starts_with('0') { "1" } else { "0" };
    let guessed = format!("{other}{}", &token[1..]);
    let json = "Connection: close\r\nContent-Type: application/json\r\n";
    let pause = r#"{"do":"pause"}"#;
    let post = |headers: &str, body: &str| watched.request("POST", "control", headers, body);
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n");
    let hosted = |host: &str| format!("GET /{token}/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let from = |headers: &str| post(&format!("{json}{headers}\r\n"), pause);
    let asked =
        |headers: &str| watched.request("GET", "state", &format!("Connection: close\r\n{headers}\r\n"), "");
    for (what, request, status) in [
        ("no token", get("/"), 404),
        ("a path without one", get("/state"), 404),
        ("a wrong token", get(&format!("/{guessed}/")), 404),
        ("a part of it", get(&format!("/{}/", &token[..31])), 404),
        ("something else", get(&format!("/{token}/passwd")), 404),
        ("a way out", get(&format!("/{token}/../{token}/")), 404),
        ("another name of ours", hosted(&format!("evil.example:{}", addr.port())), 403),
        ("another port", hosted("127.0.0.1:1"), 403),
        ("no host", format!("GET /{token}/ HTTP/1.1\r\n\r\n"), 400),
        ("another origin", from("Origin: http://evil.example"), 403),
        ("no origin that one could know", from("Origin: null"), 403),
        ("another site", from("Sec-Fetch-Site: cross-site"), 403),
        ("another site that reads", asked("Sec-Fetch-Site: cross-site"), 403),
        ("another origin that reads", asked(&format!("Origin: http://127.0.0.1:{}", addr.port() ^ 1)), 403),
        ("a form", post("Connection: close\r\nContent-Type: text/plain\r\n", pause), 415),
        ("no JSON", post(json, "pause"), 400),
        ("no command", post(json, r#"{"do":"explode"}"#), 400),
        ("no step", post(json, r#"{"do":"step","by":"mile"}"#), 400),
        ("no breakpoint", post(json, r#"{"do":"break","on":"timer","set":"yes"}"#), 400),
        ("too slow", post(json, r#"{"do":"slow","ms":60001}"#), 400),
        ("nothing at all", post(json, "[]"), 400),
        ("a command to look at", watched.request("GET", "control", "Connection: close\r\n", ""), 405),
        ("a page to write to", watched.request("POST", "", json, pause), 405),
        ("a question without its end", get(&format!("/{token}/timeline?from=1")), 400),
        ("a moment that is none", get(&format!("/{token}/state?at=noon")), 400),
        ("a time line that runs backwards", get(&format!("/{token}/timeline?from=2&to=1")), 400),
    ] {
        let reply = watched.say(&request);
        assert_eq!(reply.status, status, "{what}: {request}");
        assert_eq!(reply.header("Connection"), Some("close"), "{what}");
        assert_eq!(status == 404, reply.body.is_empty() && status != 405, "{what}: {}", reply.body);
        assert!(!reply.body.contains(token), "{what}");
    }
    let state = watched.state();
    assert_eq!((&state["breaks"], state["run"] == "paused"), (&Value::Array(Vec::new()), false));
    assert_eq!(watched.say(&from(&format!("Origin: http://localhost:{}", addr.port()))).status, 204);
}

#[test]
fn requests_come_one_after_the_other_on_one_connection_and_all_at_once() {
    let watched = shown("echo.js");
    let mut client = Client::connect(watched.addr);
    let one = watched.request("GET", "style.css", "", "");
    let last = watched.request("GET", "style.css", "Connection: close\r\n", "");
    // Byte by byte, then a crowd of which the last one wants no more.
    one.bytes().for_each(|byte| client.write(&[byte]));
    client.write(format!("{}{last}{one}", one.repeat(20)).as_bytes());
    let text = String::from_utf8(client.read_to_end()).unwrap();
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 22);
    assert_eq!(text.matches("Connection: close").count(), 1);
}

#[test]
fn a_paused_program_answers_nobody_until_it_goes_on() {
    let watched = shown("ticking.js");
    let mut client = Client::connect(own_port(&watched));
    client.ping_pong(b"before", 1);
    watched.steer(r#"{"do":"pause"}"#);
    let paused = watched.state_that("it is paused", is_paused);
    client.write(b"during");
    // It has had its chance, and the page still answers.
    client.stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let silence = client.stream.read(&mut [0; 6]).unwrap_err();
    assert!(matches!(silence.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{silence}");
    let still = watched.state();
    assert_eq!((&still["turn"], &still["run"]), (&paused["turn"], &paused["run"]));
    client.stream.set_read_timeout(Some(wait::PATIENCE)).unwrap();
    watched.steer(r#"{"do":"resume"}"#);
    assert_eq!(client.read(6), b"during");
}

#[test]
fn a_program_goes_step_by_step() {
    let watched = shown("ticking.js");
    let mut states = watched.watch();
    watched.steer(r#"{"do":"pause"}"#);
    let mut state = states.state_that("paused", is_paused);
    let mut step = |by: &str, state: &Value| {
        let before = state["at"].clone();
        watched.steer(&format!(r#"{{"do":"step","by":"{by}"}}"#));
        states.state_that("after a step", |state| is_paused(state) && state["at"] != before)
    };
    // To the beginning of a turn; from there on, each step is a whole one.
    state = step("turn", &state);
    for _ in 0..3 {
        let next = step("turn", &state);
        assert_eq!(next["turn"].as_u64(), state["turn"].as_u64().map(|turn| turn + 1), "by turn");
        assert_eq!(next["why"], "step");
        state = next;
    }
    state = step("callback", &state);
    assert!(state["next"]["id"].is_string(), "a callback is about to be called: {}", state["next"]);
    for _ in 0..8 {
        let next = step("phase", &state);
        assert!(next["turn"].as_u64() <= state["turn"].as_u64().map(|turn| turn + 1), "by phase");
        state = next;
    }
}

#[test]
fn a_program_stops_at_breakpoints_until_they_are_taken_away() {
    let watched = shown("ticking.js");
    for (on, why) in [("timer", "breakpoint: next timer"), ("io", "breakpoint: next I/O")] {
        watched.steer(&format!(r#"{{"do":"break","on":"{on}","set":true}}"#));
        let client = (on == "io").then(|| Client::connect(own_port(&watched)));
        let state = watched.state_that(why, is_paused);
        assert_eq!((&state["why"], &state["breaks"]), (&Value::from(why), &serde_json::json!([on])));
        watched.steer(&format!(r#"{{"do":"break","on":"{on}","set":false}}"#));
        watched.steer(r#"{"do":"resume"}"#);
        watched.state_that("it goes on", |state| !is_paused(state));
        drop(client);
    }
    // In slow motion a callback waits, and a command is heard at once.
    watched.steer(r#"{"do":"slow","ms":60000}"#);
    watched.state_that("it is slow", |state| state["slow_ms"] == 60_000);
    watched.steer(r#"{"do":"slow","ms":0}"#);
    let turn = watched.state()["turn"].as_u64();
    watched.state_that("it is fast again", |state| state["turn"].as_u64() > turn.map(|turn| turn + 5));
}

#[test]
fn a_program_that_stands_still_for_nobody_goes_on() {
    let watched = shown("ticking.js");
    let mut states = watched.watch();
    watched.steer(r#"{"do":"break","on":"timer","set":true}"#);
    states.state_that("at a breakpoint", is_paused);
    drop(states);
    let state = watched.state_that("it goes on", |state| !is_paused(state));
    assert_eq!(state["breaks"], serde_json::json!([]));
}

#[test]
fn bad_clients_are_sent_away_and_the_program_notices_nothing() {
    let watched = shown("echo.js");
    let addr = own_port(&watched);
    let mut client = Client::connect(addr);
    client.ping_pong(b"one", 1);
    let turns = || watched.state_that("it sleeps", |state| state["run"] == "asleep")["turn"].clone();
    let before = turns();

    for (garbage, status) in [
        ("\x16\x03\x01\x00\x05hello".to_owned(), 400),
        ("GET / HTTP/1.1\nHost".repeat(1000), 400),
        (format!("GET /{} HTTP/1.1\r\n", "a".repeat(9000)), 431),
        (format!("GET / HTTP/1.1\r\n{}", "A: b\r\n".repeat(2000)), 431),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n".to_owned(), 413),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n".to_owned(), 411),
    ] {
        assert_eq!(watched.say(&garbage).status, status, "{garbage:.40}");
    }
    // One who never finishes its sentence; one who says nothing; one who hangs up in the middle of it.
    let mut slow = Client::connect(watched.addr);
    slow.write(b"GET / HT");
    let mut silent = Client::connect(watched.addr);
    let broken = Client::connect(watched.addr);
    (&broken.stream).write_all(b"GET ").unwrap();
    broken.reset();
    assert!(slow.fate().is_ok_and(|bytes| bytes.is_empty()));
    assert!(silent.fate().is_ok_and(|bytes| bytes.is_empty()));
    // A page that does not read what it has asked for, thousands of times over.
    let mut deaf = Client::connect(watched.addr);
    deaf.stream.set_nonblocking(true).unwrap();
    let crowd = watched.request("GET", "app.js", "", "").repeat(2000);
    let written = deaf.stream.write(crowd.as_bytes()).unwrap_or(0);
    assert!(written > 0);
    // More than there is room for.
    let many: Vec<Client> = (0..40).map(|_| Client::connect(watched.addr)).collect();
    let closed = many.into_iter().map(|mut client| client.fate()).filter(Result::is_ok).count();
    assert!(closed > 0);
    drop(deaf);
    watched.wait_for_room();

    assert_eq!(turns(), before, "the program's loop has not turned for any of them");
    client.ping_pong(b"two", 1);
}

#[test]
fn a_page_that_does_not_read_loses_states_and_then_its_connection_and_the_others_do_not() {
    let watched = shown("crowded.js");
    watched.line("ready");
    let mut reading = watched.watch();
    reading.next_state();
    let before = proc::open_descriptors(watched.pid());
    let mut deaf = Client::connect(watched.addr);
    let socket = Socket::from(OwnedFd::from(deaf.stream.try_clone().unwrap()));
    socket.set_receive_buffer(4096).unwrap();
    deaf.write(watched.request("GET", "events", "", "").as_bytes());
    let there = || proc::open_descriptors(watched.pid());
    wait::until("it is there", || there() > before);
    // The other one goes on reading, and gets one state after the other.
    let mut turn = 0;
    while there() > before {
        let next = reading.next_state().expect("it reads")["turn"].as_u64().unwrap();
        assert!(next >= turn);
        turn = next;
    }
    // What was on its way may still be read, and no more comes.
    let _ = deaf.fate();
}

#[test]
fn the_end_is_shown_and_the_exit_code_stays_the_programs() {
    let code = |script: &str| {
        let mut command = Runtime::Evloop.command();
        command.args(["--view", "-e", script]);
        Watched::start(command).finish()
    };
    for (script, expected) in [
        ("process.exit(3)", 3),
        ("process.exitCode = 4", 4),
        ("setTimeout(() => { throw new Error('five') })", 1),
        ("process.kill(process.pid, 'SIGKILL')", 137),
        ("setTimeout(() => process.kill(process.pid, 'SIGTERM'), 1); setInterval(() => {}, 1000)", 143),
    ] {
        assert_eq!(code(script).code, expected, "{script}");
    }
    let watched = shown("until_told.js");
    let mut states = watched.watch();
    states.next_state();
    Client::connect(own_port(&watched)).write(b"end");
    let last = std::iter::from_fn(|| states.next_state()).last().expect("a last state");
    assert_eq!(last["run"], "ended");
    assert_eq!(watched.finish().code, 6);
}
