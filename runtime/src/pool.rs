//! The pool: a few threads for what would block the loop.

use crate::event_loop::Loop;
use crate::observer::{Kind, Moment};
use crate::remote::Remote;
use crate::slab::{Key, Store};
use std::any::Any;
use std::collections::VecDeque;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;

/// How many threads a pool has, unless `EVLOOP_POOL` says otherwise.
const THREADS: usize = 4;

/// The name of a job.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Work(Key);

type Outcome = thread::Result<Box<dyn Any + Send>>;
type Done = Box<dyn FnOnce(&mut Loop, Outcome)>;
type Job = Box<dyn FnOnce() + Send>;

/// The loop's side: who waits for which result.
pub(crate) struct Jobs {
    waiting: Store<Done>,
    pool: Option<Pool>,
}

impl Jobs {
    pub(crate) const fn new() -> Jobs {
        Jobs { waiting: Store::new(), pool: None }
    }

    /// Lets the threads end when they have done what they are at. Nobody waits for them: a look-up may take long.
    pub(crate) fn shut_down(&mut self) {
        if let Some(pool) = &self.pool {
            pool.shared.lock().closed = true;
            pool.shared.changed.notify_all();
        }
    }
}

/// The threads, started when there is a job for them.
struct Pool {
    shared: Arc<Shared>,
    remote: Remote,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<(Key, Job)>,
    threads: usize,
    idle: usize,
    closed: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The life of a thread. Panics of jobs are caught where the job is wrapped, so that none ends it.
    fn serve(&self) {
        let mut state = self.lock();
        loop {
            if state.closed {
                return;
            }
            if let Some((_, job)) = state.queue.pop_front() {
                drop(state);
                job();
                state = self.lock();
                continue;
            }
            state.idle += 1;
            state = self.changed.wait(state).unwrap_or_else(|poisoned| poisoned.into_inner());
            state.idle -= 1;
        }
    }
}

impl Pool {
    /// Queues a job, with one more thread for it if none is idle and there may be more.
    fn submit(&self, key: Key, job: Job) {
        let mut state = self.shared.lock();
        state.queue.push_back((key, job));
        if state.idle < state.queue.len() && state.threads < most_threads() {
            let shared = Arc::clone(&self.shared);
            match thread::Builder::new().name("evloop-pool".to_owned()).spawn(move || shared.serve()) {
                Ok(_) => state.threads += 1,
                // Fewer threads do the same work, only later; but none at all never would.
                Err(error) => log::warn!("the pool stays at {} threads: {error}", state.threads),
            }
        }
        let stranded = if state.threads == 0 { state.queue.pop_back() } else { None };
        drop(state);
        match stranded {
            Some((_, job)) => job(),
            None => self.shared.changed.notify_one(),
        }
    }
}

fn most_threads() -> usize {
    let asked = std::env::var("EVLOOP_POOL").ok().and_then(|text| text.parse::<usize>().ok());
    asked.unwrap_or(THREADS).clamp(1, 1024)
}

impl Loop {
    /// Runs `job` on a thread of the pool, and then `done` on the loop with its result, or with what it panicked
    /// with. The loop stays alive until then.
    ///
    /// When the system refuses even the first thread, the job is run here and now, which blocks the loop.
    pub fn work<T: Send + 'static>(
        &mut self,
        job: impl FnOnce() -> T + Send + 'static,
        done: impl FnOnce(&mut Loop, thread::Result<T>) + 'static,
    ) -> Work {
        let key = self.jobs.waiting.insert(Box::new(move |lp, outcome: Outcome| done(lp, unbox(outcome))));
        self.active += 1;
        self.note_source(Moment::Born, Kind::Work, key);
        if self.jobs.pool.is_none() {
            let remote = self.remote();
            remote.unref(self);
            self.jobs.pool = Some(Pool { shared: Arc::default(), remote });
        }
        if let Some(pool) = &self.jobs.pool {
            let remote = pool.remote.clone();
            let job = move || {
                let outcome = panic::catch_unwind(AssertUnwindSafe(job));
                let outcome = outcome.map(|value| Box::new(value) as Box<dyn Any + Send>);
                // When the loop is gone, so is whoever wanted to know.
                let _ = remote.post(move |lp| lp.job_done(key, outcome));
            };
            pool.submit(key, Box::new(job));
        }
        Work(key)
    }

    fn job_done(&mut self, key: Key, outcome: Outcome) {
        let Some(done) = self.jobs.waiting.remove(key) else { return };
        self.active -= 1;
        self.note_source(Moment::Enter, Kind::Work, key);
        done(self, outcome);
        self.note_source(Moment::Leave, Kind::Work, key);
        self.note_source(Moment::Died, Kind::Work, key);
    }
}

/// Gives the result its type back.
fn unbox<T: 'static>(outcome: Outcome) -> thread::Result<T> {
    outcome.map(|value| *value.downcast().expect("the job's own type"))
}

impl Work {
    /// Takes a job back that no thread has begun. `true` when it will not run, and its `done` will not be called;
    /// `false` when it is too late.
    pub fn cancel(self, lp: &mut Loop) -> bool {
        let Some(pool) = &lp.jobs.pool else { return false };
        let mut state = pool.shared.lock();
        let Some(place) = state.queue.iter().position(|(key, _)| *key == self.0) else { return false };
        let job = state.queue.remove(place);
        drop(state);
        drop(job);
        if lp.jobs.waiting.remove(self.0).is_some() {
            lp.active -= 1;
            lp.note_source(Moment::Died, Kind::Work, self.0);
        }
        true
    }
}
