//! Asynchronous I/O (paper, 2.1.5), by io_uring: the kernel does it, and tells when it has been done.
//!
//! ```text
//!   ┌─► io_uring_enter ── hands over all that is to be done; sleeps until something has been done
//!   │       │
//!   │   accepted a client? receive into this buffer
//!   │   received 64 bytes? they are in the buffer: send them
//!   │   sent them?         receive again
//!   └───────┘              (written into a ring of memory: no call)
//! ```
//!
//! The other models are told that a call would not block, and then make it, which copies the bytes while the program
//! waits. Here the bytes are in the buffer when we hear of it, and one call hands over and brings back any number of
//! operations. The price: a buffer belongs to the kernel as long as its operation is under way, also those of clients
//! that say nothing.
//!
//! POSIX has aio_read for this. On Linux the C library does that on threads of its own, in blocking mode, so it shows
//! nothing new.

use crate::Result;
use crate::calls::Calls;
use crate::server::Server;
#[cfg(target_os = "linux")]
use crate::server::{Arrival, BUFFER};
#[cfg(target_os = "linux")]
use evloop_ffi::bare::{Completion, Ring};
#[cfg(target_os = "linux")]
use std::os::fd::{AsFd, RawFd};

/// The name of what is done for the listener. Clients have the numbers of their descriptors, of which 0 is none.
#[cfg(target_os = "linux")]
const LISTENER: u64 = 0;

/// Sleeps until something has been done.
#[cfg(target_os = "linux")]
pub fn serve(server: &mut Server<'_>, calls: &Calls) -> Result<()> {
    // Each client has one operation under way at a time, and the listener one, too.
    let mut ring = calls.io_uring_setup(server.expected() + 1).map_err(explain)?;
    // Of a socket that must not block even the kernel would not wait for a client.
    calls.set_blocking(server.listener())?;
    ring.accept(LISTENER, server.listener().as_fd())?;
    while !server.is_done() {
        calls.io_uring_enter(&mut ring)?;
        while let Some(done) = ring.completed() {
            let arrival = match done {
                // With no descriptor left the kernel does not wait, it fails. So wait for a client first.
                Completion::Accepted(_, Err(error)) if error.out_of_resources() => {
                    ring.poll(LISTENER, server.listener().as_fd())?;
                    continue;
                }
                Completion::Accepted(_, accepted) => server.welcome(accepted)?,
                Completion::Readable(_, told) => {
                    told?;
                    server.accept()?
                }
                done => {
                    go_on(server, calls, &mut ring, done)?;
                    continue;
                }
            };
            if let Arrival::Client(fd) = arrival {
                ring.receive(fd as u64, server.socket(fd)?, vec![0; BUFFER])?;
            }
            if server.expects_more() {
                ring.accept(LISTENER, server.listener().as_fd())?;
            }
        }
    }
    calls.close(ring);
    Ok(())
}

/// What comes after an operation of a client.
#[cfg(target_os = "linux")]
fn go_on(server: &mut Server<'_>, calls: &Calls, ring: &mut Ring, done: Completion) -> Result<()> {
    match done {
        Completion::Received(client, Ok(count @ 1..), buffer) => {
            calls.note_received(count as u64);
            ring.send(client, server.socket(client as RawFd)?, buffer, 0..count)?;
        }
        Completion::Sent(client, Ok(count), buffer, rest) => {
            calls.note_sent(count as u64);
            let socket = server.socket(client as RawFd)?;
            match rest.is_empty() {
                true => ring.receive(client, socket, buffer)?,
                false => ring.send(client, socket, buffer, rest)?,
            }
        }
        Completion::Received(client, outcome, _) | Completion::Sent(client, outcome, ..) => {
            server.leave(client as RawFd, outcome.map(drop));
        }
        Completion::Accepted(..) | Completion::Readable(..) => {}
    }
    Ok(())
}

/// A kernel without io_uring, and one that forbids it, are no failures of the program.
#[cfg(target_os = "linux")]
fn explain(error: evloop_ffi::Error) -> crate::Error {
    let why = match error.name() {
        "ENOSYS" => "this kernel does not have it, or a filter of system calls hides it",
        "EPERM" => "it is forbidden here (kernel.io_uring_disabled, or a filter of system calls)",
        _ => return error.into(),
    };
    crate::Error::Absent(format!("{error}: {why}"))
}

/// io_uring is Linux's.
#[cfg(not(target_os = "linux"))]
pub fn serve(_server: &mut Server<'_>, _calls: &Calls) -> Result<()> {
    Err(crate::Error::Absent("io_uring is Linux's".to_owned()))
}
