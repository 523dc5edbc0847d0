//! The load generator: many connections of one thread to one server, with every byte that comes back compared.
//!
//! It stands on the bare poller and not on the loop, for the same reason as the weights of a balance are not weighed on it: what
//! measures must cost less than what is measured, and must not change with it.

mod client;
mod echo;
mod outcome;
mod pattern;
mod short;

pub use outcome::{Failures, Latency, Outcome};

use crate::scenario::Scenario;
use evloop_ffi::{Error, Result, system};
use std::net::SocketAddr;
use std::time::Duration;

/// What is asked of a server.
#[derive(Clone, Debug)]
pub struct Job {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it does for a connection.
    pub scenario: Scenario,
    /// How many connections are kept open at once.
    pub concurrency: usize,
    /// When there has been enough.
    pub extent: Extent,
    /// Bytes of a message, when it is echoed.
    pub size: usize,
    /// What a client says first, when it is no echo. Servers may read it or not, but must not lose the reply over it.
    pub request: Vec<u8>,
    /// For how long nothing at all may be answered before we give up.
    pub patience: Duration,
}

/// How much is asked of a server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent {
    /// So many requests, from the first to the last reply.
    Requests(u64),
    /// As many as it answers in this time, after another in which it warms up.
    Span {
        /// Before anything is counted.
        warm_up: Duration,
        /// While replies are counted.
        measured: Duration,
    },
}

/// Descriptors that we need besides those of the connections.
const OTHER_DESCRIPTORS: u64 = 32;

/// Does it.
///
/// # Errors
/// When a connection cannot even be begun: `EMFILE` when this process may not have so many descriptors, `EADDRNOTAVAIL` when
/// no port is left, `ECONNREFUSED` when nobody listens. Whatever a server does wrong is counted, and no error.
pub fn run(job: &Job) -> Result<Outcome> {
    allow_descriptors(job.concurrency as u64 + OTHER_DESCRIPTORS)?;
    match job.scenario {
        Scenario::Echo => echo::run(job),
        Scenario::Hello | Scenario::Wait | Scenario::Compute => short::run(job),
    }
}

fn allow_descriptors(wanted: u64) -> Result<()> {
    let (now, most) = system::descriptor_limit()?;
    if now >= wanted {
        return Ok(());
    }
    if most < wanted {
        return Err(Error::too_many_files("setrlimit"));
    }
    system::set_descriptor_limit(wanted)
}
