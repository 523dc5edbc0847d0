//! Loops that leave nothing to chance: jobs are told at the same place in every run.

use crate::common::{Log, is_adversarial, repeatable_loop};
use evloop::{Conn, Event, Loop, system};
use std::cell::Cell;
use std::sync::mpsc;

on_every_backend! {
    a_job_is_told_in_the_turn_after_the_one_that_handed_it_over,
    jobs_of_different_lengths_and_all_else_come_in_the_same_order_each_time,
    a_job_that_is_held_back_can_be_cancelled,
    jobs_that_are_held_back_go_with_the_loop,
}

/// Says a number in each turn.
fn count_turns(lp: &mut Loop, log: Log, left: u32) {
    lp.immediate(move |lp| {
        log.say(left);
        if left > 1 {
            count_turns(lp, log, left - 1);
        }
    });
}

fn a_job_is_told_in_the_turn_after_the_one_that_handed_it_over() {
    if is_adversarial() {
        return println!("skipped: the adversary says of each turn what it likes");
    }
    let (mut lp, log) = (repeatable_loop(), Log::default());
    let told = log.clone();
    count_turns(&mut lp, log.clone(), 3);
    lp.work(
        || (0..300_000).map(std::hint::black_box).sum::<u64>(),
        move |lp, _| {
            told.say("job");
            let again = told.clone();
            lp.work(|| {}, move |_, _| again.say("another"));
        },
    );
    assert_eq!(lp.pool_load().queued, 1);
    lp.run().unwrap();
    assert_eq!(log.text(), "3 job 2 1 another");
}

fn jobs_of_different_lengths_and_all_else_come_in_the_same_order_each_time() {
    if is_adversarial() {
        return println!("skipped: the adversary goes on from run to run");
    }
    let once = a_life();
    assert_eq!(once.split(' ').count(), 20 + 4 + 4 + 4, "{once}");
    for _ in 0..9 {
        assert_eq!(a_life(), once);
    }
}

/// Jobs and jobs of jobs, turns, and messages to ourselves.
fn a_life() -> String {
    let (mut lp, log) = (repeatable_loop(), Log::default());
    let (here, there) = system::socket_pair().unwrap();
    let (here, there) = (lp.conn_on(here).unwrap(), lp.conn_on(there).unwrap());
    let (heard, letters) = (log.clone(), Cell::new(0));
    there.start(&mut lp, move |lp, there: Conn, event| {
        if let Event::Data(bytes) = event {
            // Each letter by itself, however many have come together.
            bytes.iter().for_each(|&letter| heard.say(char::from(letter)));
            letters.set(letters.get() + bytes.len());
            if letters.get() == 4 {
                there.close(lp);
                here.close(lp);
            }
        }
    });
    for number in 0..4_u8 {
        let told = log.clone();
        let job = move || (0..u64::from(number % 2) * 300_000).map(std::hint::black_box).sum::<u64>();
        lp.work(job, move |lp, _| {
            told.say(format_args!("job{number}"));
            let _ = here.write(lp, &[b'a' + number]);
            lp.slow_work(|| {}, move |_, _| told.say(format_args!("second{number}")));
        });
    }
    count_turns(&mut lp, log.clone(), 20);
    lp.run().unwrap();
    log.text()
}

fn a_job_that_is_held_back_can_be_cancelled() {
    let mut lp = repeatable_loop();
    let job = lp.work(|| {}, |_, _| panic!("it was cancelled"));
    assert!(job.cancel(&mut lp) && !job.cancel(&mut lp));
    assert!(!lp.alive() && lp.pool_load().queued == 0);
    // It is too late for one that is done.
    let late = lp.work(|| {}, |_, _| {});
    lp.immediate(|_| {});
    lp.turn().unwrap();
    assert_eq!(lp.pool_load().queued, 1);
    lp.immediate(move |lp| assert!(!late.cancel(lp)));
    lp.run().unwrap();
}

/// On one backend only, since the loop waits for some seconds before it lets such a job go.
#[test]
fn a_job_that_waits_for_the_loop_is_told_when_it_is_done() {
    let (mut lp, log) = (repeatable_loop(), Log::default());
    let (go, wait) = mpsc::channel();
    let (told, other) = (log.clone(), log.clone());
    lp.work(move || wait.recv().unwrap(), move |_, _| told.say("waited"));
    // It does not hold up others for ever, if there are more threads.
    lp.work(
        || {},
        move |_, _| {
            other.say("other");
            go.send(()).unwrap();
        },
    );
    lp.run().unwrap();
    assert_eq!(log.text(), "other waited");
}

fn jobs_that_are_held_back_go_with_the_loop() {
    let mut lp = repeatable_loop();
    let (sender, receiver) = mpsc::channel();
    lp.work(move || sender.send("done").unwrap(), |_, _| panic!("the loop is gone"));
    drop(lp);
    assert_eq!(receiver.recv(), Err(mpsc::RecvError));
}
