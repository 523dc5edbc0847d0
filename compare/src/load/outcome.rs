//! What came of it.

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What came of a run of the load generator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// How long was measured, in seconds.
    pub seconds: f64,
    /// Good replies in that time.
    pub replies: u64,
    /// Good replies in all, those of the time before and after included.
    pub all_replies: u64,
    /// How long a request took, from before the connection (or the message) began to the end of the reply.
    pub latency: Latency,
    /// Processor time that the generator used while it measured, in seconds.
    pub generator_cpu_s: f64,
    /// Requests still under way when the time was up, whose replies nobody waited for.
    pub cut_off: u64,
    /// Connections that got no word from the server for as long as it was measured, since it was busy with others.
    pub unserved: u64,
    /// What went wrong.
    pub failures: Failures,
}

/// How long requests took, in microseconds; accurate to a thousandth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// On average.
    pub mean_us: f64,
    /// Half of them took at most so long …
    pub p50_us: f64,
    /// … nine of ten …
    pub p90_us: f64,
    /// … 99 of 100 …
    pub p99_us: f64,
    /// … 999 of 1000 …
    pub p999_us: f64,
    /// … and the longest.
    pub max_us: f64,
}

/// What went wrong, by kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Failures {
    /// Replies with bytes that were not to be expected.
    pub wrong: u64,
    /// Replies that ended early.
    pub short: u64,
    /// Connections that were reset.
    pub reset: u64,
    /// Connections that were refused.
    pub refused: u64,
    /// Requests for which we gave up waiting.
    pub unanswered: u64,
}

/// One kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Wrong,
    Short,
    Reset,
    Refused,
}

impl Outcome {
    /// Good replies a second.
    pub fn per_second(&self) -> f64 {
        if self.seconds > 0.0 { self.replies as f64 / self.seconds } else { 0.0 }
    }

    /// Which share of a processor the generator used: near 1 it was the generator that was measured.
    pub fn generator_share(&self) -> f64 {
        if self.seconds > 0.0 { self.generator_cpu_s / self.seconds } else { 0.0 }
    }
}

impl Failures {
    pub(super) fn count(&mut self, failure: Failure) {
        *match failure {
            Failure::Wrong => &mut self.wrong,
            Failure::Short => &mut self.short,
            Failure::Reset => &mut self.reset,
            Failure::Refused => &mut self.refused,
        } += 1;
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.wrong + self.short + self.reset + self.refused + self.unanswered
    }

    /// In words; `None` when nothing went wrong.
    pub fn describe(&self) -> Option<String> {
        let kinds = [
            (self.wrong, "with wrong bytes"),
            (self.short, "cut short"),
            (self.reset, "reset"),
            (self.refused, "refused"),
            (self.unanswered, "not answered"),
        ];
        let said: Vec<String> = kinds
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, kind)| format!("{count} {kind}"))
            .collect();
        (!said.is_empty()).then(|| said.join(", "))
    }
}

/// Gathers latencies, in nanoseconds up to an hour.
pub(super) struct Latencies(Histogram<u64>);

impl Latencies {
    pub(super) fn new() -> Latencies {
        let most = Duration::from_secs(3600).as_nanos() as u64;
        Latencies(Histogram::new_with_bounds(1, most, 3).expect("these bounds are valid"))
    }

    pub(super) fn add(&mut self, taken: Duration) {
        self.0.saturating_record(taken.as_nanos() as u64);
    }

    pub(super) fn median(&self) -> Duration {
        Duration::from_nanos(self.0.value_at_quantile(0.5))
    }

    pub(super) fn summary(&self) -> Latency {
        let quantile = |share| self.0.value_at_quantile(share) as f64 / 1000.0;
        Latency {
            mean_us: self.0.mean() / 1000.0,
            p50_us: quantile(0.5),
            p90_us: quantile(0.9),
            p99_us: quantile(0.99),
            p999_us: quantile(0.999),
            max_us: quantile(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_accurate_to_a_thousandth() {
        let mut latencies = Latencies::new();
        (1..=10_000).for_each(|us| latencies.add(Duration::from_micros(us)));
        let found = latencies.summary();
        for (value, wanted) in [(found.p50_us, 5000.0), (found.p99_us, 9900.0), (found.max_us, 10_000.0)] {
            assert!((value / wanted - 1.0f64).abs() < 0.0011, "{value} for {wanted}");
        }
    }

    #[test]
    fn failures_are_told_by_kind() {
        let mut failures = Failures::default();
        assert_eq!(failures.describe(), None);
        failures.count(Failure::Reset);
        failures.unanswered = 2;
        assert_eq!(failures.describe().as_deref(), Some("1 reset, 2 not answered"));
        assert_eq!(failures.total(), 3);
    }
}
