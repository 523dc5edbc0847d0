//! Measures server designs against each other: a load generator, a runner, statistics, and a report.
//!
//! The commands are [`command::compare`] and [`command::load`]. From the outside in: a [`plan`] says what is to be measured, the
//! [`runner`] starts a fresh server and a generator (the command `load`) for each run of it, and looks what they use; its
//! [`results`] go through [`metric`] and [`statistics`](Spread) into the [`output`] and the [`report`]. docs/compare.md tells how
//! far the numbers can be trusted.

#![forbid(unsafe_code)]

pub mod command;
pub mod load;
pub mod machine;
pub mod metric;
pub mod output;
pub mod paper;
pub mod plan;
mod progress;
pub mod report;
pub mod results;
pub mod runner;
pub mod sample;
pub mod scenario;
mod stage;
mod statistics;
pub mod subject;
mod tree;

pub(crate) use command::INTERRUPTED;
pub use statistics::Spread;
