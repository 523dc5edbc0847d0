//! Node's own tests, run with evloop from outside, as Node's `test/README.md` describes them: each file is a program, and
//! passes if it ends with code 0 in time.
//!
//! The tests are not part of this repository: `EVLOOP_NODE_SUITE` names the folder in which their folder `test` is. What is
//! here are their names (`tests/nodesuite/`): `tests.txt` are those that we measure by, in groups, `passing.txt` those that
//! pass.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::build::{self, Profile};
use crate::program::{Outcome, Running, send_signal};

/// How many tests run at the same time. Two leave room for what they start themselves.
const AT_A_TIME: usize = 2;
/// How long a test may take.
const LIMIT: Duration = Duration::from_secs(20);
/// The most memory that a test may ask for, in KiB: a mistake in one shall not end the machine.
const MEMORY_KIB: u64 = 16 << 20;
/// Code of a command line that was not understood.
const BAD_COMMAND_LINE: i32 = 9;
/// A variable by which the processes are found that a test leaves behind.
const MARK: &str = "EVLOOP_NODE_TEST";

/// A test by its name (`parallel/test-net-end.js`) and the group that it counts for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    /// Node's module, mostly.
    pub group: String,
    /// Its path below `test/`.
    pub name: String,
}

/// How a test went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It ended with code 0.
    Pass,
    /// It said that it cannot run here, and why.
    Skip(String),
    /// It ended otherwise; what it said last.
    Fail(String),
    /// It did not end in time.
    TimeLimit,
}

/// Reads a list of names: a line `# group` stands over the names of its tests.
///
/// # Panics
///
/// When the file cannot be read, or a name stands under no group.
pub fn list(file: &Path) -> Vec<Test> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut group = None;
    let mut tests = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.strip_prefix('#') {
            Some(name) => group = Some(name.trim().to_owned()),
            None => {
                let group = group.clone().expect("a line `# group` stands over the names");
                tests.push(Test { group, name: line.to_owned() });
            }
        }
    }
    tests
}

/// The folder with Node's tests, and a place for what they write.
pub struct Suite {
    root: PathBuf,
    scratch: PathBuf,
}

impl Suite {
    /// The suite that `EVLOOP_NODE_SUITE` names; None without that variable.
    ///
    /// # Panics
    ///
    /// When there is no folder `test/parallel` in what it names.
    pub fn from_environment() -> Option<Suite> {
        let root = PathBuf::from(env::var_os("EVLOOP_NODE_SUITE")?);
        let root = fs::canonicalize(&root).unwrap_or(root);
        let tests = root.join("test/parallel");
        assert!(tests.is_dir(), "EVLOOP_NODE_SUITE: {} is no folder", tests.display());
        let scratch = env::temp_dir().join(format!("evloop-suite-{}", std::process::id()));
        fs::create_dir_all(&scratch).expect("a folder for what tests write");
        Some(Suite { root, scratch })
    }

    /// Whether the suite has this test: suites differ with Node's version.
    pub fn has(&self, test: &Test) -> bool {
        self.path(test).is_file()
    }

