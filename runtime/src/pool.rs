//! The pool: a few threads for what would block the loop.
//!
//! This file is the loop's side: who waits for which result. `pool/queue.rs` decides which job is next, and
//! `pool/crew.rs` are the threads.

mod crew;
mod queue;
pub(crate) mod resolve;
mod steady;

pub use queue::PoolLoad;
use steady::Steady;

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::{Description, Kind, Moment, SourceId};
use crate::remote::Remote;
use crate::slab::{Key, Store};
use crew::{Crew, Job};
use evloop_ffi::system::monotonic;
use queue::{Pace, Stage};
use std::any::Any;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::thread;
use std::time::Duration;

/// How many threads a pool has, unless somebody chooses.
const THREADS: usize = 4;

/// How many it may have. More would not wait faster.
const MOST_THREADS: usize = 1024;

/// The environment variable by which a user chooses the size of a pool whose program did not.
const VARIABLE: &str = "EVLOOP_POOL";

/// The name of a job.
///
/// ```
/// use evloop::{Loop, Work};
///
/// let mut lp = Loop::new()?;
/// let jobs: [Work; 2] = [
///     lp.work(|| "a b c".split(' ').count(), |_, words| assert_eq!(words.unwrap(), 3)),
///     lp.work(|| -> usize { panic!("no words") }, |_, words| assert!(words.is_err())),
/// ];
/// assert_ne!(jobs[0], jobs[1]);
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Work(Key);

type Outcome = thread::Result<Box<dyn Any + Send>>;
type Done = Box<dyn FnOnce(&mut Loop, Outcome)>;

/// What a thread had to do with a job, by the system's clock.
struct Stint {
    thread: usize,
    begun: Duration,
    took: Duration,
}

/// The loop's side: who waits for which result.
pub(crate) struct Jobs {
    waiting: Store<Done>,
    size: usize,
    pool: Option<Pool>,
    /// When nothing shall be left to chance.
    steady: Option<Box<Steady>>,
}

/// From the first job on.
struct Pool {
    crew: Crew,
    remote: Remote,
}

impl Jobs {
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        self.waiting.keys()
    }

    pub(crate) fn describe(&self, key: Key) -> Option<Description> {
        self.waiting.get(key)?;
        let stage = match (&self.steady, &self.pool) {
            (Some(steady), _) if steady.holds(key.to_token()) => Stage::Queued,
            (_, pool) => pool.as_ref().map_or(Stage::Done, |pool| pool.crew.stage(key.to_token())),
        };
        Some(Description::new(SourceId::new(Kind::Work, key), stage.word(), true))
    }

    pub(crate) const fn new(size: usize) -> Jobs {
        Jobs { waiting: Store::new(), size, pool: None, steady: None }
    }

    /// From now on each job is told at the same place in every run.
    pub(crate) fn leave_nothing_to_chance(&mut self) {
        self.steady = Some(Box::new(Steady::new()));
    }

    /// Jobs that wait for the poll phase.
    pub(crate) fn held(&self) -> usize {
        self.steady.as_ref().map_or(0, |steady| steady.len())
    }

    /// The poll phase is about to begin, with nothing else to do or with something. Does what was held back for it.
    pub(crate) fn perform_held(&self, at_leisure: bool) {
        if let (Some(steady), Some(pool)) = (&self.steady, &self.pool) {
            steady.perform(&pool.crew, at_leisure);
        }
    }

    fn hand_over(&self, key: Key, pace: Pace, job: Job) {
        match (&self.steady, &self.pool) {
            (Some(steady), _) => steady.hold(key.to_token(), pace, job),
            (None, Some(pool)) => pool.crew.submit(key.to_token(), pace, job),
            (None, None) => {}
        }
    }

    /// Takes a job back that no thread has begun.
    fn take_back(&self, key: Key) -> Option<Job> {
        let held = self.steady.as_ref().and_then(|steady| steady.cancel(key.to_token()));
        held.or_else(|| self.pool.as_ref()?.crew.cancel(key.to_token()))
    }

    /// Lets the threads go, so that the process may fork; the next job begins others. `false` when they are busy.
    pub(crate) fn retire(&mut self) -> bool {
        let Some(pool) = &self.pool else { return true };
        let load = pool.crew.load();
        if load.running + load.queued + self.held() > 0 {
            return false;
        }
        pool.crew.dismiss();
        self.pool = None;
        true
    }

    /// The loop is going. Nobody waits for the threads: a look-up may take long.
    pub(crate) fn shut_down(&mut self) {
        if let Some(pool) = &self.pool {
            pool.crew.dismiss();
        }
        self.steady.as_ref().inspect(|steady| steady.clear());
    }
}

