//! Blocking I/O with a thread for each client: how a simple program serves many (paper, 2.1.1 and 3.1).
//!
//! ```text
//!   accept ──► thread: recv ◄──┐
//!     ▲   │              │     │   each sleeps on a client of its own
//!     └───┘            send ───┘
//! ```
//!
//! The program stays as it was; the waiting is multiplied. Each client costs a stack, and each message a switch between
//! threads.

use super::blocking;
use crate::Result;
use crate::calls::{Call, Calls};
use crate::server::{Arrival, Server};
use std::thread;

/// The echo needs little: a stack is address space that is only taken as it is used.
const STACK_BYTES: usize = 128 << 10;

/// All clients at once, each on a thread.
pub fn serve(server: &mut Server<'_>, calls: &Calls) -> Result<()> {
    calls.set_blocking(server.listener())?;
    let mut threads = Vec::new();
    while server.expects_more() {
        let Arrival::Client(fd) = server.accept_blocking()? else { continue };
        let Some(socket) = server.take(fd) else { continue };
        calls.count(Call::Clone);
        let body = move || {
            let own = Calls::new();
            let outcome = blocking::echo(&socket, &own);
            own.close(socket);
            (own, outcome)
        };
        match thread::Builder::new().stack_size(STACK_BYTES).spawn(body) {
            Ok(thread) => threads.push(thread),
            // The socket has gone with the thread that did not begin.
            Err(error) => {
                calls.count(Call::Close);
                server.give_up(format!("clone: {error}"));
            }
        }
    }
    for thread in threads {
        // A panic of a thread is ours.
        let (own, outcome) = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        calls.merge(&own);
        server.finish(outcome);
    }
    Ok(())
}
