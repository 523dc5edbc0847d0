//! Multiplexing with epoll, level-triggered (paper, 2.1.3): the list lives in the kernel.
//!
//! ```text
//!   epoll_ctl(ADD) once for each client
//!   ┌─► epoll_wait ── sleeps until somebody is ready
//!   │       │         brings those that are, and nobody else
//!   │   listener? accept, epoll_ctl(ADD)
//!   │   client?   recv, send; epoll_ctl(MOD) if it now waits for something else
//!   └───────┘
//! ```
//!
//! What a call costs depends on how many are ready, not on how many there are. Who is not read empty is simply told of
//! again: one attempt for each event is enough, and nobody is forgotten.

use crate::Result;
use crate::calls::Calls;
use crate::server::Server;

/// Sleeps on a list in the kernel.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn serve(server: &mut Server<'_>, calls: &Calls) -> Result<()> {
    use crate::server::{Arrival, Step};
    use evloop_ffi::bare::Trigger::Level;
    use evloop_ffi::poller::Interest;
    use std::os::fd::{AsFd, RawFd};

    let mut epoll = calls.epoll_create1()?;
    let listener = server.listener_fd();
    calls.epoll_add(&epoll, server.listener().as_fd(), Interest::READ, Level, listener as u64)?;
    let mut ready = Vec::new();
    while !server.is_done() {
        calls.epoll_wait(&mut epoll, true, &mut ready)?;
        for fd in ready.iter().map(|(name, _)| *name as RawFd) {
            if fd == listener {
                if let Arrival::Client(fd) = server.accept()? {
                    calls.epoll_add(&epoll, server.socket(fd)?, Interest::READ, Level, fd as u64)?;
                }
                continue;
            }
            let before = server.wants(fd);
            // Who has gone was closed, and left the list with that.
            if server.step(fd) != Step::Gone && server.wants(fd) != before {
                calls.epoll_modify(&epoll, server.socket(fd)?, server.wants(fd), Level, fd as u64)?;
            }
        }
    }
    calls.close(epoll);
    Ok(())
}

/// Linux has it.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn serve(_server: &mut Server<'_>, _calls: &Calls) -> Result<()> {
    Err(crate::Error::Absent("epoll is Linux's; this system has kqueue".to_owned()))
}
