//! See the loop turn: what becomes of the facts that an [`evloop::recorder::Recorder`] writes down.
//!
//! | module | what it is |
//! |---|---|
//! | `model` | rebuilds the state of the loop from the facts |
//! | `record` | the facts of a whole run |
//! | `chrome` | a trace that Perfetto opens |
//! | `ending` | the end of a program, by whatever way |
//! | `lines` | facts as lines of JSON |

mod chrome;
mod ending;
mod lines;
mod model;
mod record;

pub use ending::{Ending, Way};
pub use model::{History, Host, Model};
pub use record::Record;
