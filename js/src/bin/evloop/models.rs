//! `evloop models`: the I/O models, see the crate `evloop-models`.

use evloop_models::command;
use evloop_models::run::Program;
use std::process::ExitCode;

/// Performs what the arguments behind `models` ask for.
pub fn perform(arguments: impl Iterator<Item = String>) -> ExitCode {
    match std::env::current_exe() {
        Ok(path) => {
            command::main(&Program { path: path.into(), arguments: vec!["models".into()] }, arguments)
        }
        Err(error) => {
            eprintln!("evloop models: cannot find this program's file: {error}");
            ExitCode::FAILURE
        }
    }
}
