//! The real thing: the paper's `hello.js` under `evloop view`, with five clients, in a browser.

use std::io::{ErrorKind, Read};
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use evloop_tests::browser::Browser;
use evloop_tests::build::{Profile, evloop};
use evloop_tests::client::Client;
use evloop_tests::watched::Watched;
use evloop_tests::{js_dir, wait};
use serde_json::Value;

/// The counter of all bytes that have left.
const WRITTEN: &str = "#counters dl div:nth-child(5) .value";

/// The program, which begins when the page is opened; the page; and where the program listens.
fn open() -> Option<(Browser, Watched, SocketAddr)> {
    let mut browser = Browser::need()?;
    let mut command = Command::new(evloop(Profile::Own));
    command.env_remove("EVLOOP_LOG").arg("view").arg(js_dir().join("view/hello.js"));
    let watched = Watched::start(command);
    browser.look(1280, 800, &[]);
    browser.open(&watched.url());
    let port: u16 = watched.line("listening ").parse().expect("a port");
    browser.shows("#descriptors tbody", "listener#");
    Some((browser, watched, ([127, 0, 0, 1], port).into()))
}

/// Presses the key of a step, and waits until the program stands still again, at a later moment; or sleeps, for there is
/// nothing to be done.
fn step(browser: &mut Browser, watched: &Watched, key: &str) {
    let before = watched.state()["at"].as_u64();
    browser.key(key);
    let mut state = Value::Null;
    wait::until("it has gone on, and stands still", || {
        state = watched.state();
        let idles = state["run"] == "asleep" && state["queues"]["timers"]["count"] == 0;
        state["at"].as_u64() > before && (state["run"] == "paused" || idles)
    });
    // The page knows of it, too.
    let turn = &state["turn"];
    let shown = format!("document.getElementById('turn').innerText.replaceAll(',', '') === '{turn}'");
    browser.until("the page shows this turn", &shown);
}

fn pause(browser: &mut Browser) {
    browser.key(" ");
    browser.shows("#pause", "Resume");
}

fn hears_nothing(client: &mut Client) {
    client.stream.set_read_timeout(Some(Duration::from_millis(300))).expect("a valid time");
    let heard = client.stream.read(&mut [0; 1]).expect_err("the program stands still");
    assert!(matches!(heard.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{heard}");
    client.stream.set_read_timeout(Some(wait::PATIENCE)).expect("a valid time");
}

/// Five clients who have been accepted, and whose timers wait, all at once, while the program stands still.
fn five_who_wait(browser: &mut Browser, watched: &Watched, addr: SocketAddr) -> Vec<Client> {
    for _ in 0..10 {
        // It stands still before it hears of them.
        pause(browser);
        let mut clients: Vec<Client> = (0..5).map(|_| Client::connect(addr)).collect();
        // One is accepted in each turn; the time that the loop stands still does not count for timers.
        for _ in 0..12 {
            step(browser, watched, "t");
            if browser.text("#queue-timers .count") == "5" {
                return clients;
            }
        }
        // The machine was so busy that the first were answered before the last came. Once more.
        browser.key(" ");
        for client in &mut clients {
            assert_eq!(client.read(11), b"HelloWorld\n");
        }
        drop(clients);
        browser.shows("#descriptors .count", "1");
    }
    panic!("there were never five timers: {}", watched.state());
}

#[test]
fn five_clients_wait_and_are_answered_step_by_step() {
    let Some((mut browser, watched, addr)) = open() else { return };
    assert_eq!(Client::connect(addr).read(11), b"HelloWorld\n");
    browser.shows(WRITTEN, "11 B");
    browser.shows("#descriptors .count", "1");
    let mut clients = five_who_wait(&mut browser, &watched, addr);
    assert_eq!(browser.count("#queue-timers .item"), 5);
    assert_eq!(browser.count("#ring .timers .bead.on"), 5);
    assert!(browser.text("#queue-timers .item").contains("answer hello.js:5:14"));
    assert_eq!(browser.text("#descriptors .count"), "6");
    browser.picture("hello-five-timers");
    for client in &mut clients {
        hears_nothing(client);
    }

    // On to the first timer's callback: it is shown before it runs, and why it will.
    let mut steps = 0;
    while !browser.text("#stack").contains("answer") {
        step(&mut browser, &watched, "c");
        steps += 1;
        assert!(steps < 20, "{}", watched.state());
    }
    assert!(browser.text("#stack").contains("deadline came"), "{}", browser.text("#stack"));
    let written = watched.state()["counters"]["written"].as_u64().expect("a number");
    browser.picture("hello-before-callback");

    // It runs, and its bytes leave: to one client, and no other.
    step(&mut browser, &watched, "c");
    browser.shows(WRITTEN, &format!("{} B", written + 11));
    browser.shows("#calls tbody", "send");
    browser.shows("#descriptors tbody", "11 B");
    browser.picture("hello-bytes-left");
    assert_eq!(clients[0].read(11), b"HelloWorld\n");
    for client in &mut clients[1..] {
        hears_nothing(client);
    }

    // It goes on, and all are answered.
    browser.key(" ");
    browser.shows("#pause", "Pause");
    for client in &mut clients[1..] {
        assert_eq!(client.read(11), b"HelloWorld\n");
    }
    drop(clients);
    browser.shows("#descriptors .count", "1");
    assert_eq!(browser.complaints(), [""; 0]);

    // The past is still there, and goes on to be when the program is gone.
    browser.key(".");
    browser.key("Home");
    browser.shows("#banner", "This is how it was");
    assert!(watched.state()["oldest"].as_u64() > Some(0), "the past does not begin before the program");
    browser.key("End");
    watched.signal("KILL");
    browser.shows("#banner", "The program is over");
    browser.key("Home");
    browser.shows("#banner", "This is how it was");
    browser.picture("hello-over");
}

#[test]
fn a_breakpoint_at_the_next_input_holds_a_client() {
    let Some((mut browser, _watched, addr)) = open() else { return };
    browser.key("2");
    browser.until("it is set", "document.getElementById('break-io').getAttribute('aria-pressed') === 'true'");
    let mut client = Client::connect(addr);
    browser.shows("#run", "paused");
    browser.shows("#stack", "listener#");
    assert_eq!(browser.text("#descriptors .count"), "1", "it is not accepted");
    browser.point("#stack .item");
    browser.shows("#card", "a socket that accepts connections");
    hears_nothing(&mut client);
    browser.key("2");
    browser
        .until("it is unset", "document.getElementById('break-io').getAttribute('aria-pressed') === 'false'");
    browser.key(" ");
    assert_eq!(client.read(11), b"HelloWorld\n");
}
