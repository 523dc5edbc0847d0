//! `evloop explain` on the programs of `examples/explain`: it says what the table beside them says.

use evloop_tests::build::{self, Profile};
use evloop_tests::program::{self, Outcome, Running};
use evloop_tests::root_dir;
use evloop_tests::runtime::Runtime;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn folder() -> PathBuf {
    root_dir().join("examples/explain")
}

/// A row of the table.
struct Row {
    program: String,
    kind: String,
    exit: Option<i32>,
    /// What must be in the explanation, word for word.
    words: Vec<String>,
}

/// The words in backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The tables of `expected.md`: the rows, and the first line that each program prints.
fn table() -> (Vec<Row>, Vec<(String, String)>) {
    let text = fs::read_to_string(folder().join("expected.md")).unwrap();
    let (mut rows, mut prints) = (Vec::new(), Vec::new());
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let program = quoted(cells[0]).remove(0);
        match &cells[1..] {
            [printed] => prints.push((program, quoted(printed).remove(0))),
            [kind, exit, place, what, _] => {
                let words = quoted(place).into_iter().chain(quoted(what)).collect();
                rows.push(Row { program, kind: (*kind).to_owned(), exit: exit.parse().ok(), words });
            }
            _ => panic!("no row of ours: {line}"),
        }
    }
    assert_eq!((rows.len(), prints.len()), (10, 10));
    (rows, prints)
}

fn explain(program: &str) -> Command {
    let mut command = Command::new(build::evloop(Profile::Own));
    command.current_dir(folder()).arg("explain").arg(program);
    command
}

fn check(row: &Row, outcome: &Outcome) {
    for words in &row.words {
        assert!(outcome.stderr.contains(words), "{}: {words} is missing in\n{}", row.program, outcome.stderr);
    }
    let lines = outcome.stderr.lines().count();
    assert!(lines <= 25, "{lines} lines are a wall of text:\n{}", outcome.stderr);
}

/// One program after the other: they are about time, and the machine is small.
#[test]
fn each_program_is_explained_by_its_cause() {
    if !Runtime::all().contains(&Runtime::Evloop) {
        return;
    }
    let (rows, prints) = table();
    for row in &rows {
        println!("{}", row.program);
        let printed = &prints.iter().find(|(program, _)| *program == row.program).unwrap().1;
        let hangs = row.kind == "hangs" || row.program == "starving-tick.js";
        let outcome = if hangs {
            // As soon as it has said what it has to say, somebody ends it.
            let running = Running::start(explain(&row.program));
            assert!(running.says(&[printed]).is_some(), "{} does not say {printed}", row.program);
            running.signal("TERM");
            running.finish()
        } else {
            program::run(explain(&row.program))
        };
        let code = if hangs { 143 } else { row.exit.unwrap_or(0) };
        assert_eq!(outcome.code, code, "{}:\n{}", row.program, outcome.stderr);
        assert!(outcome.stdout.contains(printed.as_str()), "{}", outcome.stdout);
        let begin = match row.kind.as_str() {
            _ if row.program == "starving-tick.js" => "It hangs, because ticks make ticks",
            "hangs" => "It lives on, because ",
            _ => "It ended with code ",
        };
        assert!(outcome.stderr.contains(begin), "{}:\n{}", row.program, outcome.stderr);
        check(row, &outcome);
    }
}

#[test]
fn a_program_that_does_not_end_is_explained_and_ended_when_its_time_is_over() {
    if !Runtime::all().contains(&Runtime::Evloop) {
        return;
    }
    let mut command = Command::new(build::evloop(Profile::Own));
    command.current_dir(folder()).args(["explain", "--after", "0.2", "server-left-open.js"]);
    let outcome = program::run(command);
    assert_eq!(outcome.code, 124, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("It "), "{}", outcome.stderr);
}