    /// Runs tests: those of `sequential/` one after the other, the others two at a time. `told` hears of each.
    pub fn run(&self, tests: &[Test], told: impl Fn(&Test, &Verdict) + Sync) -> BTreeMap<Test, Verdict> {
        let verdicts = Mutex::new(BTreeMap::new());
        let (alone, together): (Vec<&Test>, Vec<&Test>) =
            tests.iter().partition(|test| test.name.starts_with("sequential/"));
        for (group, threads) in [(together, AT_A_TIME), (alone, 1)] {
            let next = AtomicUsize::new(0);
            let work = |thread| {
                while let Some(test) = group.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let verdict = self.run_one(test, thread, threads > 1);
                    told(test, &verdict);
                    verdicts.lock().expect("nobody panics").insert((*test).clone(), verdict);
                }
            };
            thread::scope(|scope| {
                for number in 0..threads {
                    let work = &work;
                    scope.spawn(move || work(number));
                }
            });
        }
        verdicts.into_inner().expect("nobody panics")
    }

    fn path(&self, test: &Test) -> PathBuf {
        self.root.join("test").join(&test.name)
    }

    fn run_one(&self, test: &Test, thread: usize, parallel: bool) -> Verdict {
        static NUMBER: AtomicUsize = AtomicUsize::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let source = fs::read(self.path(test)).unwrap_or_default();
        let source = String::from_utf8_lossy(&source);
        let flags = words_behind(&source, "Flags:");
        let run = |flags: &[&str]| {
            let mut command = self.command(test, flags);
            command
                .env("TEST_SERIAL_ID", number.to_string())
                .env("TEST_THREAD_ID", thread.to_string())
                .env("TEST_PARALLEL", if parallel { "1" } else { "0" })
                .env(MARK, self.mark(number))
                .envs(words_behind(&source, "Env:").iter().filter_map(|word| word.split_once('=')));
            let outcome = Running::start(command).end_within(LIMIT);
            self.clear_up(number);
            outcome
        };
        // An option that the command does not know may be one that only matters to Node's own insides.
        let outcome = match run(&flags) {
            Some(outcome) if outcome.code == BAD_COMMAND_LINE && !flags.is_empty() => run(&[]),
            outcome => outcome,
        };
        outcome.map_or(Verdict::TimeLimit, |outcome| judge(&outcome))
    }

    fn command(&self, test: &Test, flags: &[&str]) -> Command {
        let mut command = Command::new("sh");
        let script = format!("ulimit -c 0; ulimit -v {MEMORY_KIB} 2>/dev/null; exec \"$0\" \"$@\"");
        command.args(["-c", &script]).arg(build::evloop(Profile::Own)).args(flags).arg(self.path(test));
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy();
            let ours = ["NODE_", "EVLOOP_", "TEST_"].iter().any(|start| name.starts_with(start));
            if ours || matches!(&*name, "FORCE_COLOR" | "NO_COLOR" | "CI") {
                command.env_remove(&*name);
            }
        }
        command
            .current_dir(&self.root)
            // The test shall run as it is, and not again with Node's options; our globals are our own affair.
            .env("NODE_SKIP_FLAG_CHECK", "1")
            .env("NODE_TEST_KNOWN_GLOBALS", "0")
            .env("NODE_TEST_DIR", &self.scratch)
            .env("NODE_COMMON_PORT", (12_346 + std::process::id() % 16_000).to_string());
        command
    }

    fn mark(&self, number: usize) -> String {
        format!("{}.{number}", std::process::id())
    }

    /// Ends the processes of a test that have left its group, and takes away what it has written.
    fn clear_up(&self, number: usize) {
        let mark = format!("{MARK}={}", self.mark(number));
        for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let environment = fs::read(process.path().join("environ")).unwrap_or_default();
            if environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes()) {
                send_signal("KILL", &process.file_name().to_string_lossy());
            }
        }
        let folder = self.scratch.join(format!(".tmp.{number}"));
        // Most tests write nothing.
        let _ = fs::remove_dir_all(folder);
    }
}

impl Drop for Suite {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

/// The words behind `// NAME` in a test's head.
fn words_behind<'s>(source: &'s str, name: &str) -> Vec<&'s str> {
    let of_line = |line: &'s str| line.strip_prefix("//")?.trim_start().strip_prefix(name);
    source.lines().find_map(of_line).map(|words| words.split_whitespace().collect()).unwrap_or_default()
}

fn judge(outcome: &Outcome) -> Verdict {
    if let Some(why) = outcome.stdout.lines().find_map(|line| line.strip_prefix("1..0 # Skipped")) {
        return Verdict::Skip(why.trim_start_matches(':').trim().to_owned());
    }
    match outcome.code {
        0 => Verdict::Pass,
        code => Verdict::Fail(complaint(outcome).unwrap_or_else(|| format!("exit code {code}"))),
    }
}

/// The line of what a test printed that tells most.
fn complaint(outcome: &Outcome) -> Option<String> {
    let all = || outcome.stderr.lines().chain(outcome.stdout.lines()).map(str::trim);
    let is_error = |line: &str| {
        let name = line.split(':').next().unwrap_or_default().split(" [").next().unwrap_or_default();
        line.contains(": ") && (name.ends_with("Error") || name.ends_with("Exception"))
    };
    let found = all().find(|line| is_error(line)).or_else(|| all().find(|line| line.contains("rror")));
    let text = found.or_else(|| all().rfind(|line| !line.is_empty()))?;
    const MOST_CHARACTERS: usize = 160;
    Some(text.chars().take(MOST_CHARACTERS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(code: i32, stdout: &str, stderr: &str) -> Verdict {
        judge(&Outcome { stdout: stdout.to_owned(), stderr: stderr.to_owned(), code })
    }

    #[test]
    fn a_test_is_judged_by_its_end() {
        assert_eq!(outcome(0, "anything\n", "a warning"), Verdict::Pass);
        assert_eq!(outcome(0, "1..0 # Skipped: no crypto\n", ""), Verdict::Skip("no crypto".into()));
        let said = "/x/test.js:5\n  throw e;\n  ^\n\nTypeError [ERR_X]: bad: thing\n    at x";
        assert_eq!(outcome(1, "", said), Verdict::Fail("TypeError [ERR_X]: bad: thing".into()));
        assert_eq!(outcome(7, "", ""), Verdict::Fail("exit code 7".into()));
    }

    #[test]
    fn the_head_of_a_test_is_read() {
        let source = "'use strict';\n// Flags: --expose-gc --no-warnings\n//Env: A=b\n";
        assert_eq!(words_behind(source, "Flags:"), ["--expose-gc", "--no-warnings"]);
        assert_eq!(words_behind(source, "Env:"), ["A=b"]);
        assert!(words_behind("x", "Flags:").is_empty());
    }
}
