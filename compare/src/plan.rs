//! What is to be measured, and in which order.

use crate::load::Extent;
use crate::scenario::Scenario;
use crate::subject::{Subject, Work};
use evloop_ffi::system;
use std::time::Duration;

/// What starting and ending a server and a generator takes, about.
const OVERHEAD: Duration = Duration::from_millis(250);
/// What a run of which only the number of requests is known takes, about.
const GUESS: Duration = Duration::from_secs(1);

/// One thing that every server is asked to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    /// What the server does.
    pub scenario: Scenario,
    /// How many connections are open at once.
    pub concurrency: usize,
    /// How much is asked.
    pub extent: Extent,
}

/// Which processors are whose. Empty lists: nobody is bound.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placement {
    /// The server's.
    pub server: Vec<usize>,
    /// The load generator's, and ours.
    pub load: Vec<usize>,
}

/// What is to be measured.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Who takes part.
    pub subjects: Vec<Subject>,
    /// What each does.
    pub cases: Vec<Case>,
    /// How often.
    pub rounds: usize,
    /// What servers are told of waiting and computing.
    pub work: Work,
    /// Bytes of a message that is echoed.
    pub size: usize,
    /// Whether system calls are counted, in runs of their own.
    pub counts_calls: bool,
    /// Who runs where.
    pub placement: Placement,
}

/// One run: who does what, for the how manieth time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) round: usize,
    pub(crate) case: usize,
    pub(crate) subject: usize,
}

impl Plan {
    /// All runs in their order: the servers take turns, so that whatever happens to the machine meanwhile happens to all, and
    /// each round another begins.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let count = self.subjects.len();
        let mut steps = Vec::new();
        for round in 0..self.rounds {
            for case in 0..self.cases.len() {
                steps.extend((0..count).map(|turn| Step { round, case, subject: (turn + round) % count }));
            }
        }
        steps
    }

    /// The runs in which system calls are counted: one for each server and case.
    pub(crate) fn counting_steps(&self) -> Vec<Step> {
        let all = self.steps().into_iter();
        all.filter(|step| self.counts_calls && step.round == 0).collect()
    }

    /// A run in words.
    pub(crate) fn describe(&self, step: &Step) -> String {
        let (case, subject) = (&self.cases[step.case], &self.subjects[step.subject]);
        format!("{}, {} at once: {}", case.scenario, case.concurrency, subject.name)
    }

    /// How long a run takes, about.
    pub(crate) fn expected(&self, case: usize) -> Duration {
        OVERHEAD
            + match self.cases[case].extent {
                Extent::Requests(_) => GUESS,
                Extent::Span { warm_up, measured } => warm_up + measured,
            }
    }
}

impl Placement {
    /// The server on the first processor that we may use, the generator on the last; nobody is bound where there is only one, or
    /// the system cannot.
    pub fn of_this_machine() -> Placement {
        match system::affinity().unwrap_or_default().as_slice() {
            [first, .., last] => Placement { server: vec![*first], load: vec![*last] },
            _ => Placement::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_take_turns() {
        let subject = |name: &str| Subject::command(&format!("{name}={name} {{port}}")).unwrap();
        let case = Case { scenario: Scenario::Hello, concurrency: 1, extent: Extent::Requests(1) };
        let plan = Plan {
            subjects: ["a", "b", "c"].map(subject).to_vec(),
            cases: vec![case],
            rounds: 2,
            work: Work { wait: Duration::ZERO, compute: None },
            size: 64,
            counts_calls: true,
            placement: Placement::default(),
        };
        let order: String =
            plan.steps().iter().map(|step| plan.subjects[step.subject].name.as_str()).collect();
        assert_eq!(order, "abcbca");
        assert_eq!(plan.counting_steps().len(), 3);
    }
}
