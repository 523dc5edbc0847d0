//! Timers by the million. Numbers are those of the reliability scenarios.

use crate::common::{MS, in_own_process, processor_time, simulated};
use evloop::{Loop, Timer, system};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

const MILLION: usize = 1_000_000;

/// A million timers, in no order; nine of ten are cancelled, in no order either. Those that are left fire and are
/// written down.
fn round(lp: &mut Loop, fired: &Rc<RefCell<Vec<u32>>>) {
    // A step without a common divisor with a million comes to each number once.
    let shuffled = |n: usize| (n * 387_421) % MILLION;
    let timers: Vec<Timer> = (0..MILLION)
        .map(|n| {
            let (deadline, fired) = (shuffled(n) as u32 / 10, fired.clone());
            lp.after(deadline * MS, move |_| fired.borrow_mut().push(deadline))
        })
        .collect();
    for n in (0..MILLION).map(shuffled).filter(|n| n % 10 != 0) {
        assert!(timers[n].cancel(lp));
    }
}

#[test]
fn e76_of_a_million_timers_the_cancelled_leave_nothing_behind() {
    if !in_own_process("e76_of_a_million_timers_the_cancelled_leave_nothing_behind") {
        return;
    }
    let mut resident = None;
    let start = processor_time();
    for _ in 0..2 {
        let (mut lp, world) = simulated();
        let fired = Rc::new(RefCell::new(Vec::with_capacity(MILLION)));
        round(&mut lp, &fired);
        let sleeps = world.sleeps();
        while lp.alive() {
            lp.turn().unwrap();
        }
        // In order, each once, and the loop has not been awake for a cancelled one.
        let fired = fired.borrow();
        assert_eq!(fired.len(), MILLION / 10);
        assert!(fired.is_sorted());
        assert!(world.sleeps() - sleeps <= (MILLION / 10) as u64);
        let before = *resident.get_or_insert_with(system::resident);
        let grown = system::resident().saturating_sub(before);
        assert!(grown < 32 << 20, "{} MiB more than after the first round", grown >> 20);
    }
    // In linear time for each of them this would be hours.
    let spent = processor_time() - start;
    assert!(spent < Duration::from_secs(60), "{spent:?} for two million timers");
}

#[test]
fn e76_places_of_cancelled_timers_are_used_again() {
    if !in_own_process("e76_places_of_cancelled_timers_are_used_again") {
        return;
    }
    let (mut lp, _) = simulated();
    lp.after(Duration::from_secs(1), |_| {});
    let mut resident = None;
    for _ in 0..20 {
        let timers: Vec<Timer> =
            (0..100_000).map(|n| lp.after(Duration::from_secs(60 + n % 977), |_| {})).collect();
        timers.into_iter().for_each(|timer| assert!(timer.cancel(&mut lp)));
        let before = *resident.get_or_insert_with(system::resident);
        let grown = system::resident().saturating_sub(before);
        assert!(grown < 4 << 20, "{} MiB more than after the first hundred thousand", grown >> 20);
    }
    lp.run().unwrap();
}
