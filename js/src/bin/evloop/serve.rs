//! `evloop serve`: the designs of servers, see the crate `evloop-servers`.

use crate::{say, start};
use evloop::system;
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
    // As many connections as the system lets us have: the limit that is met shall be the model's, and not the shell's.
    let raised = system::descriptor_limit().and_then(|(_, most)| system::set_descriptor_limit(most));
    if let Err(error) = raised {
        log::warn!("the limit of descriptors stays as it is: {error}");
    }
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
