//! Runs the plan: a fresh server for each run, a generator for it, and a look at what the server used.

mod calls;
mod guest;

use crate::load::{Extent, Outcome};
use crate::machine::{Machine, busy};
use crate::plan::{Case, Plan, Step};
use crate::progress::Progress;
use crate::results::Results;
use crate::sample::{Sample, Usage};
use crate::stage::{Actor, Stage, Waited};
use crate::tree;
use evloop::{ExitStatus, Sig};
use evloop_ffi::system;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long a server may take until it is ready.
const READY: Duration = Duration::from_secs(20);
/// How long a generator may take beyond the time that it was given.
const GRACE: Duration = Duration::from_secs(40);
/// When nothing was answered for so long, the generator gives up.
const PATIENCE: Duration = Duration::from_secs(20);
/// So often we look how much memory a server has.
const LOOK: Duration = Duration::from_millis(200);

/// Why there is no result.
enum Trouble {
    /// The user wants it all to end.
    Interrupted,
    /// This went wrong.
    Failed(String),
}

/// Carries out a plan; `evloop` is the command that knows `serve` and `load`.
///
/// # Errors
/// When the loop that waits for it all cannot be had. What goes wrong with a server is part of the results.
pub fn run(plan: &Plan, evloop: PathBuf) -> evloop::Result<Results> {
    let began = Instant::now();
    let machine = Machine::this(&plan.placement);
    // We measure by looking: not from where the server is to have its time.
    let _ = system::set_affinity(&plan.placement.load);
    let mut runner = Runner { plan, evloop, stage: Stage::new()? };
    let (steps, counting) = (plan.steps(), plan.counting_steps());
    let expected = |step: &Step| plan.expected(step.case);
    let total = steps.iter().map(expected).sum::<Duration>() + calls::EXPECTED * counting.len() as u32;
    let mut progress = Progress::new(steps.len() + counting.len(), total);

    let (mut samples, mut calls) = (Vec::new(), Vec::new());
    for step in &steps {
        progress.begin(&format!("round {} of {} · {}", step.round + 1, plan.rounds, plan.describe(step)));
        match runner.sample(step) {
            Some(sample) => {
                if let Some(failure) = &sample.failure {
                    progress.tell(&format!("{}: {failure}", plan.describe(step)));
                }
                samples.push(sample);
            }
            None => break,
        }
        progress.end(expected(step));
    }
    for step in &counting {
        if runner.stage.is_interrupted() {
            break;
        }
        progress.begin(&format!("counting system calls · {}", plan.describe(step)));
        calls.extend(runner.count_calls(step));
        progress.end(calls::EXPECTED);
    }
    progress.close();
    let all = steps.len() + counting.len();
    let is_complete = !runner.stage.is_interrupted() && samples.len() + calls.len() == all;
    Ok(Results::new(plan, machine, samples, calls, is_complete, began.elapsed()))
}

struct Runner<'a> {
    plan: &'a Plan,
    evloop: PathBuf,
    stage: Stage,
}

/// A server that is ready.
struct Server {
    actor: Actor,
    address: SocketAddr,
}

/// What a generator has used, from its beginning to its end.
struct Cost {
    time: Duration,
    switches: u64,
}

