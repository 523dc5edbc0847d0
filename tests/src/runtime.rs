//! The runtimes under which a program runs.

use std::env;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::build::{self, Profile};
use crate::tools;

/// Something that runs JavaScript programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// The command of this repository.
    Evloop,
    /// The same with the fast ways switched off: what a program sees must not depend on them.
    EvloopSlow,
    /// The `node` on the PATH.
    Node,
}

impl Runtime {
    /// The runtimes that this machine has, evloop first; `EVLOOP_TEST_ONLY` picks one.
    pub fn all() -> Vec<Runtime> {
        let only = env::var("EVLOOP_TEST_ONLY").unwrap_or_default();
        [Runtime::Evloop, Runtime::EvloopSlow, Runtime::Node]
            .into_iter()
            .filter(|runtime| only.is_empty() || runtime.to_string() == only)
            .filter(|runtime| *runtime != Runtime::Node || node().is_some())
            .collect()
    }

    /// Whether this is one of evloop's two faces.
    pub fn is_evloop(self) -> bool {
        self != Runtime::Node
    }

    /// The start of a command line that runs a file: add the file and its arguments.
    ///
    /// # Panics
    ///
    /// When the command cannot be built, or Node is asked for where there is none.
    pub fn command(self) -> Command {
        let mut command = match self {
            Runtime::Node => Command::new(node().expect("only asked for where there is a node")),
            _ => {
                let mut command = Command::new(build::evloop(Profile::Own));
                command.arg("run");
                command
            }
        };
        self.prepare(&mut command);
        command
    }

    /// A command line that runs `file`.
    pub fn runs(self, file: impl AsRef<OsStr>) -> Command {
        let mut command = self.command();
        command.arg(file);
        command
    }

    /// A command line that evaluates `code` (`-e`) or prints its value too (`-p`).
    pub fn evaluates(self, flag: &str, code: &str) -> Command {
        let mut command = match self {
            Runtime::Node => Command::new(node().expect("only asked for where there is a node")),
            _ => Command::new(build::evloop(Profile::Own)),
        };
        self.prepare(&mut command);
        command.args([flag, code]);
        command
    }

    /// Takes away what a developer's shell may have set and what would change the output.
    fn prepare(self, command: &mut Command) {
        for name in
            ["NODE_OPTIONS", "NODE_EXTRA_CA_CERTS", "NODE_PATH", "NODE_DEBUG", "FORCE_COLOR", "NO_COLOR"]
        {
            command.env_remove(name);
        }
        for name in ["EVLOOP_LOG", "EVLOOP_FAST", "EVLOOP_FAULT"] {
            command.env_remove(name);
        }
        if self == Runtime::EvloopSlow {
            command.env("EVLOOP_FAST", "0");
        }
    }
}

impl fmt::Display for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Runtime::Evloop => "evloop",
            Runtime::EvloopSlow => "evloop-slow",
            Runtime::Node => "node",
        })
    }
}

/// Runs a test under each runtime of this machine, and says which one it was that failed.
///
/// # Panics
///
/// When `test` does, after having printed the runtime's name.
pub fn for_each(test: impl Fn(Runtime)) {
    for runtime in Runtime::all() {
        eprintln!("-- under {runtime}");
        test(runtime);
    }
}

/// The oldest Node whose output is that of the programs here, unless they say otherwise.
const OLDEST_NODE: u32 = 20;

/// The `node` on the PATH, when it is one (a version can be told), and not so old that it does other things.
pub fn node() -> Option<&'static Path> {
    node_and_version().map(|(path, _)| path.as_path())
}

/// Node's major version, 0 where there is no Node.
pub fn node_major() -> u32 {
    node_and_version().map_or(0, |(_, major)| *major)
}

fn node_and_version() -> Option<&'static (PathBuf, u32)> {
    static NODE: OnceLock<Option<(PathBuf, u32)>> = OnceLock::new();
    NODE.get_or_init(|| {
        let path = tools::find("node")?;
        let said = Command::new(&path).arg("--version").output().ok()?.stdout;
        let said = String::from_utf8(said).ok()?;
        let major = said.strip_prefix('v')?.split('.').next()?.parse().ok()?;
        if major < OLDEST_NODE {
            tools::skip(&format!("nothing is compared with Node {major}, which is too old"));
            return None;
        }
        Some((path, major))
    })
    .as_ref()
}
