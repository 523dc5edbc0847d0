//! The command: `evloop run FILE`.

#[cfg(feature = "compare")]
mod models;
mod options;
#[cfg(feature = "compare")]
mod serve;
#[cfg(feature = "view")]
mod told;
#[cfg(feature = "view")]
mod top;
mod view;
mod watched;

use std::io::{IsTerminal, Read, Write};
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use evloop::{Loop, VirtualClock, system};
use evloop_js::{Builder, Engine, Error};
use options::{CommandLine, Task};
use watched::Watched;

const HELP: &str = "\
Runs programs written for Node on evloop's event loop.

Usage:
  evloop run FILE [ARG…]     run a program; FILE may be - for standard input
  evloop eval CODE [ARG…]    run CODE
  evloop [OPTION…] FILE [ARG…]
                             the same as run, with Node's command line, as process.execPath is started by programs
  evloop < FILE              run standard input
  evloop view FILE [ARG…]    run a program when its page is opened, on which everything that its loop does can be seen
  evloop trace FILE [ARG…]   run a program, and write what its loop did into trace.json (for Perfetto) and trace.jsonl
  evloop explain FILE [ARG…] run a program, and say why it ends or does not, what blocked it, and what surprises in its order
  evloop top [PID|ADDRESS]   the same on a terminal, of a program that is being viewed (top --help tells more)
  evloop serve --model NAME  be a server of one of the designs that there are (serve --help tells more)
  evloop models [NAME…|all]  measure the ways to wait for many clients (models --help tells more)
  evloop compare             measure the designs against each other, with a report (compare --help tells more)
  evloop load --to HOST:PORT ask a server as much as it can answer (load --help tells more)

Options:
  -e, --eval CODE            the same as eval
  -p, --print CODE           run CODE and print its value
  -c, --check FILE           only look whether it can be compiled
  -r, --require MODULE       require MODULE before the program
  --import MODULE            import MODULE before the program
  --input-type TYPE          module: what -e or standard input brings is an ECMAScript module
  --no-warnings, --trace-warnings, --disable-warning CODE, --no-deprecation, --trace-deprecation,
  --throw-deprecation, --pending-deprecation, --unhandled-rejections MODE, --stack-trace-limit N, --expose-gc,
  --redirect-warnings FILE, --title TEXT, --env-file FILE, --env-file-if-exists FILE
                             as with Node
  --virtual-time             timers fire without being waited for, in the order and at the times at which they would
  --seed N                   what is random is the same in each run with N, and no secret; virtual time begins in 2000
  --view[=PORT]              show what the loop does on a page of 127.0.0.1, whose address is printed
  --port=PORT, --no-wait, --paused
                             with view: the page's port; do not wait for it; wait until it says how to go on
  --trace OUT                as with trace, into OUT (-o OUT with trace)
  --trace-facts N            remember so many facts for it (1048576)
  --slow MS                  name callbacks that block the loop for longer, while they do, with the stack
  --after SECONDS            with explain: when to speak if the program lives on (5)
  -v, --version              print the version
  -h, --help                 print this

Environment:
  NODE_OPTIONS               options that hold for all programs
  NODE_NO_WARNINGS           1: warnings are not printed
  EVLOOP_LOG                 what to log on standard error: error, warn, debug, trace (default: error; for serve: warn)
  EVLOOP_BACKEND             what the loop stands on: epoll, epoll-edge, poll, select, kqueue (default: the system's best)
  EVLOOP_FAST                0 switches the native fast ways off; programs must not notice
";

fn main() -> ExitCode {
    // A parent that closed our standard descriptors must not find its messages in our first socket.
    // And a script whose file grows too large hears of it, as of any other error.
    if let Err(error) = system::ensure_stdio().and_then(|()| system::ignore_size_limit()) {
        eprintln!("evloop: {error}");
        return ExitCode::FAILURE;
    }
    let mut arguments =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).peekable();
    let name = arguments.next_if(|first| SUBCOMMANDS.contains(&first.as_str()));
    // Who compares wants to hear what had to be done without; a program's standard error is the program's.
    let level = if name.is_some() { "warn" } else { "error" };
    env_logger::Builder::new().parse_env(env_logger::Env::new().filter_or("EVLOOP_LOG", level)).init();
    if let Some(name) = name {
        return subcommand(&name, arguments);
    }
    let node_options = std::env::var("NODE_OPTIONS").ok();
    let line = match options::parse(arguments, node_options.as_deref()) {
        Ok(line) => line,
        Err(mistake) => {
            let name = std::env::args().next().unwrap_or_else(|| "evloop".to_owned());
            eprintln!("{name}: {mistake}");
            return ExitCode::from(9); // Node's code for an invalid command line
        }
    };
    perform(line)
}

/// The subcommands that run no program of the user's. Those that compare designs of servers are part of the feature `compare`,
/// and `top` is of `view`.
const SUBCOMMANDS: &[&str] = &["compare", "load", "models", "serve", "top"];

fn subcommand(name: &str, arguments: impl Iterator<Item = String>) -> ExitCode {
    match name {
        #[cfg(feature = "compare")]
        "compare" => evloop_compare::command::compare(arguments),
        #[cfg(feature = "compare")]
        "load" => evloop_compare::command::load(arguments),
        #[cfg(feature = "compare")]
        "models" => models::perform(arguments),
        #[cfg(feature = "compare")]
        "serve" => serve::perform(arguments),
        #[cfg(feature = "view")]
        "top" => top::perform(arguments),
        other => {
            drop(arguments);
            eprintln!("evloop {other}: not built in: this evloop was built without the feature that has it");
            ExitCode::FAILURE
        }
    }
}

