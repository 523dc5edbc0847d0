//! A network namespace of its own for a test that needs fixed addresses or ports.
//!
//! A namespace belongs to a process, and a test binary runs many tests: so the test starts its own binary once more,
//! inside a new namespace, and asks for just itself.

use std::env;
use std::process::{Command, Stdio};

use crate::tools;

/// Set in the inner process; holds the name of the test that runs there.
const MARK: &str = "EVLOOP_TEST_INSIDE";

/// Runs `body` in a network namespace whose loopback interface has the addresses given (`192.168.50.5/24`) beside
/// 127.0.0.1. Returns false, having said why, where this machine does not allow that.
///
/// `test` is the full name of the calling test as the test runner knows it.
///
/// # Panics
///
/// When the test fails inside.
pub fn inside(test: &str, addresses: &[&str], body: impl FnOnce()) -> bool {
    if env::var(MARK).is_ok_and(|name| name == test) {
        body();
        return true;
    }
    let Some(unshare) = way_in() else { return false };
    let mut script = String::from("ip link set lo up");
    for address in addresses {
        script.push_str(&format!(" && ip addr add {address} dev lo"));
    }
    script.push_str(r#" && exec "$0" "$@""#);
    let done = Command::new(unshare[0])
        .args(&unshare[1..])
        .args(["sh", "-c", &script])
        .arg(env::current_exe().expect("a test knows its own binary"))
        .args(["--exact", test, "--nocapture"])
        .env(MARK, test)
        .stdin(Stdio::null())
        .output()
        .expect("unshare starts");
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "inside a network namespace:\n{said}");
    // A misspelt name would select no test at all, and pass.
    assert!(said.contains("1 passed"), "no test is called {test}:\n{said}");
    true
}

/// The command that opens a namespace here: as root, or as root of a user namespace.
fn way_in() -> Option<&'static [&'static str]> {
    tools::need("ip")?;
    tools::need("unshare")?;
    let ways: [&'static [&'static str]; 2] = [&["unshare", "-n"], &["unshare", "-r", "-n"]];
    let works = |way: &&[&str]| {
        let tried = Command::new(way[0]).args(&way[1..]).args(["ip", "link", "set", "lo", "up"]).output();
        tried.is_ok_and(|done| done.status.success())
    };
    let found = ways.into_iter().find(works);
    if found.is_none() {
        tools::skip("this machine does not let us create a network namespace");
    }
    found
}
