//! All that was measured.

use crate::machine::Machine;
use crate::metric::METRICS;
use crate::plan::Plan;
use crate::sample::{Calls, Sample};
use crate::scenario::Scenario;
use crate::statistics::Spread;
use crate::subject::Subject;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// All that was measured.
#[derive(Clone, Debug)]
pub struct Results {
    /// Where, when, and with what.
    pub machine: Machine,
    /// What was asked for.
    pub plan: Plan,
    /// Whether all of it was done; otherwise somebody has ended it.
    pub is_complete: bool,
    /// How long it took.
    pub elapsed: Duration,
    /// Each run.
    pub samples: Vec<Sample>,
    /// The system calls.
    pub call_counts: Vec<Calls>,
}

/// The load generator's own limit, for one scenario and number of connections.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Ceiling {
    /// What is asked.
    pub scenario: &'static str,
    /// Connections at once.
    pub concurrency: usize,
    /// Replies that it could deal with in a second of its processor's time, were servers infinitely fast: measured as replies by
    /// processor time in the run in which a reply took least of it.
    pub per_second: f64,
    /// The most that any server has in fact answered.
    pub best_per_second: f64,
}

impl Results {
    pub(crate) fn new(
        plan: &Plan,
        machine: Machine,
        samples: Vec<Sample>,
        call_counts: Vec<Calls>,
        is_complete: bool,
        elapsed: Duration,
    ) -> Results {
        Results { machine, plan: plan.clone(), is_complete, elapsed, samples, call_counts }
    }

    /// The servers, in the order in which they were named.
    pub fn servers(&self) -> &[Subject] {
        &self.plan.subjects
    }

    /// The scenarios, each once.
    pub fn scenarios(&self) -> Vec<Scenario> {
        let mut scenarios: Vec<Scenario> = self.plan.cases.iter().map(|case| case.scenario).collect();
        scenarios.dedup();
        scenarios
    }

    /// The numbers of connections at once in a scenario, from the least on.
    pub fn concurrencies(&self, scenario: Scenario) -> Vec<usize> {
        let cases = self.plan.cases.iter().filter(|case| case.scenario == scenario);
        let mut numbers: Vec<usize> = cases.map(|case| case.concurrency).collect();
        numbers.sort_unstable();
        numbers
    }

    /// The runs of one server.
    pub fn runs(
        &self,
        server: &str,
        scenario: Scenario,
        concurrency: usize,
    ) -> impl Iterator<Item = &Sample> {
        self.samples.iter().filter(move |sample| {
            sample.server == server && sample.scenario == scenario.name() && sample.concurrency == concurrency
        })
    }

    /// The system calls of one server.
    pub fn calls(&self, server: &str, scenario: Scenario, concurrency: usize) -> Option<&Calls> {
        self.call_counts.iter().find(|calls| {
            calls.server == server && calls.scenario == scenario.name() && calls.concurrency == concurrency
        })
    }

    /// Why system calls are missing, if they are.
    pub fn calls_absent(&self) -> Option<String> {
        if !self.plan.counts_calls {
            return Some("they were not to be counted".to_owned());
        }
        let absent = self.call_counts.iter().find_map(|calls| calls.absent.clone());
        absent.or_else(|| (self.call_counts.is_empty()).then(|| "it did not come to that".to_owned()))
    }

    /// The generator's own limits.
    pub fn ceilings(&self) -> Vec<Ceiling> {
        let mut ceilings: BTreeMap<(usize, usize), Ceiling> = BTreeMap::new();
        for sample in &self.samples {
            let Some(outcome) = sample.good().filter(|outcome| outcome.generator_cpu_s > 0.0) else {
                continue;
            };
            let place = Scenario::ALL.iter().position(|scenario| scenario.name() == sample.scenario);
            let (scenario, concurrency) = (sample.scenario, sample.concurrency);
            let ceiling = ceilings.entry((place.unwrap_or_default(), concurrency)).or_insert(Ceiling {
                scenario,
                concurrency,
                per_second: 0.0,
                best_per_second: 0.0,
            });
            ceiling.per_second = ceiling.per_second.max(outcome.replies as f64 / outcome.generator_cpu_s);
            ceiling.best_per_second = ceiling.best_per_second.max(outcome.per_second());
        }
        ceilings.into_values().collect()
    }

    /// How many processors others used meanwhile, in the middle.
    pub fn disturbance(&self) -> Option<Spread> {
        Spread::of(self.samples.iter().filter_map(|sample| sample.usage.others_cpus))
    }

    /// What went wrong: who, in what, how often, and how at first.
    pub fn failures(&self) -> Vec<(String, usize, String)> {
        let mut found: Vec<(String, usize, String)> = Vec::new();
        for sample in &self.samples {
            let Some(failure) = &sample.failure else { continue };
            let who = format!("{}, {}, {} at once", sample.server, sample.scenario, sample.concurrency);
            match found.iter_mut().find(|(name, ..)| *name == who) {
                Some((_, count, _)) => *count += 1,
                None => found.push((who, 1, failure.clone())),
            }
        }
        found
    }

    /// A line for each metric of each server, scenario and number of connections.
    pub fn summary(&self) -> Vec<Line<'_>> {
        let mut lines = Vec::new();
        for case in &self.plan.cases {
            for server in &self.plan.subjects {
                for metric in METRICS {
                    let found = metric.of(self, &server.name, case.scenario, case.concurrency);
                    lines.extend(found.map(|spread| Line {
                        server: &server.name,
                        scenario: case.scenario.name(),
                        concurrency: case.concurrency,
                        metric: metric.key,
                        unit: metric.unit(case.scenario),
                        spread,
                    }));
                }
            }
        }
        lines
    }
}

/// One number of the summary.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    /// Whose.
    pub server: &'a str,
    /// In which scenario …
    pub scenario: &'static str,
    /// … and with how many connections at once.
    pub concurrency: usize,
    /// The metric's key.
    pub metric: &'static str,
    /// Its unit.
    pub unit: String,
    /// What it was.
    #[serde(flatten)]
    pub spread: Spread,
}
