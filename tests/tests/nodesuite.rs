//! Node's own tests that evloop passes, by their names in `tests/nodesuite/passing.txt`: a change that breaks one of them
//! fails here, where Node's tests are at hand (`EVLOOP_NODE_SUITE` names the folder that holds their folder `test`).
//!
//! `scripts/nodesuite` measures anew, by the same runner: with `EVLOOP_NODE_SUITE_OUT=FILE` all tests of `tests.txt` run,
//! and what became of each is written into that file.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use evloop_tests::nodesuite::{Suite, Test, Verdict, list};
use evloop_tests::{root_dir, tools};

fn names(file: &str) -> Vec<Test> {
    list(&root_dir().join("tests/nodesuite").join(file))
}

#[test]
fn what_passed_still_passes() {
    if env::var_os("EVLOOP_NODE_SUITE_OUT").is_some() {
        return tools::skip("a measurement is wanted");
    }
    let Some(suite) = Suite::from_environment() else {
        return tools::skip("EVLOOP_NODE_SUITE does not name the folder of Node's tests");
    };
    let tests: Vec<Test> = names("passing.txt").into_iter().filter(|test| suite.has(test)).collect();
    assert!(!tests.is_empty(), "this suite has none of the tests of passing.txt");
    let failed = |tests: &[Test]| -> Vec<(Test, Verdict)> {
        let verdicts = suite.run(tests, |_, _| {});
        verdicts.into_iter().filter(|(_, verdict)| *verdict != Verdict::Pass).collect()
    };
    // Some of Node's tests depend on time, and the machine may have been busy: those get a second chance, one by one.
    let again = failed(&tests);
    let broken: Vec<_> = again.iter().flat_map(|(test, _)| failed(std::slice::from_ref(test))).collect();
    let lines: Vec<String> = broken.iter().map(|(test, why)| format!("{}: {why:?}", test.name)).collect();
    assert!(broken.is_empty(), "{} of {} no longer pass:\n{}", broken.len(), tests.len(), lines.join("\n"));
}

#[test]
fn the_lists_fit_together() {
    let (all, passing) = (names("tests.txt"), names("passing.txt"));
    let strangers: Vec<_> = passing.iter().filter(|test| !all.contains(test)).collect();
    assert!(strangers.is_empty(), "in passing.txt, but not in tests.txt: {strangers:?}");
}

#[test]
fn measurement() {
    let Some(file) = env::var_os("EVLOOP_NODE_SUITE_OUT").map(PathBuf::from) else {
        return tools::skip("EVLOOP_NODE_SUITE_OUT does not name a file: scripts/nodesuite measures");
    };
    let suite = Suite::from_environment().expect("EVLOOP_NODE_SUITE names the folder of Node's tests");
    let tests: Vec<Test> = names("tests.txt").into_iter().filter(|test| suite.has(test)).collect();
    let passing = names("passing.txt");
    let done = AtomicUsize::new(0);
    let mut verdicts = suite.run(&tests, |_, _| {
        let count = done.fetch_add(1, Ordering::Relaxed) + 1;
        if count.is_multiple_of(100) || count == tests.len() {
            eprintln!("{count} of {}", tests.len());
        }
    });
    // Who passed the last time, or was just too slow, is asked once more.
    let doubtful = |test: &&Test| match &verdicts[*test] {
        Verdict::TimeLimit => true,
        Verdict::Fail(_) => passing.contains(test),
        _ => false,
    };
    for test in tests.iter().filter(doubtful).cloned().collect::<Vec<_>>() {
        verdicts.extend(suite.run(std::slice::from_ref(&test), |_, _| {}));
    }
    let mut text = String::new();
    for test in &tests {
        let (word, why) = match &verdicts[test] {
            Verdict::Pass => ("pass", ""),
            Verdict::Skip(why) => ("skip", why.as_str()),
            Verdict::Fail(why) => ("fail", why.as_str()),
            Verdict::TimeLimit => ("time", ""),
        };
        writeln!(text, "{word}\t{}\t{}\t{}", test.group, test.name, why.replace('\t', " "))
            .expect("a string has room");
    }
    fs::write(&file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}
