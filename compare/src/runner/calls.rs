//! Counts system calls, in runs of their own: whoever counts them slows the server down.

use super::{Runner, Trouble};
use crate::load::Extent;
use crate::plan::Step;
use crate::sample::Calls;
use crate::scenario::Scenario;
use crate::stage::Waited;
use crate::tree;
use evloop::Sig;
use std::ffi::OsString;
use std::time::Duration;

/// What such a run takes, about.
pub(super) const EXPECTED: Duration = Duration::from_millis(900);
/// How long the server is asked meanwhile, and how many requests if that is what the plan counts.
const SPAN: Duration = Duration::from_millis(250);
const REQUESTS: u64 = 100;
/// How long strace may take to get hold of the server, and to let it go.
const ATTACH: Duration = Duration::from_secs(20);
/// Calls that are rarer than this for each reply are not listed.
const RARE: f64 = 0.005;

impl Runner<'_> {
    /// Counts the calls of one server. `None`: the user wants it all to end.
    pub(super) fn count_calls(&mut self, step: &Step) -> Option<Calls> {
        let case = &self.plan.cases[step.case];
        let server = self.plan.subjects[step.subject].name.clone();
        let (scenario, concurrency) = (case.scenario.name(), case.concurrency);
        let mut calls =
            Calls { server, scenario, concurrency, per_reply: None, by_name: Vec::new(), absent: None };
        match self.try_count(step) {
            Ok(by_name) => {
                calls.per_reply = Some(by_name.iter().map(|(_, count)| count).sum());
                calls.by_name = by_name.into_iter().filter(|(_, count)| *count >= RARE).collect();
            }
            Err(Trouble::Failed(why)) => calls.absent = Some(why),
            Err(Trouble::Interrupted) => return None,
        }
        Some(calls)
    }

    /// The calls for each reply, the most frequent first.
    fn try_count(&mut self, step: &Step) -> Result<Vec<(String, f64)>, Trouble> {
        let case = self.plan.cases[step.case];
        let extent = match case.extent {
            Extent::Requests(count) => Extent::Requests(count.min(REQUESTS)),
            Extent::Span { .. } => {
                let wait =
                    if case.scenario == Scenario::Wait { 2 * self.plan.work.wait } else { Duration::ZERO };
                Extent::Span { warm_up: Duration::ZERO, measured: SPAN.max(wait) }
            }
        };
        let server = self.start_server(step)?;
        let result = self.under_strace(server.actor.pid, |runner| {
            runner.ask(&server, &case, extent, || {}).map(|(outcome, _)| outcome)
        });
        self.stage.end(&server.actor, Sig::TERM);
        let (outcome, summary) = result?;
        if let Some(failures) = outcome.failures.describe() {
            return Err(Trouble::Failed(format!("while they were counted: {failures}")));
        }
        if outcome.all_replies == 0 {
            return Err(Trouble::Failed("nothing was answered while they were counted".to_owned()));
        }
        let mut counts = parse(&summary);
        counts.iter_mut().for_each(|(_, count)| *count /= outcome.all_replies as f64);
        counts.sort_by(|one, other| other.1.total_cmp(&one.1));
        Ok(counts)
    }

    /// Does something while all processes of a session are traced; strace's summary.
    fn under_strace<T>(
        &mut self,
        session: u32,
        act: impl FnOnce(&mut Self) -> Result<T, Trouble>,
    ) -> Result<(T, String), Trouble> {
        let pids = tree::pids(session);
        let mut words = ["strace", "-f", "-c"].map(OsString::from).to_vec();
        words.extend(pids.iter().flat_map(|pid| ["-p".into(), pid.to_string().into()]));
        let why = |error: String| match error.contains("ENOENT") {
            true => Trouble::Failed("strace is not installed".to_owned()),
            false => Trouble::Failed(error),
        };
        let strace = self.stage.start(&words, &self.plan.placement.load).map_err(why)?;
        // It tells of each that it has got hold of: `strace: Process 17 attached`, perhaps ` with 4 threads`.
        let has = |pid: &u32| strace.stderr().contains(&format!("Process {pid} attached"));
        let waited = self.stage.wait(ATTACH, || pids.iter().all(has) || strace.status().is_some());
        let result = match waited {
            Waited::Done if strace.status().is_none() => act(self),
            Waited::Interrupted => Err(Trouble::Interrupted),
            _ => Err(Trouble::Failed(format!("strace {}", strace.describe_end()))),
        };
        // At this it lets all go, and sums up.
        self.stage.end(&strace, Sig::INT);
        self.stage.wait(ATTACH, || strace.is_through());
        Ok((result?, strace.stderr()))
    }
}

/// The rows of strace's table: share, seconds, microseconds a call, calls, perhaps errors, name. The last is the sum of all.
fn parse(summary: &str) -> Vec<(String, f64)> {
    let row = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (first, name) = (words.first()?, words.last()?);
        first.parse::<f64>().ok()?;
        let calls = words.get(3)?.parse().ok()?;
        ((5..=6).contains(&words.len()) && *name != "total").then(|| ((*name).to_owned(), calls))
    };
    summary.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_strace_is_read() {
        let table = "strace: Process 7 attached\n\
             % time     seconds  usecs/call     calls    errors syscall\n\
             ------ ----------- ----------- --------- --------- ----------------\n\
              60.00    0.000600           6       100        10 accept4\n\
              40.00    0.000400           2       200           close\n\
             ------ ----------- ----------- --------- --------- ----------------\n\
             100.00    0.001000           3       300        10 total\n";
        assert_eq!(parse(table), [("accept4".to_owned(), 100.0), ("close".to_owned(), 200.0)]);
    }
}
