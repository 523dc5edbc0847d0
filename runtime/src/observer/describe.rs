//! What sources have to say of themselves when somebody asks.

use crate::event_loop::Loop;
use crate::observer::SourceId;
use std::time::Duration;

/// A source at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Description {
    /// Its name.
    pub id: SourceId,
    /// Its descriptor's number, if it has one that is open.
    pub fd: Option<i32>,
    /// What it is bound to: an address, a path.
    pub local: Option<String>,
    /// Who is at the other end.
    pub peer: Option<String>,
    /// In a word: `open`, `connecting`, `paused`, `ending`, `closed`, `listening`, ….
    pub state: &'static str,
    /// Whether it waits to be read, and whether it waits to be written.
    pub interest: (bool, bool),
    /// Bytes that wait to be sent.
    pub queued: usize,
    /// Bytes read so far.
    pub read: u64,
    /// Bytes written so far.
    pub written: u64,
    /// Whether it may keep the loop alive.
    pub referenced: bool,
    /// Whether it does now.
    pub keeps_alive: bool,
    /// When it fires, on the loop's clock, if it is a timer that is armed.
    pub due: Option<Duration>,
}

impl Loop {
    /// What all sources have to say of themselves.
    pub fn descriptions(&self) -> Vec<Description> {
        Vec::new()
    }

    /// The clock, read now.
    pub(crate) fn clock_now(&self) -> Duration {
        self.poller.now()
    }
}
