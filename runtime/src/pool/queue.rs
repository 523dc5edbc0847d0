//! Which job is next: all that the threads of a pool share, without the lock that they share it under.
//!
//! Nothing here waits, calls anybody or knows what a job is, so that it can be tested, and modelled, by itself.

use std::collections::VecDeque;

/// Whether a job may hold a thread for long without using the processor or the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Ordinary work.
    Quick,
    /// It waits for somebody far away, a name server say, perhaps for many seconds.
    Slow,
}

/// What a pool is busy with, see [`Loop::pool_load`](crate::Loop::pool_load).
///
/// ```
/// use evloop::{Loop, PoolLoad};
///
/// /// Whether more threads would help.
/// fn is_too_small(load: &PoolLoad) -> bool {
///     load.threads == load.size && load.queued > load.slow_queued
/// }
///
/// let mut lp = Loop::builder().pool(1).build()?;
/// assert!(!is_too_small(&lp.pool_load()));
/// let (go, wait) = std::sync::mpsc::channel();
/// lp.work(move || wait.recv().unwrap(), |_, _| ());
/// lp.work(|| (), |_, _| ());
/// assert!(is_too_small(&lp.pool_load()));
/// go.send(()).unwrap();
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolLoad {
    /// How many threads there may be.
    pub size: usize,
    /// How many there are.
    pub threads: usize,
    /// Jobs that wait for a thread, slow ones included.
    pub queued: usize,
    /// Jobs that have one, slow ones included.
    pub running: usize,
    /// Slow jobs that wait.
    pub slow_queued: usize,
    /// Slow jobs that have a thread: never more than half of `size`, rounded up.
    pub slow_running: usize,
}

/// What who was handed a job gives back when it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    name: u64,
    pace: Pace,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Queued,
    Running,
    /// Its result is on its way to the loop.
    Done,
}

impl Stage {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Stage::Queued => "queued",
            Stage::Running => "running",
            Stage::Done => "done",
        }
    }
}

struct Entry<J> {
    /// Counts all jobs, so that the older of two is known although they wait in two queues.
    order: u64,
    name: u64,
    job: J,
}

/// The queue of a pool, and who is at work.
pub(crate) struct Queue<J> {
    quick: VecDeque<Entry<J>>,
    slow: VecDeque<Entry<J>>,
    pushed: u64,
    size: usize,
    threads: usize,
    idle: usize,
    /// The names of those that were handed out.
    running: Vec<u64>,
    slow_running: usize,
    closed: bool,
}

impl<J> Queue<J> {
    /// For `size` threads.
    pub(crate) const fn new(size: usize) -> Queue<J> {
        Queue {
            quick: VecDeque::new(),
            slow: VecDeque::new(),
            pushed: 0,
            size,
            threads: 0,
            idle: 0,
            running: Vec::new(),
            slow_running: 0,
            closed: false,
        }
    }

    pub(crate) fn push(&mut self, name: u64, pace: Pace, job: J) {
        let entry = Entry { order: self.pushed, name, job };
        self.pushed += 1;
        match pace {
            Pace::Quick => self.quick.push_back(entry),
            Pace::Slow => self.slow.push_back(entry),
        }
    }

    /// How many slow jobs may run now besides those that do.
    fn room_for_slow(&self) -> usize {
        self.size.div_ceil(2).saturating_sub(self.slow_running)
    }

    /// Hands out the oldest job that may be begun. It counts as running until [`Queue::finish`].
    ///
    /// Slow jobs may be begun while they hold less than half of the threads. Who finishes one looks here again, so no
    /// slow job is forgotten by threads that sleep because of that.
    pub(crate) fn begin(&mut self) -> Option<(Ticket, J)> {
        let slow = self.slow.front().filter(|_| self.room_for_slow() > 0);
        let pace = match (self.quick.front(), slow) {
            (None, None) => return None,
            (Some(quick), Some(slow)) if slow.order < quick.order => Pace::Slow,
            (None, Some(_)) => Pace::Slow,
            (Some(_), _) => Pace::Quick,
        };
        let entry = match pace {
            Pace::Quick => self.quick.pop_front(),
            Pace::Slow => {
                self.slow_running += 1;
                self.slow.pop_front()
            }
        };
        let Entry { name, job, .. } = entry?;
        self.running.push(name);
        Some((Ticket { name, pace }, job))
    }

    /// A job that was handed out is done.
    pub(crate) fn finish(&mut self, ticket: Ticket) {
        if let Some(place) = self.running.iter().position(|&name| name == ticket.name) {
            self.running.swap_remove(place);
        }
        if ticket.pace == Pace::Slow {
            self.slow_running -= 1;
        }
    }

