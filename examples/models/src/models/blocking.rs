//! Blocking I/O (paper, 2.1.1): a call sleeps until it has done what it was called for.
//!
//! ```text
//!   accept ───── sleeps until somebody connects
//!     │
//!   recv ◄─────┐ sleeps until this client says something
//!     │        │
//!   send ──────┘ sleeps until there is room for the answer
//! ```
//!
//! The program is as simple as what it does, and costs nothing while it sleeps. But it sleeps on one client, and the
//! others wait in the kernel's queue until that one has ended.

use crate::Result;
use crate::calls::Calls;
use crate::server::{Arrival, BUFFER, Server};
use evloop_ffi::socket::Socket;

/// One client after the other.
pub fn serve(server: &mut Server<'_>, calls: &Calls) -> Result<()> {
    calls.set_blocking(server.listener())?;
    while !server.is_done() {
        if let Arrival::Client(fd) = server.accept_blocking()?
            && let Some(socket) = server.take(fd)
        {
            let outcome = echo(&socket, calls);
            calls.close(socket);
            server.finish(outcome);
        }
    }
    Ok(())
}

/// Gives a client back what it sends, until it ends.
pub fn echo(socket: &Socket, calls: &Calls) -> evloop_ffi::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let count = calls.recv(socket, &mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        let mut sent = 0;
        while sent < count {
            sent += calls.send(socket, &buffer[sent..count])?;
        }
    }
}
