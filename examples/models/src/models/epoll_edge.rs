//! Multiplexing with epoll, edge-triggered (paper, 2.1.3): told once, when something changes.
//!
//! ```text
//!   epoll_ctl(ADD, both directions) once for each client, and never again
//!   ┌─► epoll_wait ── sleeps until something happens to somebody
//!   │       │
//!   │   listener? accept until "nobody" (EAGAIN)
//!   │   client?   recv, send, recv, send … until "not now" (EAGAIN)
//!   └───────┘
//! ```
//!
//! The kernel need not look again at what it has told, and no call changes what is asked. The price: whoever stops
//! before the call says "not now" is never told again, and hangs. So each event costs one more call, made in vain; and
//! who must not let one busy client starve the others has to keep a list of his own of those with whom he was not
//! through.

use crate::Result;
use crate::calls::Calls;
use crate::server::Server;

/// How many attempts at a client there are before it is the next one's turn.
#[cfg(any(target_os = "linux", target_os = "android"))]
const FAIR: usize = 16;

/// Sleeps until something changes.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn serve(server: &mut Server<'_>, calls: &Calls) -> Result<()> {
    use crate::server::{Arrival, Step};
    use evloop_ffi::bare::Trigger::Edge;
    use evloop_ffi::poller::Interest;
    use std::os::fd::{AsFd, RawFd};

    let mut epoll = calls.epoll_create1()?;
    let listener = server.listener_fd();
    calls.epoll_add(&epoll, server.listener().as_fd(), Interest::READ, Edge, listener as u64)?;
    let (mut ready, mut unfinished) = (Vec::new(), Vec::new());
    while !server.is_done() {
        let may_sleep = unfinished.is_empty();
        calls.epoll_wait(&mut epoll, may_sleep, &mut ready)?;
        let told = ready.iter().map(|(name, _)| *name as RawFd);
        let round: Vec<RawFd> = told.chain(unfinished.drain(..)).collect();
        for fd in round {
            if fd != listener {
                // Who is through has heard "not now", or has gone.
                if (0..FAIR).all(|_| server.step(fd) == Step::Moved) {
                    unfinished.push(fd);
                }
                continue;
            }
            loop {
                match server.accept()? {
                    Arrival::Client(fd) => {
                        calls.epoll_add(&epoll, server.socket(fd)?, Interest::BOTH, Edge, fd as u64)?;
                    }
                    Arrival::TurnedAway => {}
                    Arrival::Nobody => break,
                }
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
