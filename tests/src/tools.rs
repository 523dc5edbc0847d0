//! Tools that a machine may lack. A test that needs one says that it skips, and passes.

use std::env;
use std::io::Write;
use std::path::PathBuf;

/// Looks for a program on the PATH.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| candidate.is_file())
}

/// As [`find`], but says that the test skips when the program is absent.
pub fn need(name: &str) -> Option<PathBuf> {
    let found = find(name);
    if found.is_none() {
        skip(&format!("{name} is not installed"));
    }
    found
}

/// Says why a test skips, past the test runner, which shows the output of failing tests only.
pub fn skip(why: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // Nobody reads what a test says when stderr is closed, so a failure to write is no failure of the test.
    let _ = writeln!(std::io::stderr(), "skipped {test}: {why}");
}
