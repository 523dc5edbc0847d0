//! Clocks, names and sizes: what a program asks the system about itself.

use crate::Result;
use crate::error::check;
use std::ffi::CStr;
use std::mem;
use std::os::fd::{AsFd, AsRawFd};
use std::time::Duration;

pub use crate::Error;
pub use crate::io::{read, wait_readable, wait_writable, write};
pub use crate::signal::{kill, raise};

/// The monotonic clock: time since an arbitrary start. It never goes back, and stands still during suspend.
pub fn monotonic() -> Duration {
    clock(libc::CLOCK_MONOTONIC)
}

/// The wall clock: time since 1970 in UTC. It jumps whenever somebody sets it.
pub fn realtime() -> Duration {
    clock(libc::CLOCK_REALTIME)
}

/// The processor time that this thread has used.
pub fn thread_time() -> Duration {
    clock(libc::CLOCK_THREAD_CPUTIME_ID)
}

fn clock(id: libc::clockid_t) -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a valid timespec. The clocks above exist everywhere, so it cannot fail.
    unsafe { libc::clock_gettime(id, &mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The number of this process.
pub fn pid() -> u32 {
    std::process::id()
}

/// The number of the process that started this one.
pub fn parent_pid() -> u32 {
    std::os::unix::process::parent_id()
}

/// The number of a network interface, for the scope of a link-local IPv6 address; `None` if there is none of the name.
pub fn interface_index(name: &str) -> Option<u32> {
    let name = std::ffi::CString::new(name).ok()?;
    // SAFETY: the name is a NUL-terminated string that lives over the call.
    let index = unsafe { libc::if_nametoindex(name.as_ptr()) };
    (index != 0).then_some(index)
}

/// Who this process acts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identities {
    /// The real user.
    pub user: u32,
    /// The user whose rights count.
    pub effective_user: u32,
    /// The real group.
    pub group: u32,
    /// The group whose rights count.
    pub effective_group: u32,
}

/// Who this process acts for.
pub fn identities() -> Identities {
    // SAFETY: the four calls touch no memory and cannot fail.
    unsafe {
        Identities {
            user: libc::getuid(),
            effective_user: libc::geteuid(),
            group: libc::getgid(),
            effective_group: libc::getegid(),
        }
    }
}

/// Sets the mask of permission bits that new files do not get, unless `mask` is `None`; the mask before. There is no
/// way to ask without setting: for a moment another thread may create a file with the wrong bits.
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

/// The size of a terminal as (columns, rows); `None` for what is no terminal, or does not tell.
pub fn window_size(fd: impl AsFd) -> Option<(u16, u16)> {
    // SAFETY: winsize is plain old data, for which all-zero is a valid value.
    let mut size: libc::winsize = unsafe { mem::zeroed() };
    // SAFETY: TIOCGWINSZ writes one winsize through the pointer.
    let status = unsafe { libc::ioctl(fd.as_fd().as_raw_fd(), libc::TIOCGWINSZ, &mut size) };
    (status == 0 && size.ws_col > 0).then_some((size.ws_col, size.ws_row))
}

/// Whether the descriptor is a terminal.
pub fn is_terminal(fd: impl AsFd) -> bool {
    // SAFETY: isatty(3) touches no memory of ours.
    unsafe { libc::isatty(fd.as_fd().as_raw_fd()) == 1 }
}

/// Whether the descriptor of this number is open and a terminal.
pub fn is_terminal_number(number: i32) -> bool {
    // SAFETY: isatty(3) touches no memory of ours, and answers no for numbers that are not open.
    unsafe { libc::isatty(number) == 1 }
}

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

/// What this process has used so far.
pub fn usage() -> Usage {
    // SAFETY: rusage is plain old data, for which all-zero is a valid value.
    let mut raw: libc::rusage = unsafe { mem::zeroed() };
    // SAFETY: the pointer is to a valid rusage; asking about oneself cannot fail.
    unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut raw) };
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

/// Memory that is resident now, in bytes. Where the system does not tell cheaply, the most there ever was.
pub fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    match statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()) {
        Some(pages) => pages * page_size(),
        None => usage().max_resident,
    }
}

/// The size of a page of memory in bytes.
pub fn page_size() -> u64 {
    // SAFETY: sysconf(3) touches no memory of ours; every system knows its page size.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) as u64 }
}

/// How the system describes itself, see uname(2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// `"Linux"`, `"FreeBSD"`, …
    pub system: String,
    /// The name of this host.
    pub node: String,
    /// The kernel's release, e.g. `"6.1.0"`.
    pub release: String,
    /// The kernel's version: when and how it was built.
    pub version: String,
    /// `"x86_64"`, `"aarch64"`, …
    pub machine: String,
}

/// How the system describes itself.
pub fn identity() -> Result<Identity> {
    // SAFETY: utsname is plain old data, for which all-zero is a valid value.
    let mut raw: libc::utsname = unsafe { mem::zeroed() };
    // SAFETY: the pointer is to a valid utsname.
    check("uname", || unsafe { libc::uname(&mut raw) })?;
    // SAFETY: uname(2) ended each field with a NUL inside its array.
    let text =
        |field: &[libc::c_char]| unsafe { CStr::from_ptr(field.as_ptr()) }.to_string_lossy().into_owned();
    Ok(Identity {
        system: text(&raw.sysname),
        node: text(&raw.nodename),
        release: text(&raw.release),
        version: text(&raw.version),
        machine: text(&raw.machine),
    })
}

/// Opens `/dev/null` on each of the descriptors 0, 1 and 2 that the parent left closed.
///
/// A server started that way would otherwise see its first socket become "standard output", and the first
/// message printed would go to a client. Call it first in `main`, before other threads exist.
pub fn ensure_stdio() -> Result<()> {
    for fd in 0..=2 {
        // SAFETY: F_GETFD touches no memory.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } != -1 {
            continue;
        }
        // SAFETY: the path is a NUL-terminated constant. The descriptor is meant to stay open for ever.
        let opened = check("open", || unsafe { libc::open(c"/dev/null".as_ptr(), libc::O_RDWR) })?;
        // open(2) takes the lowest number that is free, and we go upwards, so it is the one we want.
        if opened != fd {
            return Err(Error::new("open", libc::EBUSY));
        }
    }
    Ok(())
}

/// The limit of open descriptors as (now, at most).
#[allow(clippy::unnecessary_cast, reason = "FreeBSD's limits are signed")]
pub fn descriptor_limit() -> Result<(u64, u64)> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the pointer is to a valid rlimit.
    check("getrlimit", || unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) })?;
    Ok((limit.rlim_cur as u64, limit.rlim_max as u64))
}

/// Sets the soft limit of open descriptors.
pub fn set_descriptor_limit(now: u64) -> Result<()> {
    let (_, most) = descriptor_limit()?;
    let limit = libc::rlimit { rlim_cur: now as libc::rlim_t, rlim_max: most as libc::rlim_t };
    // SAFETY: the pointer is to a valid rlimit.
    check("setrlimit", || unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) })?;
    Ok(())
}

/// How large the calling thread's stack may grow, in bytes; `None` when there is no limit.
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
