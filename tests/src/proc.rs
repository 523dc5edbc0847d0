//! What the kernel tells about a process, from `/proc`.

use std::fs;
use std::time::Duration;

/// Descriptors that the process has open; 0 when it has gone.
pub fn open_descriptors(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, Iterator::count)
}

/// Processor time of all live threads of the process so far, exact to the nanosecond.
///
/// # Panics
///
/// When the process has gone, or the kernel keeps no such account.
pub fn cpu_time(pid: u32) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("the process lives");
    let nanoseconds = tasks.flatten().map(|task| {
        let account = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        account.split(' ').next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(0)
    });
    Duration::from_nanos(nanoseconds.sum())
}

/// A field of `/proc/PID/status` that is given in kB, such as `VmRSS` or `VmHWM`; in KiB.
///
/// # Panics
///
/// When the process has gone or there is no such field.
pub fn memory_kib(pid: u32, field: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process lives");
    let line =
        status.lines().find(|line| line.split(':').next() == Some(field)).expect("a field of the status");
    line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).expect("a number of kB")
}

/// Whether the process has ended: no longer there, or a zombie that nobody has waited for.
pub fn has_ended(pid: u32) -> bool {
    state(&format!("/proc/{pid}")).is_none_or(|state| state == 'Z')
}

/// Whether a signal has stopped the process, with all of its threads.
pub fn is_stopped(pid: u32) -> bool {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    tasks.map(|task| state(&task.path().display().to_string())).all(|state| state == Some('T'))
}

/// The letter by which the kernel calls what a process or thread does.
fn state(folder: &str) -> Option<char> {
    let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
    stat.rsplit(") ").next()?.chars().next()
}

/// The processes of a group, those included that have ended and that nobody has waited for.
///
/// # Panics
///
/// Where there is no `/proc`.
pub fn group(leader: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").expect("a system with /proc").flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let leader = leader.to_string();
    // `PID (NAME) STATE PARENT GROUP …`, where the name may hold anything.
    let group_of = |stat: &str| Some(stat.rsplit(") ").next()?.split(' ').nth(2)?.to_owned());
    let stat = |pid: u32| fs::read_to_string(format!("/proc/{pid}/stat")).ok();
    numbers.filter(|&pid| stat(pid).and_then(|stat| group_of(&stat)).as_ref() == Some(&leader)).collect()
}

/// The command lines of all processes, words between spaces. Those that have ended and are not yet waited for have none.
pub fn commands() -> Vec<String> {
    let entries = fs::read_dir("/proc").expect("there is a /proc").flatten();
    let line = |entry: fs::DirEntry| fs::read(entry.path().join("cmdline")).ok();
    entries.filter_map(line).map(|bytes| String::from_utf8_lossy(&bytes).replace('\0', " ")).collect()
}