/// The size of a pool: what the program has chosen, or what the user asks for in the environment.
pub(crate) fn size(chosen: Option<usize>) -> Result<usize> {
    let allowed = |size: usize| (1..=MOST_THREADS).contains(&size).then_some(size);
    if let Some(size) = chosen {
        return allowed(size).ok_or_else(|| Error::bad_pool_size(format_args!("pool of {size}")));
    }
    match std::env::var_os(VARIABLE) {
        Some(text) if !text.is_empty() => text
            .to_str()
            .and_then(|text| text.parse().ok())
            .and_then(allowed)
            .ok_or_else(|| Error::bad_pool_size(format_args!("{VARIABLE}={}", text.display()))),
        _ => Ok(THREADS),
    }
}

impl Loop {
    /// Runs `job` on a thread of the pool, and then `done` on the loop, in its poll phase, with the result, or with what
    /// the job panicked with (where panics unwind). The loop stays alive until then.
    ///
    /// Jobs are begun in the order in which they were handed over, and run side by side. A pool has four threads, or as
    /// many as [`Builder::pool`](crate::Builder::pool) or the environment variable `EVLOOP_POOL` says; each begins when
    /// there is a job for it. When the system refuses a thread, those that are there do the work; when it refuses even the
    /// first, the job is run here and now, which blocks the loop.
    ///
    /// ```
    /// let mut lp = evloop::Loop::new()?;
    /// lp.work(|| (1..=20).product::<u64>(), |_, factorial| {
    ///     assert_eq!(factorial.unwrap(), 2_432_902_008_176_640_000);
    /// });
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn work<T: Send + 'static>(
        &mut self,
        job: impl FnOnce() -> T + Send + 'static,
        done: impl FnOnce(&mut Loop, thread::Result<T>) + 'static,
    ) -> Work {
        self.submit(Pace::Quick, job, done)
    }

    /// [`Loop::work`] for what may wait for long for somebody far away: a name server, a network file system. Such jobs
    /// never hold more than half of the threads (rounded up), so that others get through however many there are.
    /// A pool of one thread has no half to spare.
    ///
    /// ```
    /// use std::net::TcpStream;
    ///
    /// let mut lp = evloop::Loop::new()?;
    /// lp.slow_work(|| TcpStream::connect("127.0.0.1:1"), |_, answer| assert!(answer.unwrap().is_err()));
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn slow_work<T: Send + 'static>(
        &mut self,
        job: impl FnOnce() -> T + Send + 'static,
        done: impl FnOnce(&mut Loop, thread::Result<T>) + 'static,
    ) -> Work {
        self.submit(Pace::Slow, job, done)
    }

    fn submit<T: Send + 'static>(
        &mut self,
        pace: Pace,
        job: impl FnOnce() -> T + Send + 'static,
        done: impl FnOnce(&mut Loop, thread::Result<T>) + 'static,
    ) -> Work {
        let key = self.jobs.waiting.insert(Box::new(move |lp, outcome: Outcome| done(lp, unbox(outcome))));
        self.active += 1;
        self.note_source(Moment::Born, Kind::Work, key);
        if self.jobs.pool.is_none() {
            let remote = self.quiet_remote();
            self.jobs.pool = Some(Pool { crew: Crew::new(self.jobs.size), remote });
        }
        if let Some(pool) = &self.jobs.pool {
            let remote = pool.remote.clone();
            let watched = self.audience.taken();
            let job = move |finished: &dyn Fn(), thread: usize| {
                let begun = watched.then(monotonic);
                let outcome = panic::catch_unwind(AssertUnwindSafe(job));
                let outcome = outcome.map(|value| Box::new(value) as Box<dyn Any + Send>);
                let stint =
                    begun.map(|begun| Stint { thread, begun, took: monotonic().saturating_sub(begun) });
                finished();
                // When the loop is gone, so is whoever wanted to know.
                let _ = remote.post(move |lp| lp.job_done(key, outcome, stint));
            };
            self.jobs.hand_over(key, pace, Box::new(job));
        }
        Work(key)
    }

    fn job_done(&mut self, key: Key, outcome: Outcome, stint: Option<Stint>) {
        let Some(done) = self.jobs.waiting.remove(key) else { return };
        self.active -= 1;
        if let Some(Stint { thread, begun, took }) = stint {
            let id = SourceId::new(Kind::Work, key);
            // The loop's clock may be that of another world.
            let ago = monotonic().saturating_sub(begun);
            self.note_with(|lp| Moment::Begun(id, thread, lp.clock_now().saturating_sub(ago)));
            self.note(Moment::Worked(id, thread, took));
        }
        self.note_source(Moment::Enter, Kind::Work, key);
        done(self, outcome);
        self.note_source(Moment::Leave, Kind::Work, key);
        self.note_source(Moment::Died, Kind::Work, key);
    }

    /// In a child of fork: threads that were there are not here, nor is anybody who lets a lock of theirs go.
    pub(crate) fn forget_jobs(&mut self) {
        if let Some(pool) = self.jobs.pool.take() {
            mem::forget(pool);
            self.jobs.steady.as_ref().inspect(|steady| steady.clear());
            for key in self.jobs.keys().collect::<Vec<_>>() {
                self.jobs.waiting.remove(key);
                self.active -= 1;
                self.note_source(Moment::Died, Kind::Work, key);
            }
        }
    }

    /// What the pool is busy with at this moment: whether jobs wait because there are too few threads, or because
    /// slow ones hold their half.
    ///
    /// ```
    /// let mut lp = evloop::Loop::builder().pool(2).build()?;
    /// assert_eq!((lp.pool_load().size, lp.pool_load().threads), (2, 0));
    /// lp.work(|| (), |lp, _| assert_eq!((lp.pool_load().threads, lp.pool_load().running), (1, 0)));
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn pool_load(&self) -> PoolLoad {
        match &self.jobs.pool {
            Some(pool) => {
                let load = pool.crew.load();
                PoolLoad { queued: load.queued + self.jobs.held(), ..load }
            }
            None => PoolLoad { size: self.jobs.size, ..PoolLoad::default() },
        }
    }
}

/// Gives the result its type back.
fn unbox<T: 'static>(outcome: Outcome) -> thread::Result<T> {
    outcome.map(|value| *value.downcast().expect("the job's own type"))
}

impl Work {
    /// Takes a job back that no thread has begun. `true` when it will not run, and its `done` will not be called;
    /// `false` when it is too late: it runs, and `done` is going to be called, or was.
    ///
    /// ```
    /// let mut lp = evloop::Loop::builder().pool(1).build()?;
    /// lp.work(|| (), |_, _| ());
    /// let mut queued: Vec<_> = (0..100).map(|_| lp.work(|| (), |_, _| ())).collect();
    /// let last = queued.pop().unwrap();
    /// if last.cancel(&mut lp) {
    ///     assert!(!last.cancel(&mut lp), "it is gone");
    /// }
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn cancel(self, lp: &mut Loop) -> bool {
        let Some(job) = lp.jobs.take_back(self.0) else { return false };
        drop(job);
        if lp.jobs.waiting.remove(self.0).is_some() {
            lp.active -= 1;
            lp.note_source(Moment::Died, Kind::Work, self.0);
        }
        true
    }
}
