//! What serving has cost: measured in the server's own process, told to the other one in lines of text.

use crate::calls::Calls;
use crate::server::Tally;
use evloop_ffi::system::{self, Usage};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// The bill of one model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Processor time in the program itself.
    pub user: Duration,
    /// Processor time that the kernel has spent for it.
    pub system: Duration,
    /// How often the process, or one of its threads, gave the processor up to wait: each time it was woken again.
    pub sleeps: u64,
    /// How often the processor was taken from it.
    pub preemptions: u64,
    /// System calls by name; those that were not made are left out.
    pub calls: Vec<(String, u64)>,
    /// How many of them only said "not now".
    pub in_vain: u64,
    /// Bytes that have come in.
    pub received: u64,
    /// Bytes that have gone out.
    pub sent: u64,
    /// What has become of the clients.
    pub tally: Tally,
}

impl Figures {
    /// The bill since `before`.
    pub fn since(before: &Usage, calls: &Calls, tally: &Tally) -> Figures {
        let now = system::usage();
        let (received, sent) = calls.bytes();
        Figures {
            user: now.user.saturating_sub(before.user),
            system: now.system.saturating_sub(before.system),
            sleeps: now.voluntary_switches - before.voluntary_switches,
            preemptions: now.involuntary_switches - before.involuntary_switches,
            calls: calls
                .made()
                .filter(|(_, count)| *count > 0)
                .map(|(name, count)| (name.into(), count))
                .collect(),
            in_vain: calls.in_vain(),
            received,
            sent,
            tally: tally.clone(),
        }
    }

    /// All system calls together.
    pub fn all_calls(&self) -> u64 {
        self.calls.iter().map(|(_, count)| count).sum()
    }

    /// Notes a line that [`Figures`] has printed. Other lines are none of its own.
    pub fn read_line(&mut self, line: &str) {
        let Some((name, rest)) = line.split_once(' ') else { return };
        let number = rest.split(' ').next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(0);
        let text = rest.split_once(' ').map(|(_, text)| text.to_owned()).unwrap_or_default();
        match name {
            "user-us" => self.user = Duration::from_micros(number),
            "system-us" => self.system = Duration::from_micros(number),
            "sleeps" => self.sleeps = number,
            "preemptions" => self.preemptions = number,
            "calls" => self.calls.push((text, number)),
            "in-vain" => self.in_vain = number,
            "received" => self.received = number,
            "sent" => self.sent = number,
            "arrived" => self.tally.arrived = number as usize,
            "served" => self.tally.served = number as usize,
            "broken" => self.tally.broken = number as usize,
            "turned-away" => self.tally.turned_away = number as usize,
            "reason" => drop(self.tally.reasons.insert(text, number as usize)),
            _ => {}
        }
    }
}

/// A line for each figure: a word, a number, and what it is about.
impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "user-us {}", self.user.as_micros())?;
        writeln!(f, "system-us {}", self.system.as_micros())?;
        writeln!(f, "sleeps {}", self.sleeps)?;
        writeln!(f, "preemptions {}", self.preemptions)?;
        for (name, count) in &self.calls {
            writeln!(f, "calls {count} {name}")?;
        }
        writeln!(f, "in-vain {}", self.in_vain)?;
        writeln!(f, "received {}", self.received)?;
        writeln!(f, "sent {}", self.sent)?;
        let Tally { arrived, served, broken, turned_away, reasons } = &self.tally;
        writeln!(f, "arrived {arrived}\nserved {served}\nbroken {broken}\nturned-away {turned_away}")?;
        write_reasons(f, reasons)
    }
}

fn write_reasons(f: &mut fmt::Formatter<'_>, reasons: &BTreeMap<String, usize>) -> fmt::Result {
    reasons.iter().try_for_each(|(reason, count)| writeln!(f, "reason {count} {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_back() {
        let reasons = BTreeMap::from([("accept4: too many open files (EMFILE)".to_owned(), 3)]);
        let figures = Figures {
            user: Duration::from_micros(1234),
            system: Duration::from_secs(2),
            sleeps: 5,
            preemptions: 6,
            calls: vec![("accept4".to_owned(), 7), ("recv".to_owned(), 8)],
            in_vain: 9,
            received: 10,
            sent: 11,
            tally: Tally { arrived: 12, served: 7, broken: 2, turned_away: 3, reasons },
        };
        let mut read = Figures::default();
        figures.to_string().lines().for_each(|line| read.read_line(line));
        assert_eq!(read, figures);
        assert_eq!(read.all_calls(), 15);
    }
}
