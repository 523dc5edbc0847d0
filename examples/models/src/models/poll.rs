//! Multiplexing with poll (paper, 2.1.3): one call sleeps on a list of any length.
//!
//! ```text
//!   ┌─► poll(list) ── sleeps until one of them is ready
//!   │       │         each entry has its answer beside the question
//!   │   entry 0, the listener? accept
//!   │   for each entry that is ready: recv, send
//!   └───────┘
//! ```
//!
//! No number is too high, and the question survives the answer. But the list is still handed over with each call and
//! walked by the kernel and by us: a thousand silent clients cost as much as a thousand busy ones.

use crate::Result;
use crate::calls::Calls;
use crate::server::{Arrival, Server, Step};
use evloop_ffi::bare::PollList;
use evloop_ffi::poller::Interest;
use std::os::fd::AsFd;

/// Sleeps on a list.
pub fn serve(server: &mut Server<'_>, calls: &Calls) -> Result<()> {
    let mut list = PollList::new();
    list.push(server.listener().as_fd(), Interest::READ);
    while !server.is_done() {
        let mut left = calls.poll(&mut list)?;
        // Downwards, because the last entry moves into the place of one that goes.
        for place in (1..list.len()).rev() {
            if left == 0 {
                break;
            }
            if list.ready(place).is_empty() {
                continue;
            }
            left -= 1;
            let fd = list.descriptor(place);
            match server.step(fd) {
                Step::Gone => list.swap_remove(place),
                _ => list.ask(place, server.wants(fd)),
            }
        }
        if list.ready(0).read()
            && let Arrival::Client(fd) = server.accept()?
        {
            list.push(server.socket(fd)?, Interest::READ);
        }
    }
    Ok(())
}
