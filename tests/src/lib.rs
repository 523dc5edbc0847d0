//! Helpers of the test house: the tests themselves are in `tests/tests/`, the programs that they run in `tests/js/`.
//!
//! Everything here looks at evloop from outside: it starts the command as a user would, speaks TCP with it, and
//! reads what the kernel tells about the process. Two conventions cover nearly all tests:
//!
//! * **Twin programs** ([`twins`]): a program whose output is written down beside it, and which must print the same
//!   under evloop and under Node.
//! * **Servers** ([`server`]): a program that listens, driven by clients written in Rust, under both again.
//!
//! Two variables of the environment steer a run: `EVLOOP_TEST_ONLY=node` (or `evloop`, `evloop-slow`) restricts it to
//! one runtime, which proves a test before the code that it tests exists, and `EVLOOP_TEST_BIN=PATH` takes a command
//! that is already built.

#![forbid(unsafe_code)]

pub mod browser;
pub mod build;
pub mod callgrind;
pub mod chrome_format;
pub mod client;
pub mod netns;
pub mod nodesuite;
pub mod npm;
pub mod proc;
pub mod program;
pub mod runtime;
pub mod scratch;
pub mod serve;
pub mod server;
pub mod service;
pub mod tools;
pub mod twins;
pub mod wait;
pub mod watched;

use std::path::PathBuf;

/// The folder `tests/js`, where the JavaScript programs are.
pub fn js_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("js")
}

/// The root of the repository.
pub fn root_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is a folder of the workspace")
        .to_owned()
}
