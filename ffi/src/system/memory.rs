//! Memory: of this process, of the system, and of the group of processes that this one belongs to.

use crate::{Error, Result};
use std::path::{Path, PathBuf};

/// Memory that is resident now, in bytes. Where the system does not tell cheaply, the most there ever was.
///
/// ```
/// use evloop_ffi::system;
///
/// assert!(system::resident() >= system::page_size());
/// ```
pub fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    match statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()) {
        Some(pages) => pages * page_size(),
        None => super::usage().max_resident,
    }
}

/// The size of a page of memory in bytes.
///
/// ```
/// use evloop_ffi::system;
///
/// assert!(system::page_size().is_power_of_two());
/// ```
pub fn page_size() -> u64 {
    // SAFETY: sysconf(3) touches no memory of ours; every system knows its page size.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) as u64 }
}

/// How much memory there is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// All of the machine's.
    pub total: u64,
    /// What nobody uses, not even for what can be read from a disk again; `None` where the system does not tell.
    pub free: Option<u64>,
    /// What programs could get without anything being swapped out (Node calls this free); `None` where the system does not
    /// tell.
    pub available: Option<u64>,
    /// How much this process may have together with the others of its control group; `None` when there is no limit.
    pub limit: Option<u64>,
    /// How much of `limit` is taken.
    pub used_of_limit: Option<u64>,
}

impl Memory {
    /// How much more this process could get: what is available to all, and is left of the limit.
    ///
    /// ```
    /// let memory = evloop_ffi::system::memory()?;
    /// assert!(memory.attainable().is_none_or(|most| most <= memory.total));
    /// # Ok::<(), evloop_ffi::Error>(())
    /// ```
    pub fn attainable(&self) -> Option<u64> {
        let left = self.limit.map(|limit| limit.saturating_sub(self.used_of_limit.unwrap_or(0)));
        match (self.available, left) {
            (Some(available), Some(left)) => Some(available.min(left)),
            (available, left) => available.or(left),
        }
    }
}

/// How much memory there is.
///
/// ```
/// let memory = evloop_ffi::system::memory()?;
/// assert!(memory.total > 1 << 20 && memory.free.is_none_or(|free| free < memory.total));
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// On Linux what reading `/proc/meminfo` says, elsewhere `ENOTSUP` when the system does not tell.
pub fn memory() -> Result<Memory> {
    if cfg!(any(target_os = "linux", target_os = "android")) {
        let text =
            std::fs::read_to_string("/proc/meminfo").map_err(|error| Error::from_io("read", &error))?;
        let total = field(&text, "MemTotal:").ok_or(Error::new("read", libc::EINVAL))?;
        let (free, available) = (field(&text, "MemFree:"), field(&text, "MemAvailable:"));
        let (limit, used_of_limit) = limit(total);
        return Ok(Memory { total, free, available, limit, used_of_limit });
    }
    // SAFETY: sysconf(3) touches no memory of ours.
    let pages = unsafe { libc::sysconf(libc::_SC_PHYS_PAGES) };
    let pages = u64::try_from(pages).map_err(|_| Error::new("sysconf", libc::ENOTSUP))?;
    Ok(Memory { total: pages * page_size(), free: None, available: None, limit: None, used_of_limit: None })
}

/// `MemFree:  1234 kB`, in bytes.
fn field(text: &str, name: &str) -> Option<u64> {
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    value.trim().strip_suffix(" kB")?.parse::<u64>().ok()?.checked_mul(1024)
}

/// The limit of the control group, and what is used of it. A limit beyond the machine's memory is none.
fn limit(total: u64) -> (Option<u64>, Option<u64>) {
    let groups = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let Some((folder, files)) = group_folder(&groups) else { return (None, None) };
    let number = |folder: &Path, file: &str| {
        std::fs::read_to_string(folder.join(file)).ok()?.trim().parse::<u64>().ok()
    };
    // A group may have no more than those around it, so the tightest counts.
    let around = folder.ancestors().take_while(|folder| folder.starts_with(files.root));
    let limits = around.flat_map(|folder| files.limits.iter().map(move |file| (folder, file)));
    let tightest = limits
        .filter_map(|(folder, file)| Some((number(folder, file)?, folder)))
        .filter(|(limit, _)| *limit < total)
        .min_by_key(|(limit, _)| *limit);
    match tightest {
        Some((limit, folder)) => (Some(limit), number(folder, files.used)),
        None => (None, None),
    }
}

/// Where a kind of control groups keeps its numbers.
struct GroupFiles {
    root: &'static str,
    limits: &'static [&'static str],
    used: &'static str,
}

/// The second kind has one tree for everything …
const UNIFIED: GroupFiles =
    GroupFiles { root: "/sys/fs/cgroup", limits: &["memory.max", "memory.high"], used: "memory.current" };
/// … the first has one for memory.
const SEPARATE: GroupFiles = GroupFiles {
    root: "/sys/fs/cgroup/memory",
    limits: &["memory.limit_in_bytes", "memory.soft_limit_in_bytes"],
    used: "memory.usage_in_bytes",
};

/// The folder of the control group: `/proc/self/cgroup` has lines `number:controllers:path`, see cgroups(7).
fn group_folder(text: &str) -> Option<(PathBuf, &'static GroupFiles)> {
    let mut lines = text.lines().filter_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        Some((parts.next()?, parts.next()?))
    });
    let has_memory = |controllers: &str| controllers.split(',').any(|name| name == "memory");
    let separate = lines.clone().find(|(controllers, _)| has_memory(controllers));
    let (path, files) = match separate {
        Some((_, path)) => (path, &SEPARATE),
        None => (lines.find(|(controllers, _)| controllers.is_empty())?.1, &UNIFIED),
    };
    Some((Path::new(files.root).join(path.trim_start_matches('/')), files))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_their_whole_name() {
        let text = "MemTotal:       2048 kB\nMemFree:           1 kB\nHugePages_Total:   5\n";
        assert_eq!((field(text, "MemTotal:"), field(text, "MemFree:")), (Some(2 << 20), Some(1024)));
        assert_eq!((field(text, "MemAvailable:"), field(text, "HugePages_Total:")), (None, None));
    }

    #[test]
    fn the_group_is_the_one_that_counts_memory() {
        let folder = |text| group_folder(text).map(|(folder, _)| folder);
        assert_eq!(folder("0::/a/b\n"), Some("/sys/fs/cgroup/a/b".into()));
        let mixed = "4:cpu,cpuacct:/x\n3:memory:/y:z\n0::/\n";
        assert_eq!(folder(mixed), Some("/sys/fs/cgroup/memory/y:z".into()));
        assert_eq!((folder("nonsense"), folder("")), (None, None));
    }

    #[test]
    fn what_can_be_had_is_available_and_within_the_limit() {
        let memory = Memory {
            total: 100,
            free: Some(10),
            available: Some(50),
            limit: Some(30),
            used_of_limit: Some(25),
        };
        assert_eq!(memory.attainable(), Some(5));
        assert_eq!(Memory { limit: None, ..memory }.attainable(), Some(50));
        assert_eq!(Memory { available: None, used_of_limit: Some(31), ..memory }.attainable(), Some(0));
    }
}
