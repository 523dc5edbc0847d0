//! Packages of the registry: installed once, as `tests/npm/package-lock.json` says, and lent to programs.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use crate::program::Running;
use crate::scratch::Scratch;
use crate::{build, root_dir, tools};

/// How long the registry may take. Only one that answers too slowly, or not at all, ever takes so long.
const LIMIT: Duration = Duration::from_secs(400);

/// npm's codes for what is wrong with the files here, and not with the way to the registry.
const OUR_FAULT: &[&str] = &["EUSAGE", "EINTEGRITY", "EJSONPARSE"];

/// The folder `tests/npm`.
pub fn folder() -> PathBuf {
    root_dir().join("tests/npm")
}

/// A temporary folder in which programs find the packages: a copy of the files in `from`, and `node_modules`. None if the
/// packages cannot be had, which is said.
///
/// # Panics
///
/// When npm says that the list of packages is wrong.
pub fn lend(from: &Path) -> Option<Scratch> {
    let modules = match installed() {
        Ok(modules) => modules,
        Err(why) => {
            tools::skip(why);
            return None;
        }
    };
    let scratch = Scratch::new("npm");
    for file in fs::read_dir(from).expect("the programs are there").flatten() {
        if file.path().is_file() {
            fs::copy(file.path(), scratch.path().join(file.file_name())).expect("a file can be copied");
        }
    }
    symlink(modules, scratch.path().join("node_modules")).expect("a link can be made");
    Some(scratch)
}

/// Where the packages are, or why they are not there.
fn installed() -> &'static Result<PathBuf, String> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let list = fs::read(folder().join("package-lock.json")).expect("a list of packages");
        let mut hasher = DefaultHasher::new();
        list.hash(&mut hasher);
        // Another list is another folder, and a folder that bears its name is whole.
        let home = build::target_dir().join("npm").join(format!("{:016x}", hasher.finish()));
        if !home.exists() {
            install(&home)?;
        }
        Ok(home.join("node_modules"))
    })
}

fn install(home: &Path) -> Result<(), String> {
    let npm = tools::find("npm").ok_or("npm is not installed")?;
    let parent = home.parent().expect("the folder is in target/npm");
    let staging = parent.join(format!("installing-{}", std::process::id()));
    fs::create_dir_all(&staging).expect("the target folder can be written to");
    for file in ["package.json", "package-lock.json"] {
        fs::copy(folder().join(file), staging.join(file)).expect("a file can be copied");
    }
    let mut command = Command::new(npm);
    // Programs of the packages are not run, and nothing is compiled for one platform.
    command.args([
        "ci",
        "--ignore-scripts",
        "--omit=optional",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]);
    command.args(["--fetch-retries=1", "--fetch-timeout=60000"]).current_dir(&staging);
    let outcome = Running::start(command).end_within(LIMIT);
    let result = match outcome {
        None => Err("npm has not ended".to_owned()),
        Some(outcome) if outcome.code == 0 => Ok(()),
        Some(outcome) => {
            let is_ours = |code: &&str| outcome.stderr.contains(&format!("code {code}"));
            assert!(!OUR_FAULT.iter().any(is_ours), "npm: {}", outcome.stderr);
            let first = outcome.stderr.lines().next().unwrap_or("without a word");
            Err(format!("npm cannot install the packages: {first}"))
        }
    };
    // Somebody else may have been faster; then his is as good.
    if result.is_ok() && fs::rename(&staging, home).is_err() {
        assert!(home.exists(), "{} cannot be made", home.display());
    }
    let _ = fs::remove_dir_all(&staging);
    result
}
