//! Ticks, microtasks and promise jobs: what is run when a callback is over, before the loop goes on.
//!
//! The engine tells of a promise job neither that it begins nor whose it is. So a job is entered before anybody knows what it
//! is; if it turns out to be a microtask, that is entered inside of it.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use evloop::recorder::{Label, Subject, What};

use super::{Facts, Kind};
use crate::door;
use crate::raw::{Answer, Args, JobOutcome, Js, Observer, Thrown, Value};

/// What is known of ticks and jobs. Each of the two queues is run in order.
#[derive(Default)]
pub(super) struct Jobs {
    ticks: RefCell<VecDeque<Waiting>>,
    tick: Cell<Option<Subject>>,
    microtasks: RefCell<VecDeque<Waiting>>,
    microtask: Cell<Option<Subject>>,
    /// Where promises were made, by where they lie.
    promises: RefCell<HashMap<usize, Label>>,
}

/// What waits in a queue.
struct Waiting {
    subject: Subject,
    site: Label,
    built_in: bool,
}

/// So many promises are remembered.
const MOST_PROMISES: usize = 1 << 20;

impl Facts {
    /// What `internal/ticks` is given: `made(callback)`, `begins()`, `ends()`, `exception(error)`.
    pub(crate) fn natives<'a>(&self, js: &mut Js<'a>) -> Answer<'a> {
        let natives = js.object()?;
        for (name, function) in [
            ("made", js.function(c"made", 1, |js, args| tell(js, |js, facts| facts.tick_made(js, args)))?),
            ("begins", js.function(c"begins", 0, |js, _| tell(js, |js, facts| facts.tick_begins(js)))?),
            ("ends", js.function(c"ends", 0, |js, _| tell(js, |js, facts| facts.tick_ends(js)))?),
            (
                "exception",
                js.function(c"exception", 1, |js, args| {
                    tell(js, |js, facts| facts.exception(js, args.get(0)))
                })?,
            ),
        ] {
            natives.value().define(js, js.atom(name), function);
        }
        Ok(natives)
    }

    /// Something is put at the end of a queue; it will call this function.
    fn queued(&self, js: &mut Js<'_>, kind: &Kind, queue: &RefCell<VecDeque<Waiting>>, function: Value<'_>) {
        self.see(js);
        let subject = kind.next();
        let site = self.site(js);
        self.note(js, What::Born(subject, site));
        let known = self.function(js, function);
        self.note(js, What::Named(subject, known.label));
        queue.borrow_mut().push_back(Waiting { subject, site, built_in: known.built_in });
    }

    /// The first of a queue begins.
    fn begins(&self, js: &Js<'_>, queue: &RefCell<VecDeque<Waiting>>) -> Option<Subject> {
        let Waiting { subject, site, built_in } = queue.borrow_mut().pop_front()?;
        self.enter(js, subject, site, built_in);
        Some(subject)
    }

    fn ends(&self, js: &Js<'_>, running: &Cell<Option<Subject>>) {
        if let Some(subject) = running.take() {
            self.leave(js, subject);
            self.note(js, What::Died(subject));
        }
    }

    fn tick_made(&self, js: &mut Js<'_>, args: Args<'_>) {
        self.queued(js, &self.kinds.tick, &self.jobs.ticks, args.get(0));
    }

    fn tick_begins(&self, js: &Js<'_>) {
        self.jobs.tick.set(self.begins(js, &self.jobs.ticks));
    }

    /// The tick that runs is over, if one runs.
    pub(crate) fn tick_ends(&self, js: &Js<'_>) {
        self.ends(js, &self.jobs.tick);
    }

    /// Adds a job that calls a function; `unbound` is what the program wants to be called.
    pub(crate) fn enqueue_microtask(
        &self,
        js: &mut Js<'_>,
        function: Value<'_>,
        unbound: Value<'_>,
    ) -> Result<(), Thrown> {
        self.queued(js, &self.kinds.microtask, &self.jobs.microtasks, unbound);
        js.enqueue_observed_job(function)
    }

    /// Runs the next promise job.
    pub(crate) fn run_job(&self, js: &mut Js<'_>) -> JobOutcome {
        if !js.has_jobs() {
            return JobOutcome::Idle;
        }
        let job = self.kinds.promise.next();
        self.enter(js, job, Label::NONE, true);
        let outcome = js.run_job();
        self.leave(js, job);
        outcome
    }

    /// The name of a promise job of whose function nothing was seen: where the promise was made that it has settled.
    fn name_by_promise(&self, js: &Js<'_>, promise: usize) {
        let site = self.jobs.promises.borrow().get(&promise).copied();
        let Some(site) = site.filter(|site| *site != Label::NONE) else { return };
        self.unnamed.set(false);
        let text = self.recorder.reader().text(site);
        let place = text.rsplit(' ').next().unwrap_or_default();
        self.note(js, What::Function(self.recorder.label(&format!("(promise) {place}"))));
    }
}

impl Observer for Facts {
    fn promise_made(&self, js: &mut Js<'_>, promise: Value<'_>) {
        self.see(js);
        let site = self.site(js);
        let mut promises = self.jobs.promises.borrow_mut();
        if promises.len() >= MOST_PROMISES {
            promises.clear();
        }
        if let Some(address) = promise.address() {
            promises.insert(address, site);
        }
    }

    fn promise_fulfilled(&self, js: &mut Js<'_>, promise: Value<'_>) {
        self.see(js);
        if self.unnamed.get()
            && let Some(address) = promise.address()
        {
            self.name_by_promise(js, address);
        }
    }

    fn job_begins(&self, js: &Js<'_>) {
        self.jobs.microtask.set(self.begins(js, &self.jobs.microtasks));
    }

    fn job_ends(&self, js: &Js<'_>) {
        self.ends(js, &self.jobs.microtask);
    }
}

fn tell<'a>(js: &mut Js<'a>, body: impl FnOnce(&mut Js<'a>, &Rc<Facts>)) -> Answer<'a> {
    if let Some(facts) = &door::door_of(js)?.facts {
        body(js, facts);
    }
    Ok(js.undefined())
}
