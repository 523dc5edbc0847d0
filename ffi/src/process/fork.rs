//! Forking without another program: the child goes on in this one.
//!
//! That is only safe for a process of one thread. With others, whatever one of them was in the middle of stays so in the
//! child for ever: the allocator's lock, say. So the threads are counted first.

use super::{Process, handle};
use crate::error::check;
use crate::{Error, Result, poller};
use std::fs::File;
use std::os::fd::OwnedFd;
use std::thread;
use std::time::{Duration, Instant};

/// How many threads this process has; `None` where the system does not tell. If it is one, it is the one that asks, and so
/// nobody can begin another meanwhile.
///
/// ```
/// use evloop_ffi::process::threads;
///
/// assert_ne!(threads(), Some(0));
/// ```
pub fn threads() -> Option<usize> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        // Not by listing /proc/self/task: the list breaks off at a thread that ends just then, and those behind it are missing.
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        // The count is the twentieth field. The second is the program's name in parentheses, with whatever is in a name.
        let (_, from_third) = stat.rsplit_once(") ")?;
        from_third.split(' ').nth(17)?.parse().ok()
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    None
}

/// Makes a copy of this process: `Some` in the parent, with the child and the handle that is readable when it has ended;
/// `None` in the child, which has copies of everything, and duplicates of all descriptors, also of those that are marked
/// close-on-exec. Text that waits in a buffer (`print!` without a line's end) is printed by both.
///
/// Other threads that are about to end are waited for, for as long as `patience`.
///
/// # Errors
/// `EBUSY` when the process has other threads; `ENOTSUP` where the system does not tell (other than Linux); `EAGAIN` when
/// there may be no more processes, `ENOMEM`; `EMFILE` when there is no descriptor left for the handle: then there is no
/// child, either.
pub fn fork_single_threaded(patience: Duration) -> Result<Option<(Process, OwnedFd)>> {
    // A place for the child's handle here, and there for what it makes anew.
    let reserve = File::open("/dev/null").map_err(|error| Error::from_io("open", &error))?;
    let forked = fork_plain(patience)?;
    drop(reserve);
    let Some(process) = forked else { return Ok(None) };
    let handle = handle::open(process.0).inspect_err(|_| process.abandon())?;
    Ok(Some((process, handle)))
}

/// The same without a handle, for those who have many children and wait for [any of them](super::wait_any), as SIGCHLD bids
/// them to.
///
/// # Errors
/// As [`fork_single_threaded`], but no descriptor is needed for the child.
pub fn fork_plain(patience: Duration) -> Result<Option<Process>> {
    await_loneliness(patience)?;
    poller::descriptors_are_shared();
    // SAFETY: this thread is the only one of the process, so that the child finds everything in good order.
    let pid = check("fork", || unsafe { libc::fork() })?;
    Ok((pid != 0).then_some(Process(pid)))
}

/// In a child of fork: sees to it that this process is killed when its parent ends, however that comes about. `parent` is whom
/// it is the child of, since it may have ended already.
///
/// # Errors
/// `ESRCH` when the parent has ended; `ENOTSUP` where there is no such wish (other than Linux).
pub fn end_with_parent(parent: u32) -> Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        // SAFETY: this request takes a number and touches no memory.
        check("prctl", || unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) })?;
        if std::os::unix::process::parent_id() == parent { Ok(()) } else { Err(Error::no_process("prctl")) }
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    {
        let _ = parent;
        Err(Error::not_supported("prctl"))
    }
}

/// Waits until this thread is the only one. From then on it stays so, since nobody else is there to begin another.
fn await_loneliness(patience: Duration) -> Result<()> {
    let begin = Instant::now();
    loop {
        match threads() {
            Some(1) => return Ok(()),
            Some(_) if begin.elapsed() < patience => thread::yield_now(),
            Some(_) => return Err(Error::new("fork", libc::EBUSY)),
            None => return Err(Error::not_supported("fork")),
        }
    }
}
