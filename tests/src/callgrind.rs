//! Instructions in user space, counted by valgrind's callgrind: a figure that does not depend on the machine's load.

use std::path::Path;
use std::process::Command;

use crate::program::Outcome;

/// A command line that runs `program` under callgrind: add the program's arguments.
///
/// The profile itself goes nowhere, since only the total is wanted, which is printed on stderr when the program ends,
/// also when a signal ends it.
pub fn command(program: &Path) -> Command {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    command
}

/// The number of instructions that a run under callgrind has executed.
///
/// # Panics
///
/// When the program's end does not tell it.
pub fn instructions(outcome: &Outcome) -> u64 {
    let line = outcome.stderr.lines().find_map(|line| line.split("Collected : ").nth(1));
    let number = line.and_then(|rest| rest.split_whitespace().next()).and_then(|word| word.parse().ok());
    number.unwrap_or_else(|| panic!("callgrind does not tell what it collected:\n{}", outcome.stderr))
}

/// Instructions for one of a run's repetitions: `total` counts a whole run of so many of them, and the difference of
/// a short run and a long one leaves start-up and end out.
///
/// # Panics
///
/// When `total` does.
pub fn each(short: u64, long: u64, total: impl Fn(u64) -> u64) -> f64 {
    let (few, many) = (total(short), total(long));
    many.saturating_sub(few) as f64 / (long - short) as f64
}
