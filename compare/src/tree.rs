//! What a server uses, with all its processes and threads, as `/proc` tells it.
//!
//! A server is started as the leader of a session of its own, and whatever it forks belongs to that. Where there is no `/proc`,
//! all answers are `None`.

use evloop_ffi::system;
use std::fs;
use std::time::Duration;

/// A process of the session.
struct Member {
    pid: u32,
    /// Processor time of its children that have ended.
    of_children: Duration,
}

/// The processor time that all of them have used so far, those that have ended included if somebody waited for them.
pub(crate) fn processor_time(session: u32) -> Option<Duration> {
    let members = members(session)?;
    // Who ends between two looks is counted with his parent next time.
    let own = |member: &Member| system::process_time(member.pid).unwrap_or_default();
    Some(members.iter().map(|member| own(member) + member.of_children).sum())
}

/// How often one of their threads gave the processor up, or lost it, so far. Threads and processes that have ended are missing.
pub(crate) fn switches(session: u32) -> Option<u64> {
    let of_member = |member: &Member| -> u64 {
        let threads = fs::read_dir(format!("/proc/{}/task", member.pid)).into_iter().flatten().flatten();
        threads
            .map(|thread| fs::read_to_string(thread.path().join("status")).unwrap_or_default())
            .map(of_thread)
            .sum()
    };
    Some(members(session)?.iter().map(of_member).sum())
}

fn of_thread(status: String) -> u64 {
    let counts = status.lines().filter(|line| line.contains("ctxt_switches:"));
    counts.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).sum()
}

/// The memory that they occupy now, in bytes: each one's own, and what is shared once, as far as one of them has it.
pub(crate) fn memory(session: u32) -> Option<u64> {
    let (mut own, mut shared) = (0, 0);
    for member in members(session)? {
        // It may just have ended.
        let Ok(text) = fs::read_to_string(format!("/proc/{}/smaps_rollup", member.pid)) else { continue };
        let private = kibibytes(&text, "Private_Clean:") + kibibytes(&text, "Private_Dirty:");
        own += private;
        shared = shared.max(kibibytes(&text, "Rss:").saturating_sub(private));
    }
    (own > 0).then_some((own + shared) * 1024)
}

fn kibibytes(text: &str, key: &str) -> u64 {
    let value = |line: &str| line.strip_prefix(key)?.split_whitespace().next()?.parse().ok();
    text.lines().find_map(value).unwrap_or(0)
}

/// The numbers of all processes of a session.
pub(crate) fn pids(session: u32) -> Vec<u32> {
    members(session).unwrap_or_default().iter().map(|member| member.pid).collect()
}

fn members(session: u32) -> Option<Vec<Member>> {
    let entries = fs::read_dir("/proc").ok()?.flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let found = numbers.filter_map(|pid| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let of_children = parse(&stat, session, system::ticks_per_second())?;
        Some(Member { pid, of_children })
    });
    let found: Vec<Member> = found.collect();
    (!found.is_empty()).then_some(found)
}

/// `17 (name) S 1 17 17 …`, see proc(5): field 6 is the session, 16 and 17 the times of the children. A name may contain anything.
/// `None` when it belongs to another session.
fn parse(stat: &str, session: u32, ticks_per_second: u64) -> Option<Duration> {
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    if fields.get(3)?.parse() != Ok(session) {
        return None;
    }
    let ticks = |field: usize| fields.get(field)?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks(13)? + ticks(14)?) * 1000 / ticks_per_second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_proc_is_read_past_the_name() {
        let line = "17 (a) b) S 1 16 15 0 -1 4194560 1 2 3 4 100 200 30 40 20 0 1 0 5";
        assert_eq!(parse(line, 15, 100), Some(Duration::from_millis(700)));
        assert_eq!(parse(line, 16, 100), None);
        assert_eq!(parse("", 1, 100), None);
    }

    #[test]
    fn texts_of_proc_are_read_by_key() {
        assert_eq!(kibibytes("a rollup\nRss:   1234 kB\nPss: 7 kB\n", "Rss:"), 1234);
        let status = "Name:\tx\nvoluntary_ctxt_switches:\t3\nnonvoluntary_ctxt_switches:\t4\n";
        assert_eq!(of_thread(status.to_owned()), 7);
    }
}
