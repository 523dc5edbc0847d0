//! What a process, or a thread, has used so far.

use crate::Result;
use std::mem;
use std::time::Duration;

/// What a process has used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Time spent in the program itself.
    pub user: Duration,
    /// Time the kernel spent for it.
    pub system: Duration,
    /// The most memory that was resident at any time, in bytes.
    pub max_resident: u64,
    /// Page faults served without reading a disk.
    pub minor_faults: u64,
    /// Page faults that read a disk.
    pub major_faults: u64,
    /// Blocks read.
    pub blocks_in: u64,
    /// Blocks written.
    pub blocks_out: u64,
    /// How often the process gave the processor up.
    pub voluntary_switches: u64,
    /// How often the processor was taken from it.
    pub involuntary_switches: u64,
}

impl Usage {
    /// How often the processor changed hands, for whichever reason.
    ///
    /// ```
    /// let usage = evloop_ffi::system::usage();
    /// assert_eq!(usage.switches(), usage.voluntary_switches + usage.involuntary_switches);
    /// ```
    pub fn switches(&self) -> u64 {
        self.voluntary_switches + self.involuntary_switches
    }
}

/// What this process has used so far, see getrusage(2).
///
/// ```
/// assert!(evloop_ffi::system::usage().max_resident > 0);
/// ```
pub fn usage() -> Usage {
    let mut raw = nothing();
    // SAFETY: the pointer is to a valid rusage; asking about oneself cannot fail.
    unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut raw) };
    Usage::from(raw)
}

/// What the children of this process have used that have ended and were waited for, and theirs in turn. Of memory it has the
/// largest child's.
///
/// ```
/// use evloop_ffi::system;
///
/// let before = system::children_usage();
/// assert!(std::process::Command::new("true").status().unwrap().success());
/// assert!(system::children_usage().minor_faults > before.minor_faults);
/// ```
pub fn children_usage() -> Usage {
    let mut raw = nothing();
    // SAFETY: the pointer is to a valid rusage; asking about one's own children cannot fail.
    unsafe { libc::getrusage(libc::RUSAGE_CHILDREN, &mut raw) };
    Usage::from(raw)
}

/// What the calling thread has used so far. Of memory there is only the whole process'.
///
/// ```
/// # #[cfg(target_os = "linux")] {
/// use evloop_ffi::system;
///
/// let before = system::thread_usage()?.user;
/// assert!(system::thread_usage()?.user >= before);
/// # }
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `ENOTSUP` where the system does not tell: all but Linux, FreeBSD and OpenBSD.
pub fn thread_usage() -> Result<Usage> {
    of_thread().map(Usage::from)
}

#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd", target_os = "openbsd"))]
fn of_thread() -> Result<libc::rusage> {
    /// The libc crate does not name it for every C library; Linux, FreeBSD and OpenBSD agree.
    const RUSAGE_THREAD: libc::c_int = 1;
    let mut raw = nothing();
    // SAFETY: the pointer is to a valid rusage.
    crate::error::check("getrusage", || unsafe { libc::getrusage(RUSAGE_THREAD as _, &mut raw) })?;
    Ok(raw)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd", target_os = "openbsd")))]
fn of_thread() -> Result<libc::rusage> {
    Err(crate::Error::new("getrusage", libc::ENOTSUP))
}

fn nothing() -> libc::rusage {
    // SAFETY: rusage is plain old data, for which all-zero is a valid value.
    unsafe { mem::zeroed() }
}

impl From<libc::rusage> for Usage {
    fn from(raw: libc::rusage) -> Usage {
        let time = |t: libc::timeval| Duration::new(t.tv_sec as u64, t.tv_usec as u32 * 1000);
        // Apple counts in bytes, everybody else in KiB.
        let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
        Usage {
            user: time(raw.ru_utime),
            system: time(raw.ru_stime),
            max_resident: raw.ru_maxrss as u64 * unit,
            minor_faults: raw.ru_minflt as u64,
            major_faults: raw.ru_majflt as u64,
            blocks_in: raw.ru_inblock as u64,
            blocks_out: raw.ru_oublock as u64,
            voluntary_switches: raw.ru_nvcsw as u64,
            involuntary_switches: raw.ru_nivcsw as u64,
        }
    }
}
