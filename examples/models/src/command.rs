//! `evloop models`: lists the models, measures them, or is the server of one.

use crate::options::Options;
use crate::report::{self, Row};
use crate::run::{self, Program};
use crate::{Error, MODELS};
use evloop_ffi::system;
use std::io::Write;
use std::process::ExitCode;

const HELP: &str = "\
The I/O models: echo servers that differ in nothing but how they wait for many clients, and what each costs.

Usage:
  evloop models                      list them
  evloop models NAME… [OPTION…]      measure one or several
  evloop models all [OPTION…]        measure all

Options:
  --clients N    so many clients at once (16)
  --rounds N     each sends so many messages, one after the other (100)
  --bytes N      of so many bytes (64)
  --pause MS     and pauses so long before the next one (1)
  --queue N      room for so many signals that wait to be taken (signals only; as the system has it)
  --json         print the figures as JSON
  --server NAME  be the server for so many clients: print where it listens, serve them, print what that cost
  -h, --help     print this
";

/// Does what the arguments ask for, and prints what comes of it. `program` starts this very command again, for the servers.
///
/// The exit code is 0 when all went well, 1 when a model failed, lost a client, or is absent here though it was named, and 9 when
/// the arguments make no sense.
pub fn main(program: &Program, arguments: impl IntoIterator<Item = String>) -> ExitCode {
    let options = match Options::parse(arguments) {
        Ok(options) => options,
        Err(mistake) => {
            eprintln!("evloop models: {mistake}");
            return ExitCode::from(9); // as everywhere in this command;
        }
    };
    if options.help {
        return say(HELP);
    }
    if let Some(model) = options.server {
        return match run::serve(model, &options.work, &mut std::io::stdout()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(model.name, &error),
        };
    }
    if options.models.is_empty() {
        let line = |model: &crate::Model| format!("{}\t{}\n", model.name, model.sentence);
        return say(&MODELS.iter().map(line).collect::<String>());
    }
    measure(program, &options)
}

fn measure(program: &Program, options: &Options) -> ExitCode {
    // Both sides need a descriptor for each client.
    if let Err(error) = system::descriptor_limit().and_then(|(_, most)| system::set_descriptor_limit(most)) {
        return fail("descriptors", &error.into());
    }
    let mut rows = Vec::new();
    let mut code = ExitCode::SUCCESS;
    for model in &options.models {
        let result = run::measure(program, model, &options.work);
        let is_well = match &result {
            Ok(outcome) => outcome.is_whole(&options.work),
            // Who asks for all asks for those that there are.
            Err(Error::Absent(_)) => options.all,
            Err(_) => false,
        };
        if !is_well {
            code = ExitCode::FAILURE;
        }
        rows.push(Row { model, result });
    }
    let text =
        if options.json { report::json(&options.work, &rows) } else { report::table(&options.work, &rows) };
    say(&text);
    code
}

fn fail(what: &str, error: &Error) -> ExitCode {
    eprintln!("evloop models: {what}: {error}");
    ExitCode::FAILURE
}

/// Prints to a standard output that may be closed: then nobody wants to know.
fn say(text: &str) -> ExitCode {
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::SUCCESS
}
