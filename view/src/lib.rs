//! See the loop turn: what becomes of the facts that an [`evloop::recorder::Recorder`] writes down.
//!
//! | module | what it is |
//! |---|---|
//! | `model` | rebuilds the state of the loop from the facts |

mod model;

pub use model::{History, Host, Model};
