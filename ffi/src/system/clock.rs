//! Clocks.

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
