//! `evloop top`: see the crate `evloop-view`.

use crate::say;
use evloop_view::{TopOptions, top};
use std::process::ExitCode;

const HELP: &str = "\
Shows each second what a program does that was started by evloop view, or by run --view.

Usage:
  evloop top [--once] [PID|ADDRESS]

  PID       the process, if there are several to be seen
  ADDRESS   the address that the program has printed
  --once    print one report, of one second, instead; also where standard output is no terminal
";

/// Performs what the arguments behind `top` ask for.
pub fn perform(arguments: impl Iterator<Item = String>) -> ExitCode {
    let mut options = TopOptions::default();
    for argument in arguments {
        match &*argument {
            "--help" | "-h" => {
                say(HELP);
                return ExitCode::SUCCESS;
            }
            "--once" => options.once = true,
            word if !word.starts_with('-') && options.target.is_empty() => options.target = argument,
            word => {
                eprintln!("evloop top: bad option: {word}");
                return ExitCode::from(9);
            }
        }
    }
    match top(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("evloop top: {error}");
            ExitCode::FAILURE
        }
    }
}
