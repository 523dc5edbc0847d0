//! Where and with what it was measured.

use crate::plan::Placement;
use evloop_ffi::system;
use serde::Serialize;
use std::time::Duration;

/// Where and with what it was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    /// When it began, in UTC.
    pub date: String,
    /// evloop's version.
    pub evloop: String,
    /// The system, its release, and the machine's architecture.
    pub system: String,
    /// What the processor calls itself.
    pub processor: String,
    /// How many processors we may use.
    pub processors: usize,
    /// Memory in bytes.
    pub memory_bytes: Option<u64>,
    /// How many programs wanted to run in the minute before.
    pub load_before: f64,
    /// The servers' processors; empty: not bound.
    pub server_processors: Vec<usize>,
    /// The load generator's; empty: not bound.
    pub load_processors: Vec<usize>,
}

impl Machine {
    /// This one.
    pub fn this(placement: &Placement) -> Machine {
        let system = system::identity().map(|it| format!("{} {} {}", it.system, it.release, it.machine));
        let processors = system::processors().unwrap_or_default();
        let model = processors.first().map(|processor| processor.model.clone());
        Machine {
            date: jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
            evloop: env!("CARGO_PKG_VERSION").to_owned(),
            system: system.unwrap_or_else(|_| std::env::consts::OS.to_owned()),
            processor: model.unwrap_or_else(|| "an unknown processor".to_owned()),
            processors: system::parallelism(),
            memory_bytes: system::memory().ok().map(|memory| memory.total),
            load_before: system::load_average()[0],
            server_processors: placement.server.clone(),
            load_processors: placement.load.clone(),
        }
    }

    /// Who ran where, in words.
    pub fn placement(&self) -> String {
        let list = |numbers: &[usize]| numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        if self.server_processors.is_empty() {
            return "nobody was bound to a processor".to_owned();
        }
        let (server, load) = (list(&self.server_processors), list(&self.load_processors));
        format!("servers on processor {server}, the load generator on {load}")
    }
}

/// How long all processors together have been busy since the system was started.
pub(crate) fn busy() -> Option<Duration> {
    let processors = system::processors().ok()?;
    Some(processors.iter().map(|it| it.user + it.nice + it.system + it.interrupts).sum())
}
