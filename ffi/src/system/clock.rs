//! Clocks.

use crate::Result;
use std::time::Duration;

/// The monotonic clock: time since an arbitrary start. It never goes back, and stands still during suspend.
///
/// ```
/// use evloop_ffi::system;
///
/// let before = system::monotonic();
/// assert!(system::monotonic() >= before);
/// ```
pub fn monotonic() -> Duration {
    clock(libc::CLOCK_MONOTONIC)
}

/// The wall clock: time since 1970 in UTC. It jumps whenever somebody sets it.
///
/// ```
/// use evloop_ffi::system;
///
/// assert!(system::realtime().as_secs() > 1_700_000_000, "it is later than 2023");
/// ```
pub fn realtime() -> Duration {
    clock(libc::CLOCK_REALTIME)
}

/// The processor time that this thread has used.
///
/// ```
/// use evloop_ffi::system;
///
/// let before = system::thread_time();
/// let sum: u64 = (0..100_000).map(std::hint::black_box).sum();
/// assert!(system::thread_time() > before, "{sum} took time");
/// ```
pub fn thread_time() -> Duration {
    clock(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// The processor time that all threads of a process have used, those included that have ended, to the nanosecond; of its
/// children nothing.
///
/// ```
/// let thread = evloop_ffi::system::thread_time();
/// # #[cfg(target_os = "linux")]
/// assert!(evloop_ffi::system::process_time(std::process::id())? >= thread);
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `ESRCH` when there is no such process, `EPERM` where it is none of ours to ask about; `ENOTSUP` everywhere but on Linux.
pub fn process_time(pid: u32) -> Result<Duration> {
    of_process(pid)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn of_process(pid: u32) -> Result<Duration> {
    let mut id = 0;
    // SAFETY: the pointer is to a valid clock id.
    let errno = unsafe { libc::clock_getcpuclockid(pid as libc::pid_t, &mut id) };
    if errno != 0 {
        return Err(crate::Error::new("clock_getcpuclockid", errno));
    }
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // The process may have ended since.
    // SAFETY: the pointer is to a valid timespec.
    crate::error::check("clock_gettime", || unsafe { libc::clock_gettime(id, &mut time) })?;
    Ok(Duration::new(time.tv_sec as u64, time.tv_nsec as u32))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn of_process(_pid: u32) -> Result<Duration> {
    Err(crate::Error::not_supported("clock_getcpuclockid"))
}

fn clock(id: libc::clockid_t) -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a valid timespec. The clocks above exist everywhere, so it cannot fail.
    unsafe { libc::clock_gettime(id, &mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// How long ago the system was started, the time of suspend included (on the BSDs perhaps not).
///
/// ```
/// let up = evloop_ffi::system::uptime();
/// assert!(!up.is_zero());
/// ```
pub fn uptime() -> Duration {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    return clock(libc::CLOCK_BOOTTIME);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    monotonic()
}
