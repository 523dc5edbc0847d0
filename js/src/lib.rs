//! Node's API on evloop's reactor, by QuickJS.
//!
//! [`Engine`] is all that an embedder needs. The house behind it: `raw/` makes the engine's C interface safe, `door.rs`
//! is the one way from the loop into JavaScript, `modules/` has a room for each of Node's modules, `rooms.rs` knows
//! where they are.

mod chance;
mod clock;
mod door;
mod encodings;
mod engine;
mod error;
mod facts;
mod globals;
mod host;
mod loader;
mod modules;
mod raw;
mod rooms;
mod scope;
mod stack;
mod view;

pub use engine::{Builder, Engine};
pub use error::{Error, Result};
pub use host::{FromJs, HostFunction, IntoJs};
