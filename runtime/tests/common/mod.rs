//! What the tests of the reactor share.
#![allow(dead_code, reason = "each test program uses some of it")]

use evloop::{Backend, Event, Flow, Loop, World, system};
use std::cell::RefCell;
use std::fmt::Display;
use std::net::SocketAddr;
use std::process::{Command, Output};
use std::rc::Rc;
use std::time::Duration;

pub const MS: Duration = Duration::from_millis(1);

/// A loop without a kernel, and the world it lives in.
pub fn simulated() -> (Loop, World) {
    let world = World::new();
    let lp = Loop::builder().backend(Backend::Simulated(world.clone())).build().unwrap();
    (lp, world)
}

/// Where callbacks write down what befell them.
#[derive(Clone, Default)]
pub struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub fn say(&self, what: impl Display) {
        self.0.borrow_mut().push(what.to_string());
    }

    pub fn count(&self, what: &str) -> usize {
        self.0.borrow().iter().filter(|line| *line == what).count()
    }

    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    #[track_caller]
    pub fn check(&self, expected: &[&str]) {
        assert_eq!(*self.0.borrow(), expected);
    }

    pub fn text(&self) -> String {
        self.0.borrow().join(" ")
    }
}

/// The short name of an event.
pub fn word(event: &Event<'_>) -> String {
    match event {
        Event::Connected => "connected".into(),
        Event::Data(bytes) => format!("data {}", String::from_utf8_lossy(bytes)),
        Event::End => "end".into(),
        Event::Drain => "drain".into(),
        Event::Finish => "finish".into(),
        Event::Error(error) => format!("error {}", error.code()),
        Event::Closed => "closed".into(),
        _ => "?".into(),
    }
}

/// A polite echo server that does not keep the loop alive.
pub fn echo_server(lp: &mut Loop) -> SocketAddr {
    let listener = lp
        .listen(([127, 0, 0, 1], 0), |lp, conn| {
            conn.start(lp, |lp, conn, event| match event {
                Event::Data(bytes) if conn.write(lp, bytes) == Flow::Full => drop(conn.pause(lp)),
                Event::Drain => drop(conn.resume(lp)),
                Event::End => drop(conn.end(lp)),
                _ => {}
            });
        })
        .unwrap();
    listener.set_ref(lp, false);
    listener.local_addr(lp).unwrap()
}

/// Ends a test that hangs, by a panic with a word.
pub fn deadline(lp: &mut Loop, after: Duration) {
    let timer = lp.after(after, |_| panic!("the test hangs"));
    timer.set_ref(lp, false);
}

/// How many descriptors this process has open.
pub fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

/// The processor time this process has used.
pub fn processor_time() -> Duration {
    let usage = system::usage();
    usage.user + usage.system
}

/// Runs the test of that name in a process of its own, where it may change limits and count descriptors without
/// disturbing its neighbours. `true` in that process, where the test shall do its work.
pub fn in_own_process(test: &str) -> bool {
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        return true;
    }
    let output = own_process(test, "1");
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    false
}

pub fn own_process(test: &str, role: &str) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env("EVLOOP_TEST_CHILD", role)
        .output()
        .unwrap()
}
