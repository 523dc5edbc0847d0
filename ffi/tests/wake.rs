//! Wake-ups, on every backend that this system has. Numbers are those of the reliability scenarios. A lost wake-up is a
//! sleep without end here, which the test runner shows as a test that hangs; so each sleep has a limit nobody reaches.

mod pollers;

use evloop_ffi::poller::*;
use pollers::on_each;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

/// Longer than any machine lets a thread wait.
const LIMIT: Option<Duration> = Some(Duration::from_secs(60));

/// How many wake-ups one sleep is told of, which are all that there have been.
fn doze(poller: &mut dyn Poller, limit: Option<Duration>) -> usize {
    let mut events = Vec::new();
    poller.wait(limit, &mut events).unwrap();
    assert!(events.iter().all(|event| event.token == Token::WAKE && event.ready.read()));
    events.len()
}

/// Every so often a thread waits until it was heard: when all do, a wake-up that was lost has no successor to hide behind.
#[test]
fn h111_of_a_million_wake_ups_from_eight_threads_none_is_lost() {
    const THREADS: usize = 8;
    const EACH: u32 = 125_000;
    const UNHEARD: u32 = 1000;
    on_each(|poller| {
        let rung: [AtomicU32; THREADS] = Default::default();
        let heard: [AtomicU32; THREADS] = Default::default();
        let lost = AtomicBool::new(false);
        thread::scope(|scope| {
            for (rung, heard) in rung.iter().zip(&heard) {
                let (waker, lost) = (poller.waker(), &lost);
                let waits = move |number| {
                    number % UNHEARD == 0
                        && heard.load(Ordering::Acquire) < number
                        && !lost.load(Ordering::Relaxed)
                };
                scope.spawn(move || {
                    for number in 1..=EACH {
                        rung.store(number, Ordering::Release);
                        waker.wake().unwrap();
                        while waits(number) {
                            thread::yield_now();
                        }
                    }
                });
            }
            while heard.iter().any(|heard| heard.load(Ordering::Relaxed) < EACH) {
                if doze(poller, LIMIT) != 1 {
                    return lost.store(true, Ordering::Relaxed);
                }
                for (rung, heard) in rung.iter().zip(&heard) {
                    heard.store(rung.load(Ordering::Acquire), Ordering::Release);
                }
            }
        });
        assert!(!lost.into_inner(), "several wake-ups are one event, and never none");
    });
}

/// Each is the only one of its round, and comes at any moment between the last look and the sleep.
#[test]
fn h112_a_wake_up_around_the_beginning_of_a_sleep_ends_it() {
    const ROUNDS: u32 = 20_000;
    on_each(|poller| {
        let (round, lost) = (AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            let (waker, round) = (poller.waker(), &round);
            scope.spawn(move || {
                for number in 1..=ROUNDS {
                    while round.load(Ordering::Acquire) < number {
                        thread::yield_now();
                    }
                    waker.wake().unwrap();
                }
            });
            for number in 1..=ROUNDS {
                round.store(number, Ordering::Release);
                if doze(poller, LIMIT) != 1 {
                    lost.store(number, Ordering::Relaxed);
                    // The other thread has its rounds to the end.
                    round.store(ROUNDS, Ordering::Release);
                    return;
                }
            }
        });
        assert_eq!(lost.into_inner(), 0, "the round whose wake-up was lost");
    });
}

#[test]
fn h114_a_wake_up_is_told_once_and_the_next_one_again() {
    on_each(|poller| {
        let waker = poller.waker();
        for _ in 0..100 {
            (0..3).for_each(|_| waker.wake().unwrap());
            assert_eq!(doze(poller, LIMIT), 1);
            // A bell that nobody silences goes on ringing, or by edges falls silent for ever.
            assert_eq!(doze(poller, Some(Duration::ZERO)), 0);
        }
    });
}
