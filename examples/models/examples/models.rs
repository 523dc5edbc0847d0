//! The command `evloop models` on its own: `cargo run -p evloop-models --example models -- all`.

use evloop_models::command;
use evloop_models::run::Program;
use std::process::ExitCode;

fn main() -> ExitCode {
    let path = std::env::current_exe().expect("a program knows where it is").into();
    command::main(&Program { path, arguments: Vec::new() }, std::env::args().skip(1))
}