    /// How far a job is that was pushed and is not told yet.
    pub(crate) fn stage(&self, name: u64) -> Stage {
        let mut queued = self.quick.iter().chain(&self.slow);
        match queued.any(|entry| entry.name == name) {
            true => Stage::Queued,
            false if self.running.contains(&name) => Stage::Running,
            false => Stage::Done,
        }
    }

    /// Takes a job back that was not handed out.
    pub(crate) fn cancel(&mut self, name: u64) -> Option<J> {
        [&mut self.quick, &mut self.slow].into_iter().find_map(|queue| {
            let place = queue.iter().position(|entry| entry.name == name)?;
            queue.remove(place).map(|entry| entry.job)
        })
    }

    /// Takes back all that is left, and lets the threads go.
    pub(crate) fn close(&mut self) -> Vec<J> {
        self.closed = true;
        self.quick.drain(..).chain(self.slow.drain(..)).map(|entry| entry.job).collect()
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }

    /// A thread has nothing to do …
    pub(crate) fn rest(&mut self) {
        self.idle += 1;
    }

    /// … and looks for something again.
    pub(crate) fn rise(&mut self) {
        self.idle -= 1;
    }

    /// Whether another thread would find work, and may be there.
    pub(crate) fn wants_thread(&self) -> bool {
        let ready = self.quick.len() + self.slow.len().min(self.room_for_slow());
        self.idle < ready && self.threads < self.size
    }

    /// There is one more thread.
    pub(crate) fn enlist(&mut self) {
        self.threads += 1;
    }

    /// No more threads are to be had: those that are there share the work, and slow jobs get half of those.
    pub(crate) fn settle(&mut self) {
        self.size = self.threads.max(1);
    }

    pub(crate) fn load(&self) -> PoolLoad {
        PoolLoad {
            size: self.size,
            threads: self.threads,
            queued: self.quick.len() + self.slow.len(),
            running: self.running.len(),
            slow_queued: self.slow.len(),
            slow_running: self.slow_running,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_begun_by_age_and_slow_ones_hold_half_of_the_threads() {
        let mut queue = Queue::new(4);
        for name in 0..6 {
            let pace = if name < 4 { Pace::Slow } else { Pace::Quick };
            queue.push(name, pace, name);
        }
        let begun: Vec<_> = std::iter::from_fn(|| queue.begin()).map(|(_, job)| job).collect();
        assert_eq!(begun, [0, 1, 4, 5]);
        assert_eq!([0, 4, 2].map(|name| queue.stage(name)), [Stage::Running, Stage::Running, Stage::Queued]);
        queue.finish(Ticket { name: 4, pace: Pace::Quick });
        assert_eq!((queue.begin(), queue.stage(4)), (None, Stage::Done));
        queue.push(6, Pace::Quick, 6);
        queue.finish(Ticket { name: 0, pace: Pace::Slow });
        let older = Ticket { name: 2, pace: Pace::Slow };
        assert_eq!(queue.begin(), Some((older, 2)), "the older one first");
        let load = queue.load();
        assert_eq!((load.queued, load.slow_queued, load.running, load.slow_running), (2, 1, 3, 2));
        assert_eq!(queue.cancel(3), Some(3));
        assert_eq!(queue.cancel(3), None);
        assert_eq!(queue.cancel(2), None, "it was begun");
        assert_eq!(queue.close(), [6]);
        assert!(queue.is_closed() && queue.begin().is_none());
    }

    #[test]
    fn threads_are_wanted_for_what_may_be_begun_only() {
        let mut queue = Queue::new(2);
        queue.push(0, Pace::Slow, ());
        assert!(queue.wants_thread());
        queue.enlist();
        assert!(queue.begin().is_some());
        queue.push(1, Pace::Slow, ());
        assert!(!queue.wants_thread(), "another slow one may not be begun");
        queue.push(2, Pace::Quick, ());
        assert!(queue.wants_thread());
        queue.enlist();
        queue.push(3, Pace::Quick, ());
        assert!(!queue.wants_thread(), "there are as many as may be");
    }

    #[test]
    fn a_pool_of_one_thread_does_slow_jobs_too() {
        let mut queue = Queue::new(1);
        queue.push(0, Pace::Slow, ());
        assert!(queue.begin().is_some());
        let mut queue = Queue::new(9);
        queue.settle();
        queue.push(0, Pace::Slow, ());
        assert!(queue.begin().is_some());
    }
}
