//! What one run has shown.

use crate::load::Outcome;
use serde::Serialize;

/// One run of one server.
#[derive(Clone, Debug, Serialize)]
pub struct Sample {
    /// The server's name.
    pub server: String,
    /// The scenario's.
    pub scenario: &'static str,
    /// Connections at once.
    pub concurrency: usize,
    /// In which round, from 1 on.
    pub round: usize,
    /// What the load generator has counted; `None` when it did not come to that.
    pub outcome: Option<Outcome>,
    /// What the server has used.
    pub usage: Usage,
    /// What went wrong. Such a run is told of, and enters no median.
    pub failure: Option<String>,
}

/// What a server has used in a run, with all its processes. `None` is what the system does not tell.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Usage {
    /// Processor time for each reply, in microseconds.
    pub cpu_us_per_reply: Option<f64>,
    /// The most memory that was seen to be occupied, in bytes.
    pub memory_bytes: Option<u64>,
    /// How often a thread of it gave the processor up or lost it, for each reply.
    pub switches_per_reply: Option<f64>,
    /// How many processors other programs used meanwhile: what disturbed it.
    pub others_cpus: Option<f64>,
}

/// The generator was at its limit when it used more than this share of its processor: then it was measured, not the server.
pub const GENERATOR_LIMIT: f64 = 0.9;

impl Sample {
    /// The outcome, if all went well.
    pub fn good(&self) -> Option<&Outcome> {
        self.outcome.as_ref().filter(|_| self.failure.is_none())
    }

    /// Whether the generator was at its limit.
    pub fn is_limited_by_generator(&self) -> bool {
        self.good().is_some_and(|outcome| outcome.generator_share() > GENERATOR_LIMIT)
    }
}

/// How many system calls a server made for each reply, in a run of its own.
#[derive(Clone, Debug, Serialize)]
pub struct Calls {
    /// The server's name.
    pub server: String,
    /// The scenario's.
    pub scenario: &'static str,
    /// Connections at once.
    pub concurrency: usize,
    /// All of them for each reply; `None` when they could not be counted.
    pub per_reply: Option<f64>,
    /// The most frequent ones, by name.
    pub by_name: Vec<(String, f64)>,
    /// Why they could not be counted.
    pub absent: Option<String>,
}
