//! The loop and other threads: posts and wake-ups. Numbers are those of the reliability scenarios.

use crate::common::{HANGS, Log, MS, deadline, new_loop, try_loop};
use evloop::Gone;
use std::cell::Cell;
use std::sync::mpsc;
use std::thread;

on_every_backend!(
    h111_h112_of_a_million_posts_from_eight_threads_none_is_lost,
    posts_of_one_thread_keep_their_order,
    h115_posting_to_a_loop_that_is_gone_is_an_error,
    a_post_that_was_not_run_is_dropped_with_the_loop,
    the_last_clone_of_a_remote_holds_the_loop_and_wakes_it_when_it_goes,
    an_unreferenced_remote_still_posts,
);

/// Only the first post into an empty mailbox rings: were one wake-up lost, no other would come, and the loop sleep on.
fn h111_h112_of_a_million_posts_from_eight_threads_none_is_lost() {
    thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
    let mut lp = try_loop().unwrap();
    // With every access to memory checked it takes its time.
    deadline(&mut lp, 10 * HANGS);
    for _ in 0..8 {
        let remote = lp.remote();
        thread::spawn(move || {
            for _ in 0..125_000 {
                remote.post(|_| COUNT.set(COUNT.get() + 1)).unwrap();
            }
        });
    }
    lp.run().unwrap();
    assert_eq!(COUNT.get(), 1_000_000);
}

fn posts_of_one_thread_keep_their_order() {
    thread_local!(static NEXT: Cell<u32> = const { Cell::new(0) });
    let lp = new_loop();
    let remote = lp.remote();
    thread::spawn(move || {
        for number in 0..10_000 {
            remote.post(move |_| assert_eq!(NEXT.replace(number + 1), number)).unwrap();
        }
    });
    lp.run().unwrap();
    assert_eq!(NEXT.get(), 10_000);
}

fn h115_posting_to_a_loop_that_is_gone_is_an_error() {
    let lp = new_loop();
    let remote = lp.remote();
    drop(lp);
    assert_eq!(remote.post(|_| {}), Err(Gone));
}

fn a_post_that_was_not_run_is_dropped_with_the_loop() {
    let lp = new_loop();
    let remote = lp.remote();
    let (sender, receiver) = mpsc::channel::<()>();
    // The closure owns a remote and a channel: a cycle that the loop's end must break.
    let own = remote.clone();
    remote.post(move |_| drop((own, sender))).unwrap();
    drop(lp);
    assert!(receiver.recv().is_err());
}

fn the_last_clone_of_a_remote_holds_the_loop_and_wakes_it_when_it_goes() {
    let lp = new_loop();
    let remote = lp.remote();
    let other = remote.clone();
    drop(remote);
    assert!(lp.alive());
    thread::spawn(move || {
        thread::sleep(20 * MS);
        drop(other);
    });
    lp.run().unwrap();
}

fn an_unreferenced_remote_still_posts() {
    let mut lp = new_loop();
    let log = Log::default();
    let remote = lp.remote();
    remote.unref(&mut lp);
    remote.unref(&mut lp);
    assert!(!lp.alive());
    thread::spawn(move || remote.post(|lp| lp.stop()).unwrap());
    let heard = log.clone();
    lp.after(HANGS, move |_| heard.say("too late"));
    lp.run().unwrap();
    log.check(&[]);
}
