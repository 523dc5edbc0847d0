//! The pool: of jobs, threads that come and go, and a loop that waits for them.

use super::{Count, model_loop, raise};
use crate::event_loop::Loop;
use crate::sync::{Arc, AtomicUsize, Ordering};

/// Tries all orders of a model whose pool has up to so many threads.
fn model(threads: usize, jobs: fn(Loop)) {
    loom::model(move || jobs(model_loop(false, threads)));
}

#[test]
fn h116_more_jobs_than_threads_are_all_done_and_told() {
    model(2, |mut lp| {
        let (ran, told) = (Count::default(), Count::default());
        for _ in 0..3 {
            let (ran, told) = (ran.clone(), told.clone());
            lp.work(move || raise(&ran), move |_, _| raise(&told));
        }
        lp.run().unwrap();
        assert_eq!((ran.load(Ordering::Relaxed), told.load(Ordering::Relaxed)), (3, 3));
    });
}

#[test]
fn h116_a_job_that_is_handed_over_when_the_thread_falls_asleep_is_done() {
    model(1, |mut lp| {
        lp.work(
            || (),
            |lp, _| {
                lp.work(|| (), |_, _| ());
            },
        );
        lp.run().unwrap();
    });
}

#[test]
fn h116_slow_jobs_that_must_wait_for_one_another_are_all_done() {
    model(2, |mut lp| {
        // One of loom's, so that it looks at what happens in between, too.
        let slow = Arc::new(AtomicUsize::new(0));
        for _ in 0..2 {
            let slow = slow.clone();
            let job = move || {
                assert_eq!(slow.fetch_add(1, Ordering::SeqCst), 0, "one at a time");
                slow.fetch_sub(1, Ordering::SeqCst);
            };
            lp.slow_work(job, |_, result| result.unwrap());
        }
        lp.work(|| (), |_, _| ());
        lp.run().unwrap();
    });
}

#[test]
fn h117_a_job_is_either_taken_back_or_told() {
    model(1, |mut lp| {
        let (ran, told) = (Count::default(), Count::default());
        let (inside, heard) = (ran.clone(), told.clone());
        lp.work(|| (), |_, _| ());
        let work = lp.work(move || raise(&inside), move |_, _| raise(&heard));
        let expected = u32::from(!work.cancel(&mut lp));
        lp.run().unwrap();
        assert_eq!((ran.load(Ordering::Relaxed), told.load(Ordering::Relaxed)), (expected, expected));
    });
}

#[test]
fn h120_a_loop_that_goes_lets_its_threads_end_and_drops_what_was_not_begun() {
    model(1, |mut lp| {
        let owned = Count::default();
        for _ in 0..2 {
            let (job, done) = (owned.clone(), owned.clone());
            lp.work(move || raise(&job), move |_, _| drop(done));
        }
        drop(lp);
        // Of the thread's end loom makes sure; what it had begun it still holds perhaps.
        assert!(Arc::strong_count(&owned) <= 2);
    });
}
