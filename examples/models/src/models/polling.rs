//! Non-blocking I/O with polling (paper, 2.1.2): a call never sleeps; it says "not now", and is made again.
//!
//! ```text
//!   ┌─► accept?   "nobody" (EAGAIN)
//!   │   client 1? "nothing" (EAGAIN)
//!   │   client 2? 64 bytes ──► send
//!   │   client 3? "nothing" (EAGAIN)
//!   └────┘        … and again, without a pause
//! ```
//!
//! Nobody keeps the others waiting, on one thread. But it never sleeps: nearly all of its calls are made in vain, and a
//! processor is busy although nothing happens.

use crate::Result;
use crate::calls::Calls;
use crate::server::{Arrival, Server, Step};

/// Asks everybody, again and again.
pub fn serve(server: &mut Server<'_>, _calls: &Calls) -> Result<()> {
    let mut clients = Vec::new();
    while !server.is_done() {
        if server.expects_more()
            && let Arrival::Client(fd) = server.accept()?
        {
            clients.push(fd);
        }
        clients.retain(|fd| server.step(*fd) != Step::Gone);
    }
    Ok(())
}
