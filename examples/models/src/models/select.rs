//! Multiplexing with select (paper, 2.1.3): one call sleeps on many descriptors.
//!
//! ```text
//!   ┌─► select(sets) ── sleeps until one of them is ready
//!   │       │           the sets come back with those that are
//!   │   listener? accept
//!   │   for each bit of the sets: recv, send
//!   └───────┘
//! ```
//!
//! A set is an array of 1024 bits. It is copied into the kernel and out again with each call, and walked by both,
//! however few are ready; and a descriptor with the number 1024 or a higher one has no bit. It is the oldest way, and
//! everywhere.

use crate::Result;
use crate::calls::Calls;
use crate::server::{Arrival, Server, Step};
use evloop_ffi::bare::DescriptorSet;
use std::os::fd::{AsFd, RawFd};

/// Sleeps on two sets.
pub fn serve(server: &mut Server<'_>, calls: &Calls) -> Result<()> {
    let (mut readable, mut writable) = (DescriptorSet::new(), DescriptorSet::new());
    readable.insert(server.listener().as_fd())?;
    let mut clients: Vec<RawFd> = Vec::new();
    while !server.is_done() {
        // The kernel writes its answer over the question.
        let (mut may_read, mut may_write) = (readable, writable);
        calls.select(&mut may_read, &mut may_write)?;
        clients.retain(|&fd| {
            if may_read.contains(fd) || may_write.contains(fd) {
                let step = server.step(fd);
                ask(&mut readable, &mut writable, server, fd);
                return step != Step::Gone;
            }
            true
        });
        if may_read.contains(server.listener_fd())
            && let Arrival::Client(fd) = server.accept()?
        {
            if readable.insert(server.socket(fd)?).is_err() {
                let size = DescriptorSet::SIZE;
                server.turn_away(fd, format!("select: its sets end at descriptor {} (FD_SETSIZE)", size - 1));
                continue;
            }
            clients.push(fd);
        }
    }
    Ok(())
}

/// Puts a client's bits where they belong: into the set of what it waits for, or, when it has gone, nowhere.
fn ask(readable: &mut DescriptorSet, writable: &mut DescriptorSet, server: &Server<'_>, fd: RawFd) {
    readable.remove(fd);
    writable.remove(fd);
    if let Ok(socket) = server.socket(fd) {
        let set = if server.wants(fd).read() { readable } else { writable };
        // It has had a bit before.
        let _ = set.insert(socket);
    }
}
