//! What a child process shall be: program, arguments, environment, identity, descriptors.

use evloop_ffi::{Error, Result};
use std::collections::BTreeMap;
use std::env;
use std::ffi::{CString, OsStr, OsString};
use std::fs::File;
use std::os::fd::{OwnedFd, RawFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// Where programs are looked for when there is no PATH.
const DEFAULT_PATH: &str = "/usr/bin:/bin";

/// One descriptor of a child.
/// ```
/// use evloop::{Command, Loop, Stdio};
/// use std::fs::{self, File};
///
/// let path = std::env::temp_dir().join(format!("evloop-{}.out", std::process::id()));
/// let mut lp = Loop::new()?;
/// let mut echo = Command::new("echo");
/// // No input, the output into a file, complaints to where ours go.
/// echo.arg("hello").stdin(Stdio::Null).stdout(File::create(&path).unwrap()).stderr(Stdio::Number(2));
/// lp.spawn(&echo, |_, _, status| assert!(status.success()))?;
/// lp.run()?;
/// assert_eq!(fs::read(&path).unwrap(), b"hello\n");
/// fs::remove_file(path).unwrap();
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Debug, Default)]
#[non_exhaustive]
pub enum Stdio {
    /// The parent's descriptor of the same number.
    #[default]
    Inherit,
    /// Nothing: reading it ends at once, and what is written there is gone.
    Null,
    /// A connection between parent and child, whose other end is [`Child::stdio`](crate::Child::stdio). As the child's 0
    /// it goes to the child, as its 1 or 2 it comes from there; under any other number it goes both ways.
    Pipe,
    /// A file, a socket, anything that is open.
    Owned(OwnedFd),
    /// The parent's descriptor of this number.
    Number(RawFd),
}

impl From<File> for Stdio {
    fn from(file: File) -> Stdio {
        Stdio::Owned(file.into())
    }
}

impl From<OwnedFd> for Stdio {
    fn from(fd: OwnedFd) -> Stdio {
        Stdio::Owned(fd)
    }
}

/// What a child process shall be; see [`Loop::spawn`](crate::Loop::spawn). It can be used for any number of children.
/// ```
/// use evloop::{Command, Event, Loop, Stdio};
///
/// let mut lp = Loop::new()?;
/// let mut shell = Command::new("/bin/sh");
/// shell.arg0("greeter").args(["-c", "echo $GREETING from $0 in $PWD; echo $0 >&3"]);
/// // Nothing of our environment but one variable.
/// shell.env_clear().env("GREETING", "hello").current_dir("/");
/// shell.stdin(Stdio::Null).stdout(Stdio::Pipe).stderr(Stdio::Inherit).stdio(3, Stdio::Null);
/// assert_eq!(shell.program(), "/bin/sh");
///
/// let child = lp.spawn(&shell, |_, _, status| assert!(status.success()))?;
/// child.stdout(&lp).unwrap().start(&mut lp, |_, _, event| {
///     if let Event::Data(bytes) = event {
///         assert_eq!(bytes, b"hello from greeter in /\n");
///     }
/// });
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// A daemon that acts for nobody in particular and outlives us. Only root may begin it:
///
/// ```no_run
/// use evloop::{Command, Loop, Stdio};
///
/// let mut lp = Loop::new()?;
/// let mut daemon = Command::new("my-daemon");
/// daemon.arg("--quiet").uid(65_534).gid(65_534).detached(true).env_remove("HOME");
/// daemon.stdin(Stdio::Null).stdout(Stdio::Null).stderr(Stdio::Null);
/// let daemon = lp.spawn(&daemon, |_, _, _| {})?;
/// daemon.set_ref(&mut lp, false);
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Debug)]
pub struct Command {
    program: OsString,
    first_argument: Option<OsString>,
    arguments: Vec<OsString>,
    inherits: bool,
    changes: BTreeMap<OsString, Option<OsString>>,
    folder: Option<PathBuf>,
    pub(crate) user: Option<u32>,
    pub(crate) group: Option<u32>,
    pub(crate) detached: bool,
    pub(crate) stdio: Vec<Stdio>,
}

impl Command {
    /// A child that runs `program`: a path if there is a slash in it, else a name that is looked for in the folders of the
    /// child's PATH. Everything else it has from its parent, unless told otherwise.
    pub fn new(program: impl AsRef<OsStr>) -> Command {
        Command {
            program: program.as_ref().to_owned(),
            first_argument: None,
            arguments: Vec::new(),
            inherits: true,
            changes: BTreeMap::new(),
            folder: None,
            user: None,
            group: None,
            detached: false,
            stdio: vec![Stdio::Inherit, Stdio::Inherit, Stdio::Inherit],
        }
    }

