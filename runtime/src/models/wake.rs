//! Posts and sleeps: of a wake-up at any moment.

use super::{Count, model_loop, raise};
use crate::event_loop::Loop;
use crate::sync::{Arc, Ordering, thread};

/// Tries all orders of a model, with a bell that epoll tells of by level, and one by edge.
fn model(threads: fn(Loop)) {
    for edge_triggered in [false, true] {
        loom::model(move || threads(model_loop(edge_triggered, 1)));
    }
}

#[test]
fn h111_h112_posts_of_two_threads_are_all_run_and_the_loop_then_ends() {
    model(|lp| {
        let count = Count::default();
        for _ in 0..2 {
            let (remote, count) = (lp.remote(), count.clone());
            thread::spawn(move || {
                for _ in 0..2 {
                    let count = count.clone();
                    remote.post(move |_| raise(&count)).unwrap();
                }
            });
        }
        lp.run().unwrap();
        assert_eq!(count.load(Ordering::Relaxed), 4);
    });
}

#[test]
fn h112_a_post_between_the_last_look_and_the_sleep_ends_the_sleep() {
    model(|lp| {
        let held = lp.remote();
        let remote = held.clone();
        thread::spawn(move || remote.post(|lp| lp.stop()).unwrap());
        lp.run().unwrap();
        drop(held);
    });
}

#[test]
fn h112_the_last_of_a_remotes_clones_ends_the_sleep() {
    model(|lp| {
        let remote = lp.remote();
        let clone = remote.clone();
        thread::spawn(move || drop(clone));
        thread::spawn(move || drop(remote));
        lp.run().unwrap();
    });
}

#[test]
fn h115_a_post_to_a_loop_that_goes_is_run_or_dropped_or_refused() {
    model(|mut lp| {
        let (ran, sent) = (Count::default(), Count::default());
        let remote = lp.remote();
        remote.unref(&mut lp);
        let inside = ran.clone();
        let accepted = sent.clone();
        let thread = thread::spawn(move || {
            if remote.post(move |_| raise(&inside)).is_ok() {
                raise(&accepted);
            }
        });
        lp.turn().unwrap();
        drop(lp);
        thread.join().unwrap();
        assert!(ran.load(Ordering::Relaxed) <= sent.load(Ordering::Relaxed));
        assert_eq!(Arc::strong_count(&ran), 1, "the closure is gone, whatever became of it");
    });
}
