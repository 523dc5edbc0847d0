//! The command lines of `evloop load` and `evloop compare`.

mod compare;
mod words;

use crate::load::{self, Extent, Job, Outcome};
use crate::scenario::Scenario;
use crate::{output, paper, report, runner};
use compare::Order;
use lexopt::prelude::*;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;
use words::{Mistake, count, duration};

const LOAD_HELP: &str = "\
Asks a server as much as it can answer, and compares every byte of what comes back.

Usage:
  evloop load --to HOST:PORT [OPTION…]

Options:
  --scenario NAME            what the server does: hello, wait, compute (default: hello) or echo; see evloop serve --help
  --concurrency N            connections at once (10)
  --requests N               how many requests (1000)
  --seconds S                instead: as many as it answers in this time
  --warm-up S                with --seconds: time before that, in which nothing is counted (0.2)
  --size BYTES               of a message that is echoed (64)
  --request TEXT             what a client says first, but for echo (nothing)
  --patience S               give up when nothing was answered for so long (30)
  --json                     print one line of JSON

Codes: 0 when all went well, 1 when some of it did not, 9 when the command line was not understood.
";

/// The code of a program that the user has ended by Ctrl-C, as shells tell it.
pub(crate) const INTERRUPTED: u8 = 130;
/// Node's code, and so ours, for a command line that was not understood.
const MISUNDERSTOOD: u8 = 9;

/// Performs `evloop compare`: `arguments` are those behind the word.
pub fn compare(arguments: impl Iterator<Item = String>) -> ExitCode {
    match compare::parse(arguments) {
        Ok(None) => {
            say(compare::HELP);
            ExitCode::SUCCESS
        }
        Ok(Some(order)) => perform_compare(&order).unwrap_or_else(|failure| {
            complain("compare", &failure);
            ExitCode::FAILURE
        }),
        Err(mistake) => {
            complain("compare", &mistake.0);
            ExitCode::from(MISUNDERSTOOD)
        }
    }
}

/// What was measured is written even when somebody has put an end to it.
fn perform_compare(order: &Order) -> Result<ExitCode, String> {
    let folder = order.out.display().to_string();
    // Sooner than after minutes of measuring.
    std::fs::create_dir_all(&order.out).map_err(|error| format!("{folder}: {error}"))?;
    let evloop =
        std::env::current_exe().map_err(|error| format!("cannot find this program itself: {error}"))?;
    let results = runner::run(&order.plan, evloop).map_err(|error| error.to_string())?;
    say(&if order.is_paper { paper::text(&results) } else { output::text(&results) });
    report::write(&results, order.is_paper, &order.out).map_err(|error| format!("{folder}: {error}"))?;
    say(&format!("The report: {}\n", order.out.join("report.html").display()));
    Ok(match () {
        () if !results.is_complete => ExitCode::from(INTERRUPTED),
        () if !results.failures().is_empty() => ExitCode::FAILURE,
        () => ExitCode::SUCCESS,
    })
}

/// Performs `evloop load`: `arguments` are those behind the word.
pub fn load(arguments: impl Iterator<Item = String>) -> ExitCode {
    match parse_load(arguments) {
        Ok(None) => {
            say(LOAD_HELP);
            ExitCode::SUCCESS
        }
        Ok(Some((job, json))) => perform_load(&job, json),
        Err(mistake) => {
            complain("load", &mistake.0);
            ExitCode::from(MISUNDERSTOOD)
        }
    }
}

/// What shall be done, and whether to tell of it as JSON; `None`: help is wanted.
fn parse_load(arguments: impl Iterator<Item = String>) -> Result<Option<(Job, bool)>, Mistake> {
    let (mut to, mut scenario, mut concurrency) = (None, Scenario::Hello, 10);
    let (mut requests, mut measured, mut warm_up) = (None, None, Duration::from_millis(200));
    let (mut size, mut request, mut patience, mut json) = (64, Vec::new(), Duration::from_secs(30), false);
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(option) = parser.next()? {
        match option {
            Long("to") => to = Some(parser.value()?.parse()?),
            Long("scenario") => scenario = parser.value()?.parse()?,
            Long("concurrency") => concurrency = count(&mut parser, "--concurrency")?,
            Long("requests") => requests = Some(count(&mut parser, "--requests")?),
            Long("seconds") => measured = Some(duration(&mut parser, "--seconds")?),
            Long("warm-up") => warm_up = duration(&mut parser, "--warm-up")?,
            Long("size") => size = count(&mut parser, "--size")?,
            Long("request") => request = parser.value()?.string()?.into_bytes(),
            Long("patience") => patience = duration(&mut parser, "--patience")?,
            Long("json") => json = true,
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    let extent = match (requests, measured) {
        (Some(_), Some(_)) => {
            return Err(Mistake::new("either --requests or --seconds can be used, not both"));
        }
        (_, Some(measured)) => Extent::Span { warm_up, measured },
        (requests, None) => Extent::Requests(requests.unwrap_or(1000) as u64),
    };
    let address = to.ok_or_else(|| Mistake::new("--to HOST:PORT is missing"))?;
    Ok(Some((Job { address, scenario, concurrency, extent, size, request, patience }, json)))
}

fn perform_load(job: &Job, json: bool) -> ExitCode {
    match load::run(job) {
        Ok(outcome) => {
            say(&if json { as_json(&outcome) } else { in_words(job, &outcome) });
            if outcome.failures.total() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            complain("load", &format!("{}: {error}", job.address));
            ExitCode::FAILURE
        }
    }
}

fn as_json(outcome: &Outcome) -> String {
    // Only maps with keys that are no strings, and floating point numbers that are none, cannot be written.
    serde_json::to_string(outcome).expect("an outcome is plain numbers") + "\n"
}

fn in_words(job: &Job, outcome: &Outcome) -> String {
    let latency = outcome.latency;
    let mut text = format!(
        "{} {} in {:.3} s with {} connections at once: {:.0} a second\n\
         latency: mean {:.0} µs, half up to {:.0}, 90 % up to {:.0}, 99 % up to {:.0}, 99.9 % up to {:.0}, the longest {:.0}\n\
         the generator used {:.0} % of its processor\n",
        outcome.replies,
        job.scenario.unit(),
        outcome.seconds,
        job.concurrency,
        outcome.per_second(),
        latency.mean_us,
        latency.p50_us,
        latency.p90_us,
        latency.p99_us,
        latency.p999_us,
        latency.max_us,
        outcome.generator_share() * 100.0,
    );
    if outcome.unserved > 0 {
        text += &format!("{} connections were never served\n", outcome.unserved);
    }
    if let Some(failures) = outcome.failures.describe() {
        text += &format!("went wrong: {failures}\n");
    }
    text
}

/// Prints to a standard output that may be closed: then nobody wants to know.
pub(crate) fn say(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

/// The same for what is to be known although the output goes elsewhere.
pub(crate) fn complain(command: &str, what: &str) {
    let _ = writeln!(io::stderr(), "evloop {command}: {what}");
}