fn perform(line: CommandLine) -> ExitCode {
    let builder = repeatable(Engine::builder(), &line);
    let CommandLine { task, arguments, engine_arguments, options, wishes } = line;
    let builder = builder.engine_arguments(engine_arguments).options(options);
    match task {
        Task::Version => say(&format!("evloop {}\n", env!("CARGO_PKG_VERSION"))),
        Task::Help => say(HELP),
        Task::Stdin if arguments.is_empty() && std::io::stdin().is_terminal() => say(HELP),
        Task::Stdin => {
            return with_stdin(|source| {
                start_watched(builder.arguments(arguments), wishes.watch("[stdin]"), move |js, lp| {
                    js.run_source(lp, &source, "[stdin]")
                })
            });
        }
        Task::Eval { code, print } => {
            let watched = wishes.watch("[eval]");
            return start_watched(builder.arguments(arguments), watched, move |js, lp| {
                js.run_eval(lp, &code, print)
            });
        }
        Task::Check(Some(file)) => return start(builder, move |js, lp| js.check_file(lp, absolute(&file))),
        Task::Check(None) => {
            return with_stdin(|source| {
                start(builder, move |js, lp| js.check_source(lp, &source, "[stdin]"))
            });
        }
        Task::Run(file) => {
            let watched = wishes.watch(&file);
            let file = absolute(&file);
            let all = std::iter::once(file.display().to_string()).chain(arguments);
            return start_watched(builder.arguments(all), watched, move |js, lp| js.run_file(lp, &file));
        }
    }
    ExitCode::SUCCESS
}

/// Where virtual time begins when all shall be the same each time: at the beginning of the year 2000.
const FIXED_BEGINNING: Duration = Duration::from_secs(946_684_800);

/// Time and chance as the command line wants them.
fn repeatable(mut builder: Builder, line: &CommandLine) -> Builder {
    let seed = line.option("--seed").and_then(|seed| seed.parse().ok());
    if line.option("--virtual-time") == Some("true") {
        builder = builder.virtual_time(match seed {
            None => VirtualClock::new(),
            Some(_) => VirtualClock::starting_at(FIXED_BEGINNING),
        });
    }
    match seed {
        Some(seed) => builder.seed(seed),
        None => builder,
    }
}

/// Prints to a standard output that may be closed: then nobody wants to know.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn absolute(file: &str) -> PathBuf {
    std::path::absolute(file).unwrap_or_else(|_| file.into())
}

/// Reads a program from standard input.
fn with_stdin(then: impl FnOnce(String) -> ExitCode) -> ExitCode {
    let mut source = Vec::new();
    if let Err(error) = std::io::stdin().read_to_end(&mut source) {
        eprintln!("evloop: cannot read standard input: {error}");
        return ExitCode::FAILURE;
    }
    then(String::from_utf8_lossy(&source).into_owned())
}

/// Runs a program on a loop of its own, to its end.
fn start(builder: Builder, begin: impl FnOnce(&Engine, &mut Loop) -> evloop_js::Result<()>) -> ExitCode {
    start_watched(builder, None, begin)
}

/// The same, while somebody watches.
fn start_watched(
    builder: Builder,
    watched: Option<Watched>,
    begin: impl FnOnce(&Engine, &mut Loop) -> evloop_js::Result<()>,
) -> ExitCode {
    match try_start(builder, watched.map(Rc::new), begin) {
        // Freeing a heap takes time in proportion to its size, and the kernel does it anyway.
        Ok(code) => std::process::exit(code),
        Err(error) => {
            eprintln!("evloop: {error}");
            ExitCode::FAILURE
        }
    }
}

fn try_start(
    builder: Builder,
    watched: Option<Rc<Watched>>,
    begin: impl FnOnce(&Engine, &mut Loop) -> evloop_js::Result<()>,
) -> Result<i32, Box<dyn std::error::Error>> {
    // A program that ends itself ends the process: what is still open is the kernel's to close.
    let seen = watched.clone();
    let builder = builder.on_exit(move |code| {
        if let Some(watched) = &seen {
            watched.end(code);
        }
        std::process::exit(code)
    });
    // Each stage leaves code behind that the next does not need: the linker's and the C library's start, the engine's, and, as
    // soon as the program waits for the first time, its own. An idle server is a third as large for it.
    system::release_code();
    let builder = match &watched {
        Some(watched) => builder.recorder(watched.recorder.clone()),
        None => builder,
    };
    let loop_builder = builder.loop_builder();
    let engine = ManuallyDrop::new(builder.build()?);
    let mut lp = ManuallyDrop::new(loop_builder.build()?);
    system::release_code();
    let first = lp.on_prepare(|lp, hook| {
        hook.close(lp);
        system::release_code();
    });
    first.set_ref(&mut lp, false);
    if let Some(watched) = &watched {
        watched.open(&mut lp)?;
    }
    let code = match begin(&engine, &mut lp) {
        Ok(()) | Err(Error::Exited(_)) => engine.run_to_end(&mut lp)?,
        Err(error) => return Err(error.into()),
    };
    if let Some(watched) = &watched {
        watched.end(code);
    }
    Ok(code)
}
