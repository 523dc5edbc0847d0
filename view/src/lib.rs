//! See the loop turn: what becomes of the facts that an [`evloop::recorder::Recorder`] writes down.
//!
//! | module | what it is |
//! |---|---|
//! | `model` | rebuilds the state of the loop from the facts |
//! | `record` | the facts of a whole run |
//! | `chrome` | a trace that Perfetto opens |
//! | `lines` | facts as lines of JSON |

mod chrome;
mod lines;
mod model;
mod record;

pub use model::{History, Host, Model};
pub use record::Record;