    /// One more argument.
    pub fn arg(&mut self, argument: impl AsRef<OsStr>) -> &mut Command {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// More arguments.
    pub fn args<T: AsRef<OsStr>>(&mut self, arguments: impl IntoIterator<Item = T>) -> &mut Command {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// What the program shall believe to be called, instead of the name by which it was found.
    pub fn arg0(&mut self, name: impl AsRef<OsStr>) -> &mut Command {
        self.first_argument = Some(name.as_ref().to_owned());
        self
    }

    /// Sets a variable of the child's environment.
    pub fn env(&mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> &mut Command {
        self.changes.insert(name.as_ref().to_owned(), Some(value.as_ref().to_owned()));
        self
    }

    /// Keeps a variable of our environment from the child.
    pub fn env_remove(&mut self, name: impl AsRef<OsStr>) -> &mut Command {
        self.changes.insert(name.as_ref().to_owned(), None);
        self
    }

    /// Empties the child's environment: of ours, and of what was set so far.
    pub fn env_clear(&mut self) -> &mut Command {
        self.inherits = false;
        self.changes.clear();
        self
    }

    /// The folder in which the child begins.
    pub fn current_dir(&mut self, folder: impl AsRef<Path>) -> &mut Command {
        self.folder = Some(folder.as_ref().to_owned());
        self
    }

    /// The user the child acts for. Like a change of the group, this takes all other groups from it.
    pub fn uid(&mut self, user: u32) -> &mut Command {
        self.user = Some(user);
        self
    }

    /// The group the child acts for.
    pub fn gid(&mut self, group: u32) -> &mut Command {
        self.group = Some(group);
        self
    }

    /// Whether the child leads a session of its own, so that it can outlive us and our terminal.
    pub fn detached(&mut self, on: bool) -> &mut Command {
        self.detached = on;
        self
    }

    /// The child's descriptor 0, its input.
    pub fn stdin(&mut self, stdio: impl Into<Stdio>) -> &mut Command {
        self.stdio(0, stdio)
    }

    /// The child's descriptor 1, its output.
    pub fn stdout(&mut self, stdio: impl Into<Stdio>) -> &mut Command {
        self.stdio(1, stdio)
    }

    /// The child's descriptor 2, where it complains.
    pub fn stderr(&mut self, stdio: impl Into<Stdio>) -> &mut Command {
        self.stdio(2, stdio)
    }

    /// Any descriptor of the child. Those below that nobody has spoken of are [`Stdio::Null`], from 3 on.
    pub fn stdio(&mut self, number: usize, stdio: impl Into<Stdio>) -> &mut Command {
        while self.stdio.len() <= number {
            self.stdio.push(Stdio::Null);
        }
        self.stdio[number] = stdio.into();
        self
    }

    /// The program as it was named.
    pub fn program(&self) -> &OsStr {
        &self.program
    }

    /// The paths to try, in turn.
    pub(crate) fn paths(&self, environment: &BTreeMap<OsString, OsString>) -> Result<Vec<CString>> {
        let name = &self.program;
        if name.is_empty() || name.as_bytes().contains(&b'/') {
            return Ok(vec![c_string(name)?]);
        }
        let path = environment.get(OsStr::new("PATH")).map_or(OsStr::new(DEFAULT_PATH), OsString::as_os_str);
        env::split_paths(path).map(|folder| c_string(folder.join(name).as_os_str())).collect()
    }

    pub(crate) fn arguments(&self) -> Result<Vec<CString>> {
        let first = self.first_argument.as_ref().unwrap_or(&self.program);
        [first].into_iter().chain(&self.arguments).map(|argument| c_string(argument)).collect()
    }

    pub(crate) fn environment(&self) -> BTreeMap<OsString, OsString> {
        let mut environment: BTreeMap<_, _> =
            if self.inherits { env::vars_os().collect() } else { BTreeMap::new() };
        for (name, change) in &self.changes {
            match change {
                Some(value) => environment.insert(name.clone(), value.clone()),
                None => environment.remove(name),
            };
        }
        environment
    }

    pub(crate) fn folder(&self) -> Result<Option<CString>> {
        self.folder.as_deref().map(|folder| c_string(folder.as_os_str())).transpose()
    }
}

/// The environment as execve(2) takes it.
pub(crate) fn assignments(environment: &BTreeMap<OsString, OsString>) -> Result<Vec<CString>> {
    let assignment = |(name, value): (&OsString, &OsString)| {
        let mut text = name.clone();
        text.push("=");
        text.push(value);
        c_string(&text)
    };
    environment.iter().map(assignment).collect()
}

/// The system's strings end with a NUL byte, so that none may be inside.
fn c_string(text: &OsStr) -> Result<CString> {
    CString::new(text.to_owned().into_vec()).map_err(|error| Error::from_io("execve", &error.into()))
}
