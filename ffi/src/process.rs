//! Child processes: begun, waited for, and sent signals, each by a handle of its own.
//!
//! What happens in the child before it is another program is in `exec.rs`; what a handle is, which differs from system to
//! system, in `handle.rs`.

mod exec;
mod fork;
mod handle;
mod replace;

pub use fork::{end_with_parent, fork_plain, fork_single_threaded, threads};
pub use handle::disown;
pub use replace::replace;

use crate::error::check;
use crate::signal::Sig;
use crate::{Error, Result};
use std::ffi::{CStr, CString};
use std::io::Read;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;

/// What a child shall be.
#[derive(Clone, Copy, Debug)]
pub struct Launch<'a> {
    /// The program's path; several are tried in turn, as those that PATH yields.
    pub programs: &'a [CString],
    /// Its arguments, the first of which is by custom its name.
    pub arguments: &'a [CString],
    /// Its environment, `NAME=value` each.
    pub environment: &'a [CString],
    /// The folder in which it begins, if not ours.
    pub folder: Option<&'a CStr>,
    /// The user it acts for, if not ours.
    pub user: Option<u32>,
    /// The group it acts for, if not ours.
    pub group: Option<u32>,
    /// Whether it leads a session of its own, so that our terminal has no power over it.
    pub session: bool,
    /// Which of our descriptors it gets as 0, 1, 2, …
    pub descriptors: &'a [RawFd],
}

/// How a child ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ExitStatus {
    /// By itself, with a number from 0 (which means success) to 255.
    Code(i32),
    /// By a signal.
    Signal {
        /// Which one.
        signal: Sig,
        /// Whether the system kept an image of the dead.
        core_dumped: bool,
    },
    /// Nobody knows: other code of this process has waited for the child, or lets the system drop its dead (SIGCHLD
    /// ignored).
    Lost,
}

impl ExitStatus {
    /// Whether it ended by itself, with 0.
    pub const fn success(self) -> bool {
        matches!(self, ExitStatus::Code(0))
    }
}

/// The number of a child. It stays the child's own until [`Process::wait`] has told how it ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Process(libc::pid_t);

/// Begins a child: it, and the handle that becomes readable when it has ended.
///
/// Comes back when the child is another program, or is none: whatever was in the way is the error, with the call's name
/// (`execve` with `ENOENT`, `EACCES`, `ENOEXEC` or `E2BIG`, `chdir`, `setgid`, `setuid`, …); `fork` says `EAGAIN` when there
/// may be no more processes.
///
/// The child begins with signals as a fresh program expects them, whatever this process blocks, ignores or handles; and
/// with no descriptor but the given (before Linux 5.11 and elsewhere: but those that lack the close-on-exec flag, too).
pub fn spawn(launch: &Launch<'_>) -> Result<(Process, OwnedFd)> {
    let (mut verdict, reporter) = std::io::pipe().map_err(|error| Error::from_io("pipe", &error))?;
    // Out of the way of the numbers that the child's own descriptors get.
    let first_free = launch.descriptors.len() as RawFd;
    let sources =
        launch.descriptors.iter().map(|&fd| duplicate(fd, first_free)).collect::<Result<Vec<_>>>()?;
    let reporter_above = duplicate(reporter.as_raw_fd(), first_free)?;
    drop(reporter);
    let programs = pointers(launch.programs);
    let (arguments, environment) = (pointers(launch.arguments), pointers(launch.environment));
    let plan = exec::Plan {
        launch,
        programs: &programs,
        arguments: &arguments,
        environment: &environment,
        sources: &sources,
        reporter: reporter_above.as_fd(),
    };
    let pid = fork_and_exec(&plan)?;
    drop(reporter_above);
    let process = Process(pid);
    let handle = handle::open(pid).inspect_err(|_| process.abandon())?;
    let mut report = [0; exec::REPORT];
    match verdict.read_exact(&mut report) {
        // Nothing: the pipe was closed by what made the child another program.
        Err(_) => Ok((process, handle)),
        Ok(()) => {
            process.reap();
            Err(exec::decode(report))
        }
    }
}

