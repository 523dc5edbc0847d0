//! Signal-driven I/O (paper, 2.1.4): the kernel sends a signal when a socket is ready.
//!
//! ```text
//!   fcntl(F_SETOWN_EX, F_SETSIG, O_ASYNC) once for each client: tell this thread, by a real-time signal
//!   ┌─► sigtimedwait ── sleeps until the queue has a signal, which bears a descriptor
//!   │       │
//!   │   SIGRTMIN, the listener? accept until "nobody" (EAGAIN)
//!   │   SIGRTMIN, a client?     recv, send, recv, send … until "not now" (EAGAIN)
//!   │   SIGIO?                  the queue was full: poll everybody once
//!   └───────┘
//! ```
//!
//! The signals are blocked and taken one by one: a handler would interrupt the program anywhere, and may do next to
//! nothing. A plain SIGIO does not say which socket, and does not queue; a real-time signal does both. But its queue is
//! finite, and belongs to all of a user's processes. When it is full the kernel sends SIGIO in place of what it cannot
//! keep, and only a look at everybody finds out whom it meant. There is one signal for each event: the end of a client
//! alone brings several.

use crate::Result;
use crate::calls::Calls;
use crate::server::Server;
#[cfg(target_os = "linux")]
use crate::server::{Arrival, Step};
#[cfg(target_os = "linux")]
use evloop_ffi::bare::{Notice, PollList, SignalQueue};
#[cfg(target_os = "linux")]
use evloop_ffi::poller::Interest;
#[cfg(target_os = "linux")]
use std::os::fd::{AsFd, RawFd};

/// How many attempts at a client there are before it is the next one's turn.
#[cfg(target_os = "linux")]
const FAIR: usize = 16;

/// Sleeps until a signal comes.
#[cfg(target_os = "linux")]
pub fn serve(server: &mut Server<'_>, calls: &Calls) -> Result<()> {
    let queue = calls.sigprocmask()?;
    calls.fcntl_signals(&queue, server.listener().as_fd())?;
    // Whoever came before that has sent no signal.
    let mut to_do = vec![server.listener_fd()];
    while !server.is_done() {
        match calls.sigtimedwait(&queue, to_do.is_empty())? {
            Notice::Ready(fd, _) if !to_do.contains(&fd) => to_do.push(fd),
            Notice::Overflow => to_do = find_the_ready(server, calls)?,
            Notice::Ready(..) | Notice::Nothing => {}
        }
        for fd in std::mem::take(&mut to_do) {
            if fd == server.listener_fd() {
                to_do.extend(accept_all(server, calls, &queue)?);
            } else if (0..FAIR).all(|_| server.step(fd) == Step::Moved) {
                to_do.push(fd);
            }
        }
    }
    Ok(())
}

/// Accepts until nobody is left. What a client has said before its signals were ordered is told by none, so each is to be
/// looked at.
#[cfg(target_os = "linux")]
fn accept_all(server: &mut Server<'_>, calls: &Calls, queue: &SignalQueue) -> Result<Vec<RawFd>> {
    let mut came = Vec::new();
    loop {
        match server.accept()? {
            Arrival::Client(fd) => {
                calls.fcntl_signals(queue, server.socket(fd)?)?;
                came.push(fd);
            }
            Arrival::TurnedAway => {}
            Arrival::Nobody => return Ok(came),
        }
    }
}

/// Signals were lost: asks who is ready, of all.
#[cfg(target_os = "linux")]
fn find_the_ready(server: &Server<'_>, calls: &Calls) -> Result<Vec<RawFd>> {
    let mut list = PollList::new();
    list.push(server.listener().as_fd(), Interest::READ);
    for fd in server.clients() {
        list.push(server.socket(fd)?, server.wants(fd));
    }
    calls.poll_now(&mut list)?;
    let is_ready = |place: &usize| !list.ready(*place).is_empty();
    Ok((0..list.len()).filter(is_ready).map(|place| list.descriptor(place)).collect())
}

/// Other systems know SIGIO, but not which descriptor it is about.
#[cfg(not(target_os = "linux"))]
pub fn serve(_server: &mut Server<'_>, _calls: &Calls) -> Result<()> {
    Err(crate::Error::Absent("signals that bear a descriptor (F_SETSIG) are Linux's".to_owned()))
}
