//! Clusters: what must hold when workers die, when they are busy, and when they run under the other runtime. What programs
//! see otherwise is compared in the twins' room `cluster`.

use std::process::Command;

use evloop_tests::build::{self, Profile};
use evloop_tests::js_dir;
use evloop_tests::program::{self, Outcome};
use evloop_tests::runtime::Runtime;

fn runs(runtime: Runtime, program: &str, arguments: &[&str]) -> Outcome {
    let mut command: Command = runtime.runs(js_dir().join("programs").join(program));
    command.args(arguments);
    program::run(command)
}

/// Node loses such a connection: the client waits for ever.
#[test]
fn a_connection_on_its_way_to_a_worker_that_dies_goes_to_another() {
    let outcome = runs(Runtime::Evloop, "cluster-lost-worker.js", &[]);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str(), outcome.code), ("worker 2\n", "", 0));
}

const ALL_SERVED: &str = "exit 0 null\nexit 0 null\nexit 0 null\nleft over false\n";

/// The workers' ends may be told before and after the last word of the primary.
fn check(what: &str, outcome: &Outcome) {
    let mut lines: Vec<&str> = outcome.stdout.lines().collect();
    lines.sort_unstable();
    let stdout: String = lines.iter().map(|line| format!("{line}\n")).collect();
    assert_eq!((stdout.as_str(), outcome.code), (ALL_SERVED, 0), "{what}: {outcome:?}");
}

#[test]
fn every_client_is_served_and_no_descriptor_stays() {
    for policy in ["by turns", "shared"] {
        check(policy, &runs(Runtime::Evloop, "cluster-many-clients.js", &[policy]));
    }
}

#[test]
fn primary_and_workers_may_run_under_different_runtimes() {
    if !Runtime::all().contains(&Runtime::Node) {
        println!("skipped: no node on the PATH");
        return;
    }
    for policy in ["by turns", "shared"] {
        check(policy, &runs(Runtime::Evloop, "cluster-many-clients.js", &[policy, "node"]));
    }
    let evloop = build::evloop(Profile::Own);
    let evloop = evloop.to_str().expect("a path in UTF-8");
    let mut outcome = runs(Runtime::Node, "cluster-many-clients.js", &["by turns", evloop]);
    // Node calls back when the first worker has ended: what is left over then is its own affair.
    outcome.stdout = outcome.stdout.replace("left over true", "left over false");
    check("under Node", &outcome);
}
