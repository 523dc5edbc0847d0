//! The command line of `evloop compare`.

use super::words::{Mistake, count, counts, duration, list};
use crate::load::Extent;
use crate::paper;
use crate::plan::{Case, Placement, Plan};
use crate::scenario::Scenario;
use crate::subject::{Subject, Work};
use lexopt::prelude::*;
use std::path::PathBuf;
use std::time::Duration;

/// What `evloop compare --help` prints.
pub(super) const HELP: &str = "\
Measures the designs of servers against each other, and writes a report with plots.

Usage:
  evloop compare [OPTION…]
  evloop compare --paper     the two tables of the paper, measured here, beside the paper's own figures (about a minute)
  evloop compare --quick     a first impression, in some seconds

Options:
  --models LIST              which models of evloop serve, with commas between; none for none of them (default: all)
  --also COMMAND             any other server, in which {port} stands for the port and {scenario} for what it shall do;
                             NAME=COMMAND gives it a name. Can be given several times
  --scenarios LIST           hello, wait, compute, echo (default: hello)
  --concurrency LIST         connections at once (default: 1,8,64)
  --rounds N                 how often each run is repeated (default: 3)
  --seconds S                how long each run is measured (default: 0.6)
  --warm-up S                before that, not counted (default: 0.2)
  --requests N               instead of --seconds: so many requests
  --wait MS                  how long servers wait in the scenario wait (default: 100)
  --compute N                how much they compute in the scenario compute (default: evloop serve's)
  --size BYTES               of a message in the scenario echo (default: 64)
  --server-cpus LIST         processors of the servers (default: the first)
  --load-cpus LIST           processors of the load generator (default: the last)
  --no-system-calls          do not count system calls
  --out FOLDER               where the report goes (default: evloop-compare); what is there is replaced

The folder gets report.html, the same plots as SVG, results.csv and results.json. Ctrl-C ends it with a report of what there is.
Codes: 0, 1 when not every run went well, 9 when the command line was not understood, 130 after Ctrl-C.
";

/// What the command line asks for.
pub(super) struct Order {
    pub(super) plan: Plan,
    pub(super) out: PathBuf,
    pub(super) is_paper: bool,
}

/// Options as they were given.
#[derive(Default)]
struct Given {
    models: Option<Vec<String>>,
    also: Vec<Subject>,
    scenarios: Option<Vec<Scenario>>,
    concurrency: Option<Vec<usize>>,
    rounds: Option<usize>,
    measured: Option<Duration>,
    warm_up: Option<Duration>,
    requests: Option<usize>,
    wait: Option<Duration>,
    compute: Option<u32>,
    size: Option<usize>,
    server_cpus: Option<Vec<usize>>,
    load_cpus: Option<Vec<usize>>,
    no_calls: bool,
    out: Option<PathBuf>,
    is_paper: bool,
    is_quick: bool,
}

/// Reads the command line; `None`: help is wanted.
pub(super) fn parse(arguments: impl Iterator<Item = String>) -> Result<Option<Order>, Mistake> {
    let mut given = Given::default();
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(option) = parser.next()? {
        match option {
            Long("models") => given.models = Some(list(&mut parser, "--models")?),
            Long("also") => given.also.push(Subject::command(&parser.value()?.string()?).map_err(Mistake)?),
            Long("scenarios") => given.scenarios = Some(list(&mut parser, "--scenarios")?),
            Long("concurrency") => given.concurrency = Some(counts(&mut parser, "--concurrency")?),
            Long("rounds") => given.rounds = Some(count(&mut parser, "--rounds")?),
            Long("seconds") => given.measured = Some(duration(&mut parser, "--seconds")?),
            Long("warm-up") => given.warm_up = Some(duration(&mut parser, "--warm-up")?),
            Long("requests") => given.requests = Some(count(&mut parser, "--requests")?),
            Long("wait") => given.wait = Some(Duration::from_millis(parser.value()?.parse::<u32>()?.into())),
            Long("compute") => given.compute = Some(parser.value()?.parse()?),
            Long("size") => given.size = Some(count(&mut parser, "--size")?),
            Long("server-cpus") => given.server_cpus = Some(list(&mut parser, "--server-cpus")?),
            Long("load-cpus") => given.load_cpus = Some(list(&mut parser, "--load-cpus")?),
            Long("no-system-calls") => given.no_calls = true,
            Long("out") => given.out = Some(parser.value()?.into()),
            Long("paper") => given.is_paper = true,
            Long("quick") => given.is_quick = true,
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    given.order().map(Some)
}

impl Given {
    fn order(self) -> Result<Order, Mistake> {
        if self.measured.is_some() && self.requests.is_some() {
            return Err(Mistake::new("either --requests or --seconds can be used, not both"));
        }
        let out = self.out.clone().unwrap_or_else(|| PathBuf::from("evloop-compare"));
        let is_paper = self.is_paper;
        let plan = Plan {
            subjects: self.subjects()?,
            cases: self.cases()?,
            rounds: self.rounds.unwrap_or(if self.is_quick { 1 } else { 3 }),
            work: Work { wait: self.wait.unwrap_or(Duration::from_millis(100)), compute: self.compute },
            size: self.size.unwrap_or(64),
            counts_calls: !self.no_calls && !is_paper,
            placement: self.placement(),
        };
        Ok(Order { plan, out, is_paper })
    }

    fn subjects(&self) -> Result<Vec<Subject>, Mistake> {
        let mut subjects = match &self.models {
            None if self.is_paper => paper::servers().map_err(Mistake)?,
            None => Subject::models(),
            Some(names) => {
                let names = names.iter().filter(|name| *name != "none");
                names.map(|name| Subject::model(name)).collect::<Result<_, _>>().map_err(Mistake)?
            }
        };
        subjects.extend(self.also.iter().cloned());
        for (place, subject) in subjects.iter().enumerate() {
            if subjects[..place].iter().any(|other| other.name == subject.name) {
                let again = format!(
                    "two servers are called {:?}: --also NAME=COMMAND gives one a name",
                    subject.name
                );
                return Err(Mistake(again));
            }
        }
        if subjects.is_empty() {
            Err(Mistake::new("there is no server to be measured"))
        } else {
            Ok(subjects)
        }
    }

    fn cases(&self) -> Result<Vec<Case>, Mistake> {
        if self.is_paper {
            if self.scenarios.is_some()
                || self.concurrency.is_some()
                || self.requests.is_some()
                || self.measured.is_some()
            {
                return Err(Mistake::new(
                    "--paper says itself what is asked: it takes no other scenario or number",
                ));
            }
            return Ok(paper::cases());
        }
        let (warm_up, measured) = match self.is_quick {
            true => (Duration::from_millis(100), Duration::from_millis(300)),
            false => (Duration::from_millis(200), Duration::from_millis(600)),
        };
        let span = Extent::Span {
            warm_up: self.warm_up.unwrap_or(warm_up),
            measured: self.measured.unwrap_or(measured),
        };
        let extent = self.requests.map_or(span, |count| Extent::Requests(count as u64));
        let numbers: &[usize] = if self.is_quick { &[1, 16] } else { &[1, 8, 64] };
        let numbers = self.concurrency.as_deref().unwrap_or(numbers);
        let scenarios = self.scenarios.as_deref().unwrap_or(&[Scenario::Hello]);
        let case = |scenario| move |&concurrency: &usize| Case { scenario, concurrency, extent };
        Ok(scenarios.iter().flat_map(|&scenario| numbers.iter().map(case(scenario))).collect())
    }

    fn placement(&self) -> Placement {
        let usual = Placement::of_this_machine();
        Placement {
            server: self.server_cpus.clone().unwrap_or(usual.server),
            load: self.load_cpus.clone().unwrap_or(usual.load),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Order, String> {
        let words = line.split(' ').filter(|word| !word.is_empty()).map(str::to_owned);
        parse(words).map(|order| order.expect("no help")).map_err(|mistake| mistake.0)
    }

    #[test]
    fn a_list_of_models_and_numbers_makes_a_plan() {
        let order =
            parsed("--models reactor,iterative --scenarios hello,echo --concurrency=1,8 --rounds 2").unwrap();
        let names: Vec<_> = order.plan.subjects.iter().map(|subject| subject.name.as_str()).collect();
        assert_eq!((names, order.plan.cases.len(), order.plan.rounds), (vec!["reactor", "iterative"], 4, 2));
    }

    #[test]
    fn mistakes_are_told() {
        let mistake = |line: &str| parsed(line).err().unwrap();
        assert_eq!(mistake("--models none"), "there is no server to be measured");
        assert!(mistake("--models psychic").starts_with("there is no model"));
        assert!(mistake("--scenarios nap").contains("nap is no scenario"));
        assert!(mistake("--concurrency 0").contains("takes a number from 1"));
        assert!(mistake("--requests 1 --seconds 1").contains("not both"));
        assert!(mistake("--paper --requests 1").contains("--paper says itself"));
        assert!(mistake("--seconds -1").contains("takes seconds from 0"));
    }
}
