//! Builds what is tested, on demand and once per test process.
//!
//! Cargo hands a package's own binaries to its integration tests only, and these tests are a package of their own. So
//! they ask cargo for the binary themselves, in the profile and target folder in which they run; when nothing changed
//! that takes a fraction of a second.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

/// How a binary is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// As the tests themselves: assertions on.
    Own,
    /// As it is shipped: for measurements.
    Release,
}

/// The command `evloop`, built when it is not up to date.
///
/// # Panics
///
/// When the build fails; cargo's messages are part of the panic's.
pub fn evloop(profile: Profile) -> &'static Path {
    static OWN: OnceLock<PathBuf> = OnceLock::new();
    static RELEASE: OnceLock<PathBuf> = OnceLock::new();
    let (cell, variable) = match profile {
        Profile::Own => (&OWN, "EVLOOP_TEST_BIN"),
        Profile::Release => (&RELEASE, "EVLOOP_TEST_RELEASE_BIN"),
    };
    cell.get_or_init(|| match env::var_os(variable) {
        Some(path) => PathBuf::from(path),
        None => cargo_build(profile, "evloop-js", &["--bin", "evloop"]).join("evloop"),
    })
}

/// An example program of the package `evloop-examples` by its name, in release.
///
/// # Panics
///
/// When the build fails.
pub fn example(name: &str) -> PathBuf {
    cargo_build(Profile::Release, "evloop-examples", &["--example", name]).join("examples").join(name)
}

/// Builds part of a package; returns the folder of the profile.
fn cargo_build(profile: Profile, package: &str, what: &[&str]) -> PathBuf {
    // Cargo's own lock would order two builds too, but with a message about waiting for each.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());

    let (target, own) = folders();
    let folder = if profile == Profile::Release { "release" } else { own.as_str() };
    // The folder of the profile `dev` is called `debug`; all others bear their profile's name.
    let name = if folder == "debug" { "dev" } else { folder };
    let done = Command::new(env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()))
        .args(["build", "--quiet", "--profile", name, "-p", package])
        .args(what)
        .arg("--target-dir")
        .arg(&target)
        .current_dir(crate::root_dir())
        .output()
        .expect("cargo starts");
    assert!(done.status.success(), "cargo cannot build {what:?}:\n{}", String::from_utf8_lossy(&done.stderr));
    target.join(folder)
}

/// Cargo's target folder: what is in it can be made anew.
pub fn target_dir() -> PathBuf {
    folders().0
}

/// The target folder and the name of the profile's folder, from where this test's own binary is.
fn folders() -> (PathBuf, String) {
    let exe = env::current_exe().expect("a test knows its own binary");
    let profile = exe.ancestors().nth(2).expect("TARGET/PROFILE/deps/TEST");
    let target = profile.parent().expect("TARGET/PROFILE").to_owned();
    (target, profile.file_name().expect("a profile's folder").to_string_lossy().into_owned())
}
