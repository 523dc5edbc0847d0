//! The I/O models (section 2.1 of the paper that evloop grew from): ten echo servers that differ in nothing but how
//! they learn which client to serve next, the same clients for each, and what each of them cost.
//!
//! [`models`](MODELS) has them, a file each, on one skeleton: [`server`] is what they have in common, [`calls`] the
//! system calls that they make, counted. [`clients`] is the other side, [`run`] brings the two together, and
//! [`command`] is what `evloop models` does. `docs/models.md` explains them.

#![forbid(unsafe_code)]

pub mod calls;
pub mod clients;
pub mod command;
pub mod figures;
mod models;
mod options;
mod report;
pub mod run;
pub mod server;

pub use models::{MODELS, Model, find};

use std::fmt;
use std::os::fd::RawFd;
use std::time::Duration;

/// The work that each model does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// How many clients there are, all at once.
    pub clients: usize,
    /// How many messages each of them sends, one after the other.
    pub rounds: u64,
    /// How long a message is, in bytes.
    pub bytes: u64,
    /// How long a client pauses between an answer and its next message.
    pub pause: Duration,
    /// How many signals may wait to be taken; `None` leaves it to the system. For the model `signals`, to see it overflow.
    pub queue: Option<u64>,
}

impl Default for Work {
    fn default() -> Work {
        Work { clients: 16, rounds: 100, bytes: 64, pause: Duration::from_millis(1), queue: None }
    }
}

impl Work {
    /// How many bytes one client sends, and has back.
    pub fn stream_bytes(&self) -> u64 {
        self.bytes.saturating_mul(self.rounds)
    }

    /// How many bytes all of them send.
    pub fn total_bytes(&self) -> u64 {
        self.stream_bytes().saturating_mul(self.clients as u64)
    }

    /// How many messages are sent.
    pub fn messages(&self) -> u64 {
        self.rounds.saturating_mul(self.clients as u64)
    }
}

/// Why a model could not do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// This system does not have it, for that reason.
    Absent(String),
    /// A call has failed.
    Call(evloop_ffi::Error),
    /// There is no client of that descriptor: a mistake of the model.
    Gone(RawFd),
    /// The other side, or the work as a whole.
    Other(String),
}

/// How [`Error::Absent`] begins.
pub(crate) const ABSENT: &str = "not on this system: ";

/// What may fail here.
pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Absent(why) => write!(f, "{ABSENT}{why}"),
            Error::Call(error) => error.fmt(f),
            Error::Gone(fd) => write!(f, "there is no client of descriptor {fd}"),
            Error::Other(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}

impl From<evloop_ffi::Error> for Error {
    fn from(error: evloop_ffi::Error) -> Error {
        Error::Call(error)
    }
}
