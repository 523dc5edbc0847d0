//! Waiting for something that another process does: the one place of the tests that sleeps.

use std::thread;
use std::time::{Duration, Instant};

/// How long a test waits for what takes milliseconds on an idle machine. Only a failing test ever waits so long.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// Waits until `done` says yes, and fails the test when it has not after [`PATIENCE`].
///
/// What is waited for happens in another process, in the kernel's tables, and nobody tells us of it: so we look again
/// and again. That is not sleeping for luck, since the test goes on when the fact is there, and not before.
///
/// # Panics
///
/// When the time is up; the message names `what`.
pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < deadline, "gave up waiting until {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Lets `span` pass, for measurements over a span of time (CPU time while a server only waits).
pub fn observe_for(span: Duration) {
    thread::sleep(span);
}
