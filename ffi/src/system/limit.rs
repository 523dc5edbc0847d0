//! What the system allows: descriptors, and the size of the stack.

use crate::Result;
use crate::error::check;
#[cfg(target_os = "linux")]
use std::mem;

/// The limit of open descriptors as (now, at most).
///
/// ```
/// use evloop_ffi::system;
///
/// let (now, most) = system::descriptor_limit()?;
/// assert!(now <= most);
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
#[allow(clippy::unnecessary_cast, reason = "FreeBSD's limits are signed")]
pub fn descriptor_limit() -> Result<(u64, u64)> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the pointer is to a valid rlimit.
    check("getrlimit", || unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) })?;
    Ok((limit.rlim_cur as u64, limit.rlim_max as u64))
}

/// Sets the soft limit of open descriptors.
///
/// ```
/// use evloop_ffi::system;
///
/// let (now, _) = system::descriptor_limit()?;
/// system::set_descriptor_limit(now)?;
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
pub fn set_descriptor_limit(now: u64) -> Result<()> {
    let (_, most) = descriptor_limit()?;
    let limit = libc::rlimit { rlim_cur: now as libc::rlim_t, rlim_max: most as libc::rlim_t };
    // SAFETY: the pointer is to a valid rlimit.
    check("setrlimit", || unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) })?;
    Ok(())
}

/// Sets how many signals may wait in the queues of this user's processes together (`RLIMIT_SIGPENDING`, soft and hard), as far as
/// this process is concerned: one that would be too many is not queued.
///
/// # Errors
/// `EPERM` when that is more than the hard limit and the caller is not privileged.
#[cfg(target_os = "linux")]
pub fn set_pending_signal_limit(now: u64) -> Result<()> {
    let limit = libc::rlimit { rlim_cur: now as libc::rlim_t, rlim_max: now as libc::rlim_t };
    // SAFETY: the pointer is to a valid rlimit.
    check("setrlimit", || unsafe { libc::setrlimit(libc::RLIMIT_SIGPENDING, &limit) })?;
    Ok(())
}

/// How large the calling thread's stack may grow, in bytes; `None` when there is no limit.
///
/// ```
/// use evloop_ffi::system;
///
/// let stack = std::thread::Builder::new().stack_size(1 << 20).spawn(system::stack_limit_bytes);
/// assert!(stack.unwrap().join().unwrap().unwrap() >= 512 << 10);
/// ```
pub fn stack_limit_bytes() -> Option<usize> {
    if !is_main_thread() {
        return Some(thread_stack_bytes());
    }
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the pointer is to a valid rlimit.
    check("getrlimit", || unsafe { libc::getrlimit(libc::RLIMIT_STACK, &mut limit) }).ok()?;
    if limit.rlim_cur == libc::RLIM_INFINITY { None } else { usize::try_from(limit.rlim_cur).ok() }
}

#[cfg(target_os = "linux")]
fn is_main_thread() -> bool {
    // SAFETY: both calls touch no memory and cannot fail.
    unsafe { libc::gettid() == libc::getpid() }
}

/// The stack of a thread that is not the main one.
#[cfg(target_os = "linux")]
fn thread_stack_bytes() -> usize {
    // SAFETY: attributes are plain old data that pthread_getattr_np(3) initialises, and that are destroyed after a
    // success; the outputs are plain variables.
    unsafe {
        let mut attributes: libc::pthread_attr_t = mem::zeroed();
        let (mut lowest, mut size) = (std::ptr::null_mut(), 0);
        if libc::pthread_getattr_np(libc::pthread_self(), &mut attributes) != 0 {
            return SMALL_STACK;
        }
        libc::pthread_attr_getstack(&attributes, &mut lowest, &mut size);
        libc::pthread_attr_destroy(&mut attributes);
        if size == 0 { SMALL_STACK } else { size }
    }
}

/// What any thread can be expected to have: the least that a BSD or macOS gives one by default.
const SMALL_STACK: usize = 512 << 10;

#[cfg(not(target_os = "linux"))]
fn is_main_thread() -> bool {
    // There is no common way to ask here, and a wrong yes would let a program run off its stack.
    false
}

#[cfg(not(target_os = "linux"))]
fn thread_stack_bytes() -> usize {
    SMALL_STACK
}
