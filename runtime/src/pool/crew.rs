//! The threads of a pool, and the lock under which they share the queue.

use super::queue::{Pace, PoolLoad, Queue, Stage, Ticket};
use crate::sync::{Arc, Condvar, Mutex, MutexGuard, spawn};
use std::panic::{self, AssertUnwindSafe};

/// What a thread does, which hands over its number: the job itself, then `finished`, which is handed over, too, and then the
/// news for the loop. So who hears the news finds the job counted no more.
pub(crate) type Job = Box<dyn FnOnce(&dyn Fn(), usize) + Send>;

/// The threads, each begun when there is a job for it.
pub(crate) struct Crew(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue<Job>>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue<Job>> {
        self.queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The life of a thread.
    fn serve(&self, number: usize) {
        let mut queue = self.lock();
        while !queue.is_closed() {
            let Some((ticket, job)) = queue.begin() else {
                queue.rest();
                queue = self.changed.wait(queue).unwrap_or_else(|poisoned| poisoned.into_inner());
                queue.rise();
                continue;
            };
            drop(queue);
            self.run(ticket, job, number);
            queue = self.lock();
        }
    }

    /// Panics of jobs are caught where the job is wrapped. What is left are those of a result that nobody could be told
    /// and that panics when it is dropped; not even that ends a thread.
    fn run(&self, ticket: Ticket, job: Job, thread: usize) {
        let finished = || self.lock().finish(ticket);
        let _ = panic::catch_unwind(AssertUnwindSafe(|| job(&finished, thread)));
    }
}

impl Crew {
    /// At most `size` threads, and none yet.
    pub(crate) fn new(size: usize) -> Crew {
        Crew(Arc::new(Shared { queue: Mutex::new(Queue::new(size)), changed: Condvar::new() }))
    }

    /// Queues a job, with one more thread for it if none is idle and there may be more. Without any thread the job is
    /// done here.
    pub(crate) fn submit(&self, name: u64, pace: Pace, job: Job) {
        let mut queue = self.0.lock();
        queue.push(name, pace, job);
        if queue.wants_thread() {
            self.hire(&mut queue);
        }
        let stranded = if queue.load().threads == 0 { queue.begin() } else { None };
        drop(queue);
        match stranded {
            Some((ticket, job)) => self.0.run(ticket, job, 0),
            None => self.0.changed.notify_one(),
        }
    }

    fn hire(&self, queue: &mut Queue<Job>) {
        let (shared, number) = (Arc::clone(&self.0), queue.load().threads);
        match spawn("evloop-pool", move || shared.serve(number)) {
            Ok(()) => queue.enlist(),
            // Fewer threads do the same work, only later. None at all never would, so that the next job asks again.
            Err(error) => {
                let threads = queue.load().threads;
                log::warn!("the pool stays at {threads} threads: {error}");
                if threads > 0 {
                    queue.settle();
                }
            }
        }
    }

    /// Takes back a job that no thread has begun.
    pub(crate) fn cancel(&self, name: u64) -> Option<Job> {
        self.0.lock().cancel(name)
    }

    /// Lets the threads end when they have done what they are at. Jobs that were not begun are dropped, after the lock
    /// has been let go, since their destructors may take long.
    pub(crate) fn dismiss(&self) {
        let unbegun = self.0.lock().close();
        self.0.changed.notify_all();
        drop(unbegun);
    }

    /// How far a job is.
    pub(crate) fn stage(&self, name: u64) -> Stage {
        self.0.lock().stage(name)
    }

    pub(crate) fn load(&self) -> PoolLoad {
        self.0.lock().load()
    }
}
