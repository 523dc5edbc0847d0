//! The office fails under threads, and holds on the loop: by schedules that are chosen, so that chance has no say.

use evloop_race::{Office, by_threads, in_two_callbacks, on_a_loop};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

/// Everybody looks before anybody takes: so one ticket is sold to all. A machine does this, too, only not when it is watched.
#[test]
fn threads_sell_the_last_ticket_to_everybody() {
    for buyers in [2, 8] {
        let (office, all_have_looked) = (Office::new(1), Barrier::new(buyers));
        by_threads(&office, buyers, || {
            all_have_looked.wait();
        });
        assert_eq!((office.sold(), office.left()), (buyers as u64, 0));
    }
}

/// An update is lost, too: of two tickets sold at a time, one is taken.
#[test]
fn threads_lose_updates() {
    let (office, all_have_looked) = (Office::new(100), Barrier::new(2));
    by_threads(&office, 2, || {
        all_have_looked.wait();
    });
    assert_eq!((office.sold(), office.left()), (200, 0));
}

/// The worst that can happen at the fatal point of a callback: another buyer comes at this very moment, from another thread, and
/// has been heard. It is served when the callback has ended.
#[test]
fn callbacks_sell_each_ticket_once() {
    for tickets in [1, 2, 100] {
        let office = Arc::new(Office::new(tickets));
        let other = office.clone();
        let pushy = move |lp: &mut evloop::Loop| {
            let (remote, office) = (lp.remote(), other.clone());
            let buy = move |_: &mut evloop::Loop| {
                office.buy(|| {});
            };
            thread::spawn(move || remote.post(buy).unwrap()).join().unwrap();
        };
        on_a_loop(&office, 8, pushy).unwrap();
        assert_eq!((office.sold(), office.left()), (tickets, 0));
    }
}

/// Where a callback ends before it has done what it has begun, the loop protects nobody: all look in the same phase of a turn,
/// and no timer is due before the next.
#[test]
fn what_is_spread_over_two_callbacks_is_not_protected() {
    let office = Arc::new(Office::new(1));
    in_two_callbacks(&office, 5, Duration::from_millis(1)).unwrap();
    assert_eq!(office.sold(), 5);
}
