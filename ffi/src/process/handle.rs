//! Handles on children: descriptors that are readable once the child has ended.
//!
//! Linux has pidfds for that. Where there is kqueue, the handle is a kqueue of its own that waits for this one event, for a
//! kqueue is itself readable when it has something to tell; so a child is watched like any other descriptor.

pub use system::disown;
pub(super) use system::{kill, wait};

use crate::{Error, Result, io};
use std::os::fd::OwnedFd;

/// A handle on a child that nobody has waited for.
pub(super) fn open(pid: libc::pid_t) -> Result<OwnedFd> {
    match system::open(pid) {
        // It has ended already, and the system does not speak of the dead. A pipe that nobody will write to is readable
        // as well.
        Err(Error { errno: libc::ESRCH, .. }) => Ok(io::pipe()?.0),
        answer => answer,
    }
}

#[cfg(all(any(target_os = "linux", target_os = "android"), not(feature = "user-kqueue")))]
mod system {
    use crate::Result;
    use crate::error::check;
    use crate::process::ExitStatus;
    use crate::signal::Sig;
    use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
    use std::{mem, ptr};

    pub(super) fn open(pid: libc::pid_t) -> Result<OwnedFd> {
        // SAFETY: pidfd_open(2) touches no memory. It sets the close-on-exec flag by itself.
        let call = || unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) } as libc::c_int;
        let raw = check("pidfd_open", call)?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        Ok(unsafe { OwnedFd::from_raw_fd(raw) })
    }

    /// In a child of fork, which has inherited the parent's handles on its children: gives one up.
    pub fn disown(handle: OwnedFd) {
        drop(handle);
    }

    pub(crate) fn wait(_pid: libc::pid_t, handle: BorrowedFd<'_>) -> Result<Option<ExitStatus>> {
        let id = handle.as_raw_fd() as libc::id_t;
        // SAFETY: siginfo_t is plain old data, for which all-zero is a valid value, and says "nobody".
        let mut info: libc::siginfo_t = unsafe { mem::zeroed() };
        // SAFETY: the pointer is to a valid siginfo_t.
        let call = || unsafe { libc::waitid(libc::P_PIDFD, id, &mut info, libc::WEXITED | libc::WNOHANG) };
        check("waitid", call)?;
        // SAFETY: after waitid(2) these fields hold values, or still the zeros.
        let (pid, status) = unsafe { (info.si_pid(), info.si_status()) };
        Ok((pid != 0).then(|| match info.si_code {
            libc::CLD_EXITED => ExitStatus::Code(status),
            code => {
                let core_dumped = code == libc::CLD_DUMPED;
                ExitStatus::Signal { signal: Sig::from_number(status), core_dumped }
            }
        }))
    }

    pub(crate) fn kill(_pid: libc::pid_t, handle: BorrowedFd<'_>, signal: Sig) -> Result<()> {
        let (fd, nothing) = (handle.as_raw_fd(), ptr::null::<libc::siginfo_t>());
        // SAFETY: without a siginfo_t the call touches no memory of ours.
        let call = || unsafe { libc::syscall(libc::SYS_pidfd_send_signal, fd, signal.number(), nothing, 0) };
        check("pidfd_send_signal", || call() as libc::c_int)?;
        Ok(())
    }
}

/// Here children are waited for, and sent signals, by their numbers. Nobody else can get these before we have waited.
#[cfg(any(not(any(target_os = "linux", target_os = "android")), feature = "user-kqueue"))]
mod system {
    use crate::Result;
    use crate::kqueue::{Queue, change, sys};
    use crate::process::{ExitStatus, decode, wait_pid};
    use crate::signal::{self, Sig};
    use std::mem;
    use std::os::fd::{BorrowedFd, OwnedFd};

    pub(super) fn open(pid: libc::pid_t) -> Result<OwnedFd> {
        let queue = Queue::new()?;
        let mut exit = change(pid, sys::EVFILT_PROC, sys::EV_ADD, 0);
        exit.fflags = sys::NOTE_EXIT;
        queue.change(&exit)?;
        Ok(queue.into())
    }

    /// In a child of fork, which has not inherited the parent's handles on its children, nor any other kqueue: forgets
    /// one. Its number is nobody's there, or somebody else's, and not to be closed.
    pub fn disown(handle: OwnedFd) {
        mem::forget(handle);
    }

    pub(crate) fn wait(pid: libc::pid_t, _handle: BorrowedFd<'_>) -> Result<Option<ExitStatus>> {
        Ok(wait_pid(pid, libc::WNOHANG)?.map(|(_, status)| decode(status)))
    }

    pub(crate) fn kill(pid: libc::pid_t, _handle: BorrowedFd<'_>, signal: Sig) -> Result<()> {
        signal::kill(pid, signal)
    }
}
