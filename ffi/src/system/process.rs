//! This process, and others by their numbers: what they may, for whom they act, what they are called.

use crate::error::check;
use crate::{Error, Result};
use std::path::PathBuf;

/// The number of this process.
///
/// ```
/// use evloop_ffi::system;
///
/// assert_eq!(system::pid(), std::process::id());
/// ```
pub fn pid() -> u32 {
    std::process::id()
}

/// The number of the process that started this one.
///
/// ```
/// use evloop_ffi::system;
///
/// assert_ne!(system::parent_pid(), system::pid());
/// ```
pub fn parent_pid() -> u32 {
    std::os::unix::process::parent_id()
}

/// Lets the kernel end this process (SIGKILL) when the thread that started it ends, however that comes about: for a child that is
/// of no use to anybody else. A parent that has ended before the call goes unnoticed.
///
/// # Errors
/// None that a system is known for.
#[cfg(target_os = "linux")]
pub fn end_with_parent() -> Result<()> {
    // SAFETY: this operation takes a number, and touches no memory.
    check("prctl", || unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as libc::c_ulong) })?;
    Ok(())
}

/// Sets the mask of permission bits that new files do not get, unless `mask` is `None`; the mask before. There is no
/// way to ask without setting: for a moment another thread may create a file with the wrong bits.
///
/// ```standalone_crate
/// use evloop_ffi::system;
///
/// let before = system::umask(Some(0o027));
/// assert_eq!(system::umask(Some(before)), 0o027);
/// ```
#[allow(clippy::useless_conversion, reason = "the BSDs' mode_t has 16 bits")]
pub fn umask(mask: Option<u32>) -> u32 {
    // SAFETY: umask(2) touches no memory and cannot fail.
    let before = unsafe { libc::umask(mask.unwrap_or(0o077) as libc::mode_t) };
    if mask.is_none() {
        // SAFETY: as above.
        unsafe { libc::umask(before) };
    }
    u32::from(before)
}

/// Where the program lies that this process executes.
///
/// ```
/// assert!(evloop_ffi::system::executable()?.is_absolute());
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// Whatever keeps the system from telling: on Linux `ENOENT` when `/proc` is not there.
pub fn executable() -> Result<PathBuf> {
    std::env::current_exe().map_err(|error| Error::from_io("readlink", &error))
}

/// How nice a process is to others: from -20, the first to run, to 19, the last. 0 is this process.
///
/// ```
/// use evloop_ffi::system;
///
/// assert_eq!(system::priority(0)?, system::priority(system::pid() as i32)?);
/// assert_eq!(system::priority(i32::MAX).unwrap_err().name(), "ESRCH");
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `ESRCH` when there is no process of that number. See getpriority(2).
pub fn priority(pid: i32) -> Result<i32> {
    nice(pid)
}

/// The kernel's own answer is from 1 (nice) to 40, so that -1 is an error and nothing else.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn nice(pid: i32) -> Result<i32> {
    // SAFETY: getpriority(2) touches no memory of ours.
    let call = || unsafe { libc::syscall(libc::SYS_getpriority, libc::PRIO_PROCESS, pid) } as libc::c_int;
    Ok(20 - check("getpriority", call)?)
}

/// -1 is an answer as good as any, and an error only when it leaves an errno.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn nice(pid: i32) -> Result<i32> {
    #[cfg(any(target_os = "netbsd", target_os = "openbsd"))]
    use libc::__errno as errno;
    #[cfg(target_os = "dragonfly")]
    use libc::__errno_location as errno;
    #[cfg(any(target_vendor = "apple", target_os = "freebsd"))]
    use libc::__error as errno;
    // SAFETY: the pointer is to this thread's errno; getpriority(2) touches no other memory of ours.
    let nice = unsafe {
        *errno() = 0;
        libc::getpriority(libc::PRIO_PROCESS, pid as _)
    };
    match Error::last("getpriority") {
        Error { errno: 0, .. } => Ok(nice),
        error if nice == -1 => Err(error),
        _ => Ok(nice),
    }
}

/// Makes a process nicer, or less nice if that is allowed. 0 is this process. Values beyond the range are cut to it.
///
/// ```
/// use evloop_ffi::system;
///
/// system::set_priority(0, system::priority(0)?)?;
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `EACCES` for what is not allowed to make a process less nice, `EPERM` for somebody else's process, `ESRCH` for none. See
/// setpriority(2).
pub fn set_priority(pid: i32, nice: i32) -> Result<()> {
    // SAFETY: setpriority(2) touches no memory of ours.
    check("setpriority", || unsafe { libc::setpriority(libc::PRIO_PROCESS as _, pid as _, nice) })?;
    Ok(())
}

/// What process listings such as top(1) and `ps -o comm` call this process.
///
/// ```
/// # #[cfg(target_os = "linux")]
/// assert!(!evloop_ffi::system::process_title()?.is_empty());
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `ENOTSUP` on all systems but Linux.
pub fn process_title() -> Result<String> {
    if cfg!(not(target_os = "linux")) {
        return Err(Error::new("read", libc::ENOTSUP));
    }
    let title = std::fs::read(TITLE).map_err(|error| Error::from_io("read", &error))?;
    Ok(String::from_utf8_lossy(&title).trim_end_matches('\n').to_owned())
}

/// Has process listings call this process so. Linux keeps the first 15 bytes. The command line, as `ps -f` shows it, stays.
///
/// ```
/// use evloop_ffi::system;
///
/// # if cfg!(target_os = "linux") {
/// system::set_process_title("a-very-long-title")?;
/// assert_eq!(system::process_title()?, "a-very-long-tit");
/// # }
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `ENOTSUP` on all systems but Linux; `ENOENT` when `/proc` is not there.
pub fn set_process_title(title: &str) -> Result<()> {
    if cfg!(not(target_os = "linux")) {
        return Err(Error::new("write", libc::ENOTSUP));
    }
    // From any thread this names the first one, which stands for the process.
    std::fs::write(TITLE, title).map_err(|error| Error::from_io("write", &error))
}

/// Where Linux keeps the title.
const TITLE: &str = "/proc/self/comm";
