//! What is looked at: numbers with a name, a unit and an explanation.

use crate::results::Results;
use crate::sample::Sample;
use crate::scenario::Scenario;
use crate::statistics::Spread;

/// A number that servers are compared by.
pub struct Metric {
    /// In names of files.
    pub key: &'static str,
    /// In headings.
    pub title: &'static str,
    /// On axes; `{}` stands for what a scenario counts.
    unit: &'static str,
    /// What it means, in a sentence or two.
    pub meaning: &'static str,
    /// Whether more of it is better.
    pub more_is_better: bool,
    source: Source,
}

enum Source {
    Runs(fn(&Sample) -> Option<f64>),
    Calls,
}

/// All of them, in the order of the report.
pub const METRICS: &[Metric] = &[
    Metric {
        key: "throughput",
        title: "Throughput",
        unit: "{} a second",
        meaning: "Good replies, by the time in which they came.",
        more_is_better: true,
        source: Source::Runs(|sample| Some(sample.good()?.per_second())),
    },
    Metric {
        key: "p50",
        title: "Median latency",
        unit: "milliseconds",
        meaning: "Half of the replies took at most so long, from before the connection (or the message) began to the reply's end.",
        more_is_better: false,
        source: Source::Runs(|sample| Some(sample.good()?.latency.p50_us / 1000.0)),
    },
    Metric {
        key: "p99",
        title: "Latency, 99th percentile",
        unit: "milliseconds",
        meaning: "99 of 100 replies took at most so long: what the unlucky meet.",
        more_is_better: false,
        source: Source::Runs(|sample| Some(sample.good()?.latency.p99_us / 1000.0)),
    },
    Metric {
        key: "p999",
        title: "Latency, 99.9th percentile",
        unit: "milliseconds",
        meaning: "999 of 1000 replies took at most so long. It means little when there were not some thousand of them.",
        more_is_better: false,
        source: Source::Runs(|sample| Some(sample.good()?.latency.p999_us / 1000.0)),
    },
    Metric {
        key: "cpu",
        title: "Processor time",
        unit: "microseconds for each reply",
        meaning: "User and system time of all the server's processes and threads. It says most when the generator is the limit, \
                  and suffers least from a busy machine.",
        more_is_better: false,
        source: Source::Runs(|sample| sample.usage.cpu_us_per_reply),
    },
    Metric {
        key: "memory",
        title: "Memory",
        unit: "MiB",
        meaning: "The most that was seen to be occupied: each process' own pages, and those that they share once.",
        more_is_better: false,
        source: Source::Runs(|sample| Some(sample.usage.memory_bytes? as f64 / f64::from(1 << 20))),
    },
    Metric {
        key: "switches",
        title: "Context switches",
        unit: "for each reply",
        meaning: "How often one of the server's threads gave the processor up, or had it taken.",
        more_is_better: false,
        source: Source::Runs(|sample| sample.usage.switches_per_reply),
    },
    Metric {
        key: "calls",
        title: "System calls",
        unit: "for each reply",
        meaning: "Counted by strace, in a short run of their own.",
        more_is_better: false,
        source: Source::Calls,
    },
];

/// The metric of that key.
pub fn metric(key: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.key == key)
}

impl Metric {
    /// Its unit, for that scenario.
    pub fn unit(&self, scenario: Scenario) -> String {
        self.unit.replace("{}", scenario.unit())
    }

    /// What it was in the good runs of a server; `None` if there is none, or it could not be had.
    pub fn of(
        &self,
        results: &Results,
        server: &str,
        scenario: Scenario,
        concurrency: usize,
    ) -> Option<Spread> {
        match self.source {
            Source::Runs(value) => {
                let runs = results.runs(server, scenario, concurrency);
                Spread::of(runs.filter(|sample| sample.good().is_some()).filter_map(value))
            }
            Source::Calls => Spread::of(results.calls(server, scenario, concurrency)?.per_reply),
        }
    }
}
