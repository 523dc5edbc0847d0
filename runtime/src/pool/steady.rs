//! Jobs of which nothing is left to chance: for loops whose runs shall be the same each time.
//!
//! A pool's threads finish when they finish, and so it is chance in which turn a result is told, and what comes before it. Here
//! jobs are held back until the poll phase of the turn after (or of the same turn, if there is nothing else to do), and done then,
//! one after the other, while the loop waits. So each result is told at the same place in every run, and immediates still come
//! before jobs that were handed over with them, as they nearly always do.

use super::crew::{Crew, Job};
use super::queue::Pace;
use std::cell::RefCell;
use std::mem;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

/// How long the loop waits for one job: longer than a busy machine lets a thread stand still. What takes longer waits for somebody
/// else, who does not repeat himself anyway, or for the loop itself; it is told when it is done.
const PATIENCE: Duration = Duration::from_secs(5);

/// Jobs that are held back.
pub(crate) struct Steady {
    held: RefCell<Held>,
    /// The names of jobs whose results are on their way.
    done: Receiver<u64>,
    tell: Sender<u64>,
}

#[derive(Default)]
struct Held {
    /// Handed over before the last poll phase.
    old: Vec<Waiting>,
    /// Handed over since.
    young: Vec<Waiting>,
}

struct Waiting {
    name: u64,
    pace: Pace,
    job: Job,
}

impl Steady {
    pub(crate) fn new() -> Steady {
        let (tell, done) = mpsc::channel();
        Steady { held: RefCell::default(), done, tell }
    }

    pub(crate) fn hold(&self, name: u64, pace: Pace, job: Job) {
        self.held.borrow_mut().young.push(Waiting { name, pace, job });
    }

    /// Does what is due: all, when the loop would sleep.
    pub(crate) fn perform(&self, crew: &Crew, all: bool) {
        let due = {
            let Held { old, young } = &mut *self.held.borrow_mut();
            let mut due = mem::replace(old, mem::take(young));
            if all {
                due.append(old);
            }
            due
        };
        for Waiting { name, pace, job } in due {
            let tell = self.tell.clone();
            let told = move |finished: &dyn Fn(), thread| {
                job(finished, thread);
                let _ = tell.send(name);
            };
            crew.submit(name, pace, Box::new(told));
            let end = Instant::now() + PATIENCE;
            let wait = || self.done.recv_timeout(end.saturating_duration_since(Instant::now()));
            // Others are those that were not waited for to the end.
            while wait().is_ok_and(|other| other != name) {}
        }
    }

    /// How many are held back.
    pub(crate) fn len(&self) -> usize {
        let held = self.held.borrow();
        held.old.len() + held.young.len()
    }

    pub(crate) fn holds(&self, name: u64) -> bool {
        let held = self.held.borrow();
        held.old.iter().chain(&held.young).any(|waiting| waiting.name == name)
    }

    /// Gives a job back that is held.
    pub(crate) fn cancel(&self, name: u64) -> Option<Job> {
        let Held { old, young } = &mut *self.held.borrow_mut();
        [old, young].into_iter().find_map(|list| {
            let place = list.iter().position(|waiting| waiting.name == name)?;
            Some(list.remove(place).job)
        })
    }

    /// Gives all back, to nobody.
    pub(crate) fn clear(&self) {
        // Their destructors may take long, and hand over others.
        let all = self.held.take();
        drop(all);
    }
}
