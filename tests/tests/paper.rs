//! The paper's two programs, letter for letter, on the addresses that they name.

use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use evloop_tests::client::Client;
use evloop_tests::program::{self, Running};
use evloop_tests::runtime::{Runtime, for_each};
use evloop_tests::{netns, root_dir, tools, wait};

fn start(runtime: Runtime, name: &str, addr: SocketAddr) -> Running {
    let running = Running::start(runtime.runs(root_dir().join("examples/js").join(name)));
    // The programs say nothing when they are ready, and have no error listener: so the one who tries takes a
    // polite leave, since a connection that is dropped with a reply unread is reset.
    let mut tried = None;
    wait::until("the server listens", || {
        tried = TcpStream::connect(addr).ok();
        tried.is_some()
    });
    Client { stream: tried.expect("just connected") }.exchange(b"");
    running
}

#[test]
fn echo() {
    netns::inside("echo", &[], || {
        for_each(|runtime| {
            let addr = SocketAddr::from(([127, 0, 0, 1], 1337));
            let _server = start(runtime, "echo.js", addr);
            assert_eq!(Client::connect(addr).exchange(b"hi\n"), b"Echo server\r\nhi\n");
            by_netcat();
        });
    });
}

/// As README has it. Other kinds of netcat than OpenBSD's know no `-N` and do not end their side.
fn by_netcat() {
    let Some(nc) = tools::need("nc") else { return };
    let mut command = Command::new(nc);
    command.args(["-N", "127.0.0.1", "1337"]);
    let outcome = program::run_with_input(command, b"hi\n");
    if outcome.stderr.contains("invalid option") {
        return tools::skip("this netcat has no -N");
    }
    assert_eq!(outcome.stdout, "Echo server\r\nhi\n", "{}", outcome.stderr);
}

#[test]
fn hello() {
    netns::inside("hello", &["192.168.50.5/24"], || {
        for_each(|runtime| {
            let addr = SocketAddr::from(([192, 168, 50, 5], 9996));
            let _server = start(runtime, "hello.js", addr);
            // One after the other they would take half a second, however calm the machine. If it is busy, even clients
            // that are served together may be answered late, but not for ever.
            wait::until("five clients are answered together", || {
                five_at_a_time(addr) < Duration::from_millis(400)
            });
        });
    });
}

/// Five clients at once: each is answered after the 100 ms of the program's timer, however many wait beside it.
/// Returns how long all of them took.
fn five_at_a_time(addr: SocketAddr) -> Duration {
    let begin = Instant::now();
    let one = move || {
        let start = Instant::now();
        assert_eq!(Client::connect(addr).read_to_end(), b"HelloWorld\n");
        start.elapsed()
    };
    let all: Vec<_> = (0..5).map(|_| thread::spawn(one)).collect();
    let took = all.into_iter().map(|client| client.join().expect("answered")).collect::<Vec<_>>();
    // The timer counts in whole milliseconds from the loop's time, which may be a little before the connection.
    assert!(took.iter().all(|time| *time >= Duration::from_millis(99)), "answered too early: {took:?}");
    begin.elapsed()
}