impl Runner<'_> {
    /// One run. `None`: the user wants it all to end.
    fn sample(&mut self, step: &Step) -> Option<Sample> {
        let case = self.plan.cases[step.case];
        let mut sample = Sample {
            server: self.plan.subjects[step.subject].name.clone(),
            scenario: case.scenario.name(),
            concurrency: case.concurrency,
            round: step.round + 1,
            outcome: None,
            usage: Usage::default(),
            failure: None,
        };
        match self.measure(step, &case) {
            Ok((outcome, usage, failure)) => {
                (sample.outcome, sample.usage, sample.failure) = (Some(outcome), usage, failure)
            }
            Err(Trouble::Failed(why)) => sample.failure = Some(why),
            Err(Trouble::Interrupted) => return None,
        }
        Some(sample)
    }

    fn measure(&mut self, step: &Step, case: &Case) -> Result<(Outcome, Usage, Option<String>), Trouble> {
        let ended_before = system::children_usage();
        let server = self.start_server(step)?;
        let (time, switches) = (tree::processor_time(server.actor.pid), tree::switches(server.actor.pid));
        let (busy_before, began) = (busy(), Instant::now());
        let (mut memory, mut looked) = (tree::memory(server.actor.pid), began);
        let pid = server.actor.pid;
        let result = self.ask(&server, case, case.extent, || {
            if looked.elapsed() > LOOK {
                (memory, looked) = (memory.max(tree::memory(pid)), Instant::now());
            }
        });
        let elapsed = began.elapsed();
        let used = difference(tree::processor_time(pid), time, |now, before| now.saturating_sub(before));
        let seen = difference(tree::switches(pid), switches, u64::saturating_sub);
        let busy = difference(busy(), busy_before, |now, before| now.saturating_sub(before));
        memory = memory.max(tree::memory(pid));
        let has_died = server.actor.status().is_some();
        let end = self.stage.end(&server.actor, Sig::TERM);
        // One that was about to die when it was asked to end has another code.
        let died = (has_died || !is_orderly(end)).then(|| server.actor.describe_end());
        // Threads and processes that have ended are known now, when all of the server has, and was waited for: but so are its
        // beginning and its end.
        let ended = system::children_usage();
        let (outcome, generator) = result?;
        let not_its = ended_before.switches() + switches.unwrap_or(0) + generator.switches;
        let waited_for = ended.switches().saturating_sub(not_its);
        let replies = outcome.all_replies.max(1) as f64;
        let others = |busy: Duration| {
            (busy.as_secs_f64() - used.unwrap_or_default().as_secs_f64() - generator.time.as_secs_f64())
                / elapsed.as_secs_f64()
        };
        let usage = Usage {
            cpu_us_per_reply: used.map(|used| used.as_secs_f64() * 1e6 / replies),
            memory_bytes: memory,
            switches_per_reply: seen.map(|seen| seen.max(waited_for) as f64 / replies),
            others_cpus: busy.map(|busy| others(busy).max(0.0)),
        };
        let failure = match (outcome.failures.describe(), died) {
            (None, _) if outcome.replies == 0 => Some("nothing was answered in the time".to_owned()),
            (None, _) => None,
            (Some(failures), None) => Some(failures),
            (Some(failures), Some(end)) => Some(format!("{failures}; the server {end}")),
        };
        Ok((outcome, usage, failure))
    }

    fn start_server(&mut self, step: &Step) -> Result<Server, Trouble> {
        let (subject, case) = (&self.plan.subjects[step.subject], &self.plan.cases[step.case]);
        let failed = |error: std::io::Error| Trouble::Failed(format!("no port is free: {error}"));
        let port = if subject.is_foreign() { guest::free_port().map_err(failed)? } else { 0 };
        let words = subject.words(&self.evloop, case.scenario, self.plan.work, port);
        let actor = self.stage.start(&words, &self.plan.placement.server).map_err(Trouble::Failed)?;
        match self.await_ready(&actor, case, port) {
            (_, Some(address)) => Ok(Server { actor, address }),
            (waited, None) => {
                self.stage.end(&actor, Sig::TERM);
                Err(match waited {
                    Waited::Interrupted => Trouble::Interrupted,
                    Waited::Late => Trouble::Failed("the server did not get ready in time".to_owned()),
                    Waited::Done => Trouble::Failed(format!("the server {}", actor.describe_end())),
                })
            }
        }
    }

    /// Ours say where they listen; others are visited until they answer. Done, too, when it has ended.
    fn await_ready(&mut self, actor: &Actor, case: &Case, port: u16) -> (Waited, Option<SocketAddr>) {
        let mut address = None;
        let waited = self.stage.wait(READY, || {
            address = match port {
                0 => announced(&actor.stdout()),
                port => guest::visit(port, case.scenario),
            };
            address.is_some() || actor.status().is_some()
        });
        (waited, address)
    }

    /// Lets a generator ask a server: what came of it, and what the generator used. `meanwhile` is called again and again.
    fn ask(
        &mut self,
        server: &Server,
        case: &Case,
        extent: Extent,
        mut meanwhile: impl FnMut(),
    ) -> Result<(Outcome, Cost), Trouble> {
        let words = self.generator(server.address, case, extent);
        let before = system::children_usage();
        let load = self.stage.start(&words, &self.plan.placement.load).map_err(Trouble::Failed)?;
        let limit = match extent {
            Extent::Requests(_) => Duration::MAX,
            Extent::Span { warm_up, measured } => warm_up + measured + GRACE,
        };
        let waited = self.stage.wait(limit.min(LONGEST), || {
            meanwhile();
            load.is_through()
        });
        if waited != Waited::Done {
            self.stage.end(&load, Sig::KILL);
        }
        let after = system::children_usage();
        let cost = Cost {
            time: (after.user + after.system).saturating_sub(before.user + before.system),
            switches: after.switches().saturating_sub(before.switches()),
        };
        match waited {
            Waited::Interrupted => Err(Trouble::Interrupted),
            Waited::Late => Err(Trouble::Failed("the load generator came to no end".to_owned())),
            Waited::Done => match serde_json::from_str(&load.stdout()) {
                Ok(outcome) => Ok((outcome, cost)),
                Err(_) => Err(Trouble::Failed(format!("the load generator {}", load.describe_end()))),
            },
        }
    }

    fn generator(&self, address: SocketAddr, case: &Case, extent: Extent) -> Vec<OsString> {
        let mut words = vec!["load".to_owned(), "--json".to_owned()];
        let mut option = |name: &str, value: String| words.extend([name.to_owned(), value]);
        option("--to", address.to_string());
        option("--scenario", case.scenario.to_string());
        option("--concurrency", case.concurrency.to_string());
        option("--size", self.plan.size.to_string());
        option("--patience", (PATIENCE + self.plan.work.wait).as_secs_f64().to_string());
        match extent {
            Extent::Requests(count) => option("--requests", count.to_string()),
            Extent::Span { warm_up, measured } => {
                option("--warm-up", warm_up.as_secs_f64().to_string());
                option("--seconds", measured.as_secs_f64().to_string());
            }
        }
        [self.evloop.clone().into_os_string()]
            .into_iter()
            .chain(words.into_iter().map(OsString::from))
            .collect()
    }
}