/// The child gets no signal before it has made itself ready for them: what one of our handlers would do there, nobody
/// has thought of.
fn fork_and_exec(plan: &exec::Plan<'_>) -> Result<libc::pid_t> {
    let (mut all, mut before) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    // SAFETY: the pointers are to sets that the calls fill; they cannot fail with these arguments. In the child, `run`
    // calls nothing but what is allowed between fork and exec, and does not return.
    unsafe {
        libc::sigfillset(all.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), before.as_mut_ptr());
        let pid = check("fork", || {
            let answer = libc::fork();
            if answer == 0 {
                exec::run(plan);
            }
            answer
        });
        libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut());
        pid
    }
}

/// A duplicate whose number is `least` or above, closed on exec.
fn duplicate(fd: RawFd, least: RawFd) -> Result<OwnedFd> {
    // SAFETY: F_DUPFD_CLOEXEC touches no memory.
    let raw = check("fcntl", || unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, least) })?;
    // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
    Ok(unsafe { OwnedFd::from_raw_fd(raw) })
}

/// A list as execve(2) wants it: ended by a null pointer. It is valid as long as the strings are.
fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    strings.iter().map(|string| string.as_ptr()).chain([ptr::null()]).collect()
}

impl Process {
    /// The number, as other programs show it.
    pub fn id(self) -> u32 {
        self.0 as u32
    }

    /// How the child ended; `None` while it lives. When it has been told, the number may belong to somebody else, and
    /// is not to be used any more.
    pub fn wait(self, handle: impl AsFd) -> Option<ExitStatus> {
        match handle::wait(self.0, handle.as_fd()) {
            Ok(answer) => answer,
            Err(error) if error.interrupted() => None,
            Err(_) => Some(ExitStatus::Lost),
        }
    }

    /// Sends a signal to the child, and never to somebody who got its number later.
    pub fn kill(self, handle: impl AsFd, signal: Sig) -> Result<()> {
        handle::kill(self.0, handle.as_fd(), signal)
    }

    /// Kills the child, and waits until it is gone.
    pub fn abandon(self) {
        // SAFETY: kill(2) touches no memory. The number is the child's, since nobody has waited for it.
        unsafe { libc::kill(self.0, libc::SIGKILL) };
        self.reap();
    }

    /// Waits for a child that is about to end.
    fn reap(self) {
        while matches!(wait_pid(self.0, 0), Err(error) if error.interrupted()) {}
    }
}

/// Some child that has ended, and how; `None` while all that there are live. For programs that wait for all of their children
/// in this way: those of [`spawn`] are taken from their handles.
///
/// # Errors
/// `ECHILD` when there are no children at all.
pub fn wait_any() -> Result<Option<(Process, ExitStatus)>> {
    let ended = wait_pid(-1, libc::WNOHANG)?;
    Ok(ended.map(|(pid, status)| (Process(pid), decode(status))))
}

/// A child that has ended, with its raw status.
fn wait_pid(pid: libc::pid_t, flags: libc::c_int) -> Result<Option<(libc::pid_t, libc::c_int)>> {
    let mut status = 0;
    // SAFETY: the pointer is to a valid integer.
    let answer = check("waitpid", || unsafe { libc::waitpid(pid, &mut status, flags) })?;
    Ok((answer != 0).then_some((answer, status)))
}

/// What waitpid(2) says of the dead.
fn decode(status: libc::c_int) -> ExitStatus {
    if libc::WIFEXITED(status) {
        return ExitStatus::Code(libc::WEXITSTATUS(status));
    }
    let signal = Sig::from_number(libc::WTERMSIG(status));
    ExitStatus::Signal { signal, core_dumped: libc::WCOREDUMP(status) }
}
