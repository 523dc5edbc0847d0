//! See the loop turn: what becomes of the facts that an [`evloop::recorder::Recorder`] writes down.
//!
//! | module | what it is |
//! |---|---|
//! | `model` | rebuilds the state of the loop from the facts |
//! | `record` | the facts of a whole run |
//! | `chrome` | a trace that Perfetto opens |
//! | `explain` | words for what a loop did |
//! | `lines` | facts as lines of JSON |
//! | `ending` | the end of a program, by whatever way |
//! | `server` | shows it on a page, live |
//! | `top` | shows it on a terminal |

mod chrome;
mod ending;
mod explain;
mod lines;
mod model;
mod record;
mod server;
mod top;

pub use ending::{Ending, Way};
pub use explain::Explainer;
pub use model::{History, Host, Model};
pub use record::Record;
pub use server::{Options, Start, View, serve};
pub use top::{TopError, TopOptions, top};
