//! `evloop serve`: the designs of servers, see the crate `evloop-servers`.

use crate::{say, start};
use evloop_js::Engine;
use evloop_servers::setting::{HELP, Order, Setting};
use evloop_servers::{MODELS, Program};
use std::process::ExitCode;

/// Performs what the arguments behind `serve` ask for.
pub fn perform(arguments: impl Iterator<Item = String>) -> ExitCode {
    match Setting::parse(arguments) {
        Ok(Order::Help) => say(HELP),
        Ok(Order::List) => say(&list()),
        Ok(Order::Serve(setting)) => return serve(&setting),
        Err(mistake) => {
            eprintln!("evloop serve: {mistake}");
            return ExitCode::from(9);
        }
    }
    ExitCode::SUCCESS
}

fn list() -> String {
    MODELS.iter().map(|model| format!("{}\t{}\n", model.name, model.summary)).collect()
}

fn serve(setting: &Setting) -> ExitCode {
    let name = setting.model.name;
    match setting.model.program {
        Program::Script(source) => {
            let arguments = std::iter::once(name.to_owned()).chain(setting.to_arguments());
            let builder = Engine::builder().arguments(arguments);
            start(builder, move |js, lp| js.run_source(lp, source, name))
        }
        Program::Native(run) => match run(setting) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("evloop serve: {name}: {error}");
                ExitCode::FAILURE
            }
        },
    }
}