/// Whether a server has ended in a way in which one does that is asked to.
fn is_orderly(end: ExitStatus) -> bool {
    match end {
        ExitStatus::Code(code) => code == 0 || code == 128 + Sig::TERM.number(),
        ExitStatus::Signal { signal, .. } => signal == Sig::TERM || signal == Sig::KILL,
        ExitStatus::Lost => true,
    }
}

/// The longest time that anything is waited for: a day. A generator that makes no progress ends much earlier by itself.
const LONGEST: Duration = Duration::from_secs(86_400);

/// The address in `listening on ADDRESS`.
fn announced(said: &str) -> Option<SocketAddr> {
    let (_, rest) = said.split_once("listening on ")?;
    // A line that is not yet whole may have half a port.
    let (address, _) = rest.split_once('\n')?;
    address.trim().parse().ok()
}

fn difference<T>(now: Option<T>, before: Option<T>, subtract: impl Fn(T, T) -> T) -> Option<T> {
    Some(subtract(now?, before?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_from_a_whole_line() {
        assert_eq!(announced("hello\nlistening on 127.0.0.1:80"), None);
        assert_eq!(announced("hello\nlistening on 127.0.0.1:80\n"), Some(([127, 0, 0, 1], 80).into()));
        assert_eq!(announced("listening on the radio\n"), None);
    }
}
