//! The command: `evloop run FILE`.

use std::io::{Read, Write};
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use evloop::Loop;
use evloop_js::{Engine, Error};

const HELP: &str = "\
Runs programs written for Node on evloop's event loop.

Usage:
  evloop run FILE [ARG…]     run a program; FILE may be - for standard input
  evloop eval CODE [ARG…]    run CODE
  evloop FILE [ARG…]         the same as run

Options:
  -e, --eval CODE            the same as eval
  -p, --print CODE           run CODE and print its value
  -v, --version              print the version
  -h, --help                 print this

Environment:
  EVLOOP_LOG                 what to log on standard error: error, warn, debug, trace (default: error)
  EVLOOP_BACKEND             what the loop stands on: epoll, epoll-edge, poll, select, kqueue (default: the system's best)
  EVLOOP_FAST                0 switches the native fast ways off; programs must not notice
";

/// What the command line asks for.
enum Task {
    Run { file: String, arguments: Vec<String> },
    Eval { code: String, print: bool, arguments: Vec<String> },
    Version,
    Help,
}

fn main() -> ExitCode {
    // A parent that closed our standard descriptors must not find its messages in our first socket.
    if let Err(error) = evloop::system::ensure_stdio() {
        eprintln!("evloop: {error}");
        return ExitCode::FAILURE;
    }
    env_logger::Builder::new().parse_env(env_logger::Env::new().filter_or("EVLOOP_LOG", "error")).init();
    let task = match command_line() {
        Ok(task) => task,
        Err(error) => {
            eprintln!("evloop: {error}\nTry `evloop --help`.");
            return ExitCode::from(9); // Node's code for an invalid command line
        }
    };
    match task {
        Task::Version => say(&format!("evloop {}\n", env!("CARGO_PKG_VERSION"))),
        Task::Help => say(HELP),
        Task::Run { file, arguments } => return run(&file, arguments),
        Task::Eval { code, print, arguments } => {
            return start(arguments, move |js, lp| js.run_eval(lp, &code, print));
        }
    }
    ExitCode::SUCCESS
}

/// Prints to a standard output that may be closed: then nobody wants to know.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Reads the command line. What follows FILE or CODE belongs to the program.
fn command_line() -> Result<Task, lexopt::Error> {
    use lexopt::prelude::*;
    let mut parser = lexopt::Parser::from_env();
    let Some(first) = parser.next()? else { return Ok(Task::Help) };
    let (code, print) = match first {
        Short('v') | Long("version") => return Ok(Task::Version),
        Short('h') | Long("help") => return Ok(Task::Help),
        Short('e') | Long("eval") => (parser.value()?, false),
        Short('p') | Long("print") => (parser.value()?, true),
        Value(word) if word == "eval" => (parser.value()?, false),
        Value(word) if word == "run" => {
            let file = parser.value()?.string()?;
            return Ok(Task::Run { file, arguments: rest(&mut parser)? });
        }
        Value(file) => return Ok(Task::Run { file: file.string()?, arguments: rest(&mut parser)? }),
        other => return Err(other.unexpected()),
    };
    Ok(Task::Eval { code: code.string()?, print, arguments: rest(&mut parser)? })
}

fn rest(parser: &mut lexopt::Parser) -> Result<Vec<String>, lexopt::Error> {
    Ok(parser.raw_args()?.map(|argument| argument.to_string_lossy().into_owned()).collect())
}

fn run(file: &str, arguments: Vec<String>) -> ExitCode {
    if file != "-" {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.into());
        let arguments = std::iter::once(file.display().to_string()).chain(arguments).collect();
        return start(arguments, move |js, lp| js.run_file(lp, &file));
    }
    let mut source = Vec::new();
    if let Err(error) = std::io::stdin().read_to_end(&mut source) {
        eprintln!("evloop: cannot read standard input: {error}");
        return ExitCode::FAILURE;
    }
    let arguments = std::iter::once("-".to_owned()).chain(arguments).collect();
    start(arguments, move |js, lp| js.run_source(lp, &String::from_utf8_lossy(&source), "[stdin]"))
}

/// Runs a program on a loop of its own, to its end.
fn start(
    arguments: Vec<String>,
    begin: impl FnOnce(&Engine, &mut Loop) -> evloop_js::Result<()>,
) -> ExitCode {
    match try_start(arguments, begin) {
        // Freeing a heap takes time in proportion to its size, and the kernel does it anyway.
        Ok(code) => std::process::exit(code),
        Err(error) => {
            eprintln!("evloop: {error}");
            ExitCode::FAILURE
        }
    }
}

fn try_start(
    arguments: Vec<String>,
    begin: impl FnOnce(&Engine, &mut Loop) -> evloop_js::Result<()>,
) -> Result<i32, Box<dyn std::error::Error>> {
    // A program that ends itself ends the process: what is still open is the kernel's to close.
    let builder = Engine::builder().arguments(arguments).on_exit(|code| std::process::exit(code));
    let engine = ManuallyDrop::new(builder.build()?);
    let mut lp = ManuallyDrop::new(Loop::new()?);
    match begin(&engine, &mut lp) {
        Ok(()) | Err(Error::Exited(_)) => Ok(engine.run_to_end(&mut lp)?),
        Err(error) => Err(error.into()),
    }
}
