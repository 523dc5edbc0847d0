//! `--slow`: callbacks that block the loop are named while they do.
//!
//! What a program here waits for, it sees itself: its standard error is a file, and it blocks until it has been named there. So
//! nothing depends on how fast anybody is.

use evloop_tests::build::{self, Profile};
use evloop_tests::program::{self, Outcome};
use evloop_tests::runtime::Runtime;
use evloop_tests::scratch::Scratch;
use std::fs;
use std::process::Command;

/// `said(text)` looks whether a report says so; `block(text)` blocks until one does, or a time has passed after which nobody
/// waits any more: the last report, at the end, must say it then.
const PRELUDE: &str = "
const fs = require('fs');
const until = Date.now() + 20000;
const said = (text) => Date.now() > until || fs.readFileSync('reports', 'utf8').includes(text);
const block = (text) => { while (!said(text)) for (let i = 0; i < 20000; i++); };
";

fn wanted() -> bool {
    Runtime::all().contains(&Runtime::Evloop)
}

/// Runs a program with a limit of so many milliseconds; its outcome, with the reports as its standard error.
fn slow(limit: &str, text: &str) -> Outcome {
    let folder = Scratch::new("slow");
    fs::write(folder.path().join("program.js"), format!("{PRELUDE}{text}")).unwrap();
    let mut command = Command::new(build::evloop(Profile::Own));
    command.args(["run", "--slow", limit, "program.js"]);
    let mut shell = program::by_shell("exec 2>reports", &command);
    shell.current_dir(folder.path()).env_remove("NODE_OPTIONS");
    let mut outcome = program::run(shell);
    outcome.stderr = fs::read_to_string(folder.path().join("reports")).unwrap();
    outcome
}

fn says(outcome: &Outcome, texts: &[&str]) {
    for text in texts {
        assert!(outcome.stderr.contains(text), "{text:?} is missing in:\n{}", outcome.stderr);
    }
    assert_eq!(outcome.code, 0);
}

#[test]
fn a_timers_callback_is_named_with_its_stack() {
    if !wanted() {
        return;
    }
    let outcome = slow(
        "20",
        "setTimeout(function onTimer() { inner(); console.log('through'); }, 1);
         function inner() { block('    at inner'); }",
    );
    says(
        &outcome,
        &["evloop: a callback ", " the loop for ", " onTimer (program.js:6:", ", a timeout, of timer#"],
    );
    says(
        &outcome,
        &[
            "\n    at block (program.js:5:",
            "\n    at inner (program.js:7:",
            "\n    at onTimer (program.js:6:",
        ],
    );
    says(&outcome, &["a callback held the loop for "]);
    assert_eq!(outcome.stdout, "through\n");
}

#[test]
fn a_promise_job_is_named() {
    if !wanted() {
        return;
    }
    let outcome = slow(
        "20",
        "async function later() { await null; block('    at later'); console.log('through'); }
         setTimeout(later, 1);",
    );
    says(&outcome, &[" a promise, of timer#", "\n    at later (program.js:6:"]);
    assert_eq!(outcome.stdout, "through\n");
}

#[test]
fn f87_ticks_that_make_ticks_are_named_together() {
    if !wanted() {
        return;
    }
    let outcome = slow(
        "20",
        "function again() { if (!said('× tick, one after the other, ')) process.nextTick(again); }
         setTimeout(() => process.nextTick(again), 1);",
    );
    says(&outcome, &[" × tick, one after the other, ", " again (program.js:6:1), of timer#"]);
}

#[test]
fn f88_microtasks_that_make_microtasks_are_named_together() {
    if !wanted() {
        return;
    }
    let outcome = slow(
        "20",
        "function again() { if (!said('× microtask, one after the other, ')) queueMicrotask(again); }
         setTimeout(() => queueMicrotask(again), 1);",
    );
    says(&outcome, &[" × microtask, one after the other, ", " again (program.js:6:1), of timer#"]);
}

#[test]
fn the_top_level_is_named_as_such() {
    if !wanted() {
        return;
    }
    let outcome = slow("20", "block('    at program.js'); console.log('through');");
    says(&outcome, &["evloop: the main program ", " the loop for ", " program.js, of main#1"]);
    says(&outcome, &["\n    at program.js:6:1\n"]);
    assert_eq!(outcome.stdout, "through\n");
}

#[test]
fn a_native_call_is_told_from_slow_javascript() {
    if !wanted() {
        return;
    }
    let outcome = slow(
        "20",
        "setTimeout(function build() {
           require('child_process').execSync('timeout 20 tail -f -n +1 reports | grep -q -m 1 \"inside native code\"');
           console.log('through');
         }, 1);",
    );
    says(&outcome, &[" build (program.js:6:12), a timeout, of timer#", ", inside native code\n"]);
    assert_eq!(outcome.stdout, "through\n");
}

/// What a program has made of errors is left alone: its hook is not called, its limit stays, an exception under way is kept.
#[test]
fn the_stack_is_taken_unnoticed() {
    if !wanted() {
        return;
    }
    let outcome = slow(
        "20",
        "Error.stackTraceLimit = 1;
         let asked = 0;
         Error.prepareStackTrace = (error, sites) => { asked++; return `${sites.length} of ours`; };
         setTimeout(function onTimer() {
           try {
             try { throw new Error('kept'); } finally { inner(); }
           } catch (error) {
             console.log(error.message, error.stack, asked, Error.stackTraceLimit);
           }
         }, 1);
         function inner() { block('    at inner'); }",
    );
    says(&outcome, &["\n    at inner (program.js:16:", "\n    at onTimer (program.js:11:"]);
    assert_eq!(outcome.stdout, "kept 1 of ours 1 1\n");
}

#[test]
fn a_quick_program_is_not_named() {
    if !wanted() {
        return;
    }
    let outcome = slow("3600000", "setTimeout(() => { console.log('quick'); process.exitCode = 3; }, 1)");
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str(), outcome.code), ("quick\n", "", 3));
}

#[test]
fn a_limit_is_a_number_of_milliseconds() {
    if !wanted() {
        return;
    }
    for limit in ["0", "-1", "soon", "1.5"] {
        let outcome = slow(limit, "");
        assert_eq!(outcome.code, 9, "{}", outcome.stderr);
        assert!(outcome.stderr.ends_with("bad option: --slow\n"), "{}", outcome.stderr);
    }
}
