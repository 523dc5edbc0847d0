//! Multiplexing with kqueue (the BSDs' answer to the paper's 2.1.3): one queue in the kernel for all that can happen.
//!
//! ```text
//!   kevent(EV_ADD, EVFILT_READ) once for each client
//!   ┌─► kevent ── sleeps until something has happened
//!   │       │     brings those to whom it has, and nobody else
//!   │   listener? accept, kevent(EV_ADD)
//!   │   client?   recv, send; one filter deleted and the other added if it now waits for something else
//!   └───────┘
//! ```
//!
//! As epoll it costs by those that are ready. Reading and writing are two filters, each told of by itself; files,
//! processes, signals and timers have others, so that one call waits for everything.

use crate::Result;
use crate::calls::Calls;
use crate::server::Server;

/// Sleeps on a queue.
#[cfg(any(feature = "user-kqueue", not(any(target_os = "linux", target_os = "android"))))]
pub fn serve(server: &mut Server<'_>, calls: &Calls) -> Result<()> {
    use crate::server::{Arrival, Step};
    use evloop_ffi::bare::Filter::{self, Read, Write};
    use evloop_ffi::poller::Interest;
    use std::os::fd::{AsFd, RawFd};

    let filter = |interest: Interest| -> Filter { if interest.read() { Read } else { Write } };
    let mut queue = calls.kqueue()?;
    let listener = server.listener_fd();
    calls.kevent_add(&queue, server.listener().as_fd(), Read, listener as u64)?;
    let mut names = Vec::new();
    while !server.is_done() {
        calls.kevent_wait(&mut queue, &mut names)?;
        for fd in names.iter().map(|name| *name as RawFd) {
            if fd == listener {
                if let Arrival::Client(fd) = server.accept()? {
                    calls.kevent_add(&queue, server.socket(fd)?, Read, fd as u64)?;
                }
                continue;
            }
            let before = server.wants(fd);
            // Who has gone was closed, and its filters with that.
            if server.step(fd) != Step::Gone && server.wants(fd) != before {
                calls.kevent_remove(&queue, server.socket(fd)?, filter(before))?;
                calls.kevent_add(&queue, server.socket(fd)?, filter(server.wants(fd)), fd as u64)?;
            }
        }
    }
    calls.close(queue);
    Ok(())
}

/// Linux has epoll.
#[cfg(not(any(feature = "user-kqueue", not(any(target_os = "linux", target_os = "android")))))]
pub fn serve(_server: &mut Server<'_>, _calls: &Calls) -> Result<()> {
    Err(crate::Error::Absent("kqueue is the BSDs' and macOS'; this system has epoll".to_owned()))
}
