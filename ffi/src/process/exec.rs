//! Between fork and exec.
//!
//! The child of a fork has one thread, and everything that another thread of the parent was in the middle of stays as it
//! was at that instant, for ever: the allocator's lock, say. So nothing here allocates, locks, or panics; there are
//! system calls only, on what the parent has prepared.

use super::Launch;
use crate::error::{Error, Result, judge};
use std::convert::Infallible;
use std::mem::{self, MaybeUninit};
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::ptr;

/// Everything the child needs, in the shape in which the system takes it.
pub(super) struct Plan<'a> {
    pub(super) launch: &'a Launch<'a>,
    /// The lists end with a null pointer.
    pub(super) programs: &'a [*const libc::c_char],
    pub(super) arguments: &'a [*const libc::c_char],
    pub(super) environment: &'a [*const libc::c_char],
    /// What is to become 0, 1, 2, …; all of them have higher numbers than these.
    pub(super) sources: &'a [OwnedFd],
    /// Where to say what went wrong. It closes itself on exec, which says that nothing has.
    pub(super) reporter: BorrowedFd<'a>,
}

/// The calls that can fail. Their places in the list are what travels through the pipe.
const CALLS: [&str; 7] = ["setsid", "dup2", "chdir", "setgroups", "setgid", "setuid", "execve"];

/// How many bytes a report has: the place in [`CALLS`], and the errno. So few a pipe takes in one piece.
pub(super) const REPORT: usize = 5;

/// The child's part: becomes the program, or says why it cannot.
///
/// # Safety
/// To be called in the child of a fork only, which ends here.
pub(super) unsafe fn run(plan: &Plan<'_>) -> ! {
    let Err(error) = become_program(plan);
    let report = encode(error);
    // SAFETY: both calls are async-signal-safe; the bytes are readable for their length. A parent that is gone has no
    // use for the report.
    unsafe {
        libc::write(plan.reporter.as_raw_fd(), report.as_ptr().cast(), REPORT);
        libc::_exit(127)
    }
}

fn encode(error: Error) -> [u8; REPORT] {
    let place = CALLS.iter().position(|call| *call == error.call).unwrap_or(CALLS.len());
    let [a, b, c, d] = error.errno.to_ne_bytes();
    [place as u8, a, b, c, d]
}

/// The parent's part: what the child reported.
pub(super) fn decode([place, a, b, c, d]: [u8; REPORT]) -> Error {
    let call = CALLS.get(usize::from(place)).copied().unwrap_or("spawn");
    Error::new(call, i32::from_ne_bytes([a, b, c, d]))
}

fn become_program(plan: &Plan<'_>) -> Result<Infallible> {
    let launch = plan.launch;
    if launch.session {
        // SAFETY: setsid(2) touches no memory.
        judge("setsid", unsafe { libc::setsid() })?;
    }
    for (number, source) in plan.sources.iter().enumerate() {
        // SAFETY: dup2(2) touches no memory. Whatever has the number here belongs to nobody any more.
        judge("dup2", unsafe { libc::dup2(source.as_raw_fd(), number as libc::c_int) })?;
    }
    close_others_on_exec(plan.sources.len());
    if let Some(folder) = launch.folder {
        // SAFETY: the path is NUL-terminated.
        judge("chdir", unsafe { libc::chdir(folder.as_ptr()) })?;
    }
    change_identity(launch.user, launch.group)?;
    restore_signals();
    Err(execute(plan))
}

/// Who acts for somebody else has none of our other groups; and the group goes first, since the user may not change it.
fn change_identity(user: Option<u32>, group: Option<u32>) -> Result<()> {
    // SAFETY: the calls touch no memory: the list of groups is empty.
    unsafe {
        if (user.is_some() || group.is_some()) && libc::geteuid() == 0 {
            judge("setgroups", libc::setgroups(0, ptr::null()))?;
        }
        if let Some(group) = group {
            judge("setgid", libc::setgid(group))?;
        }
        if let Some(user) = user {
            judge("setuid", libc::setuid(user))?;
        }
    }
    Ok(())
}

/// Descriptors of others that nobody has marked. An old kernel does not know the call; then they stay as they are.
fn close_others_on_exec(first: usize) {
    #[cfg(target_os = "linux")]
    // SAFETY: close_range(2) touches no memory, and with this flag closes nothing yet.
    unsafe {
        libc::syscall(libc::SYS_close_range, first as u32, u32::MAX, libc::CLOSE_RANGE_CLOEXEC);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = first;
}

/// Every signal does what it does by default, and none is blocked. (Exec would leave ignored ones ignored.) Two or three
/// the C library keeps for itself, and lets nobody change.
pub(super) fn restore_signals() {
    let mut none = MaybeUninit::uninit();
    // SAFETY: sigaction is plain old data, for which all-zero is valid and says SIG_DFL; the set is filled before it is
    // read. For numbers that are no signals, or may not be handled, the call fails, and nothing is to be done.
    unsafe {
        let default: libc::sigaction = mem::zeroed();
        for signal in 1..=64 {
            libc::sigaction(signal, &default, ptr::null_mut());
        }
        libc::sigemptyset(none.as_mut_ptr());
        libc::sigprocmask(libc::SIG_SETMASK, none.as_ptr(), ptr::null_mut());
    }
}

/// Tries one path after the other. Where there is no such file, the next may have it; a file that may not be executed
/// is worth mentioning only if no other may. A file in no format of the system is an error, and not a script for
/// the shell, as execvp(3) would have it.
fn execute(plan: &Plan<'_>) -> Error {
    let mut denied = None;
    let mut last = Error::new("execve", libc::ENOENT);
    for &program in plan.programs.iter().take_while(|program| !program.is_null()) {
        // SAFETY: the path is NUL-terminated, and both lists end with a null pointer.
        unsafe { libc::execve(program, plan.arguments.as_ptr(), plan.environment.as_ptr()) };
        last = Error::last("execve");
        match last.errno {
            libc::ENOENT | libc::ENOTDIR => {}
            libc::EACCES => denied = Some(last),
            _ => return last,
        }
    }
    denied.unwrap_or(last)
}
