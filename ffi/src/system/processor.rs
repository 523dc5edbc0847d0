//! Processors: how many, of which kind, and what they have been doing.

use crate::{Error, Result};
use std::collections::HashMap;
use std::time::Duration;

/// One processor, as the scheduler counts them. Times are since the system was started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Processor {
    /// What it calls itself; `"unknown"` when it does not.
    pub model: String,
    /// How fast it is at this moment, in megahertz; 0 when nobody tells.
    pub megahertz: u64,
    /// Time spent in programs …
    pub user: Duration,
    /// … in those that are nice to others …
    pub nice: Duration,
    /// … in the kernel …
    pub system: Duration,
    /// … doing nothing …
    pub idle: Duration,
    /// … and in interrupts.
    pub interrupts: Duration,
}

/// How many threads can run side by side in this process, as far as its affinity and its control group allow.
///
/// ```
/// assert!(evloop_ffi::system::parallelism() >= 1);
/// ```
pub fn parallelism() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// How many programs wanted to run in the last one, five and fifteen minutes, on average.
///
/// ```
/// assert!(evloop_ffi::system::load_average().iter().all(|load| *load >= 0.0));
/// ```
pub fn load_average() -> [f64; 3] {
    let mut loads = [0.0; 3];
    // SAFETY: the array has room for the three numbers that are asked for. Those that cannot be had stay zero.
    unsafe { libc::getloadavg(loads.as_mut_ptr(), 3) };
    loads
}

/// All processors that are switched on, in the order of their numbers.
///
/// ```
/// # #[cfg(target_os = "linux")]
/// assert!(evloop_ffi::system::processors()?.len() >= 1);
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `ENOTSUP` on all systems but Linux; there what reading `/proc/stat` says.
pub fn processors() -> Result<Vec<Processor>> {
    if cfg!(not(any(target_os = "linux", target_os = "android"))) {
        return Err(Error::new("processors", libc::ENOTSUP));
    }
    let times = std::fs::read_to_string("/proc/stat").map_err(|error| Error::from_io("read", &error))?;
    let kinds = kinds(&std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default());
    let found = times.lines().filter_map(|line| parse_times(line, ticks_per_second()));
    Ok(found.map(|(number, times)| with_kind(number, times, &kinds)).collect())
}

/// How many of the units in which `/proc` tells times make a second.
///
/// ```
/// assert!(evloop_ffi::system::ticks_per_second() >= 1);
/// ```
pub fn ticks_per_second() -> u64 {
    // SAFETY: sysconf(3) touches no memory of ours.
    let ticks = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
    u64::try_from(ticks).ok().filter(|&ticks| ticks > 0).unwrap_or(100)
}

/// `cpu3 10132153 290696 3084719 46828483 16683 0 25195 …`: user, nice, system, idle, waiting, interrupts. The line `cpu` is
/// the sum of all.
fn parse_times(line: &str, ticks_per_second: u64) -> Option<(u32, Processor)> {
    let mut words = line.strip_prefix("cpu")?.split(' ');
    let number = words.next()?.parse().ok()?;
    let mut time = || {
        let ticks: u64 = words.next()?.parse().ok()?;
        Some(Duration::from_millis(ticks.saturating_mul(1000) / ticks_per_second))
    };
    let [user, nice, system, idle, _waiting, interrupts] =
        [time()?, time()?, time()?, time()?, time()?, time()?];
    Some((number, Processor { user, nice, system, idle, interrupts, ..Processor::default() }))
}

/// The models and speeds that `/proc/cpuinfo` tells, by number. ARM has no model there.
fn kinds(text: &str) -> HashMap<u32, (String, u64)> {
    let mut kinds: HashMap<u32, (String, u64)> = HashMap::new();
    let mut number = 0;
    for (key, value) in text.lines().filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        match key.trim() {
            "processor" => number = value.parse().unwrap_or(number),
            "model name" => kinds.entry(number).or_default().0 = value.to_owned(),
            "cpu MHz" => {
                kinds.entry(number).or_default().1 = value.parse::<f64>().map_or(0, |mhz| mhz as u64)
            }
            _ => {}
        }
    }
    kinds
}

fn with_kind(number: u32, times: Processor, kinds: &HashMap<u32, (String, u64)>) -> Processor {
    let (model, told) = kinds.get(&number).cloned().unwrap_or_default();
    let file = format!("/sys/devices/system/cpu/cpu{number}/cpufreq/scaling_cur_freq");
    let kilohertz = std::fs::read_to_string(file).ok().and_then(|text| text.trim().parse::<u64>().ok());
    let model = if model.is_empty() { "unknown".to_owned() } else { model };
    Processor { model, megahertz: kilohertz.map_or(told, |khz| khz / 1000), ..times }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_of_one_processor_each() {
        assert_eq!(parse_times("cpu  1 2 3 4 5 6 7", 100), None);
        assert_eq!(parse_times("intr 5", 100), None);
        assert_eq!(parse_times("cpu1 1 2", 100), None);
        let (number, times) = parse_times("cpu12 100 200 300 400 500 600 7 0 0 0", 100).unwrap();
        let seconds = [times.user, times.nice, times.system, times.idle, times.interrupts];
        assert_eq!((number, seconds), (12, [1, 2, 3, 4, 6].map(Duration::from_secs)));
    }

    #[test]
    fn kinds_are_read_by_number() {
        let text =
            "processor\t: 0\nmodel name\t: A: B\ncpu MHz\t\t: 2593.75\n\nprocessor\t: 7\nBogoMIPS : 1\n";
        let kinds = kinds(text);
        assert_eq!(kinds.get(&0), Some(&("A: B".to_owned(), 2593)));
        assert_eq!(with_kind(700, Processor::default(), &kinds).model, "unknown");
    }
}
