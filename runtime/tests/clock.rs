//! Clocks that are set, or go back, which a loop must bear. Numbers are those of the reliability scenarios.

use crate::common::{self, Log, MS, new_loop, own_process_with, simulated};
use evloop::{Loop, system};
use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

on_every_backend! {
    e79_a_wall_clock_that_is_set_moves_no_timer,
    e80_time_for_which_the_machine_was_suspended_does_not_count,
    e81_a_clock_that_goes_back_stops_no_timer,
}

/// Runs the test of that name in a process of its own whose clocks are as `how` says; `true` in that process.
fn with_clock(test: &str, how: &str) -> bool {
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        return std::env::var("EVLOOP_TEST_CLOCK").is_ok_and(|clock| clock == how);
    }
    let Some(library) = library(test) else {
        println!("skipped: no C compiler for a library to preload");
        return false;
    };
    let preloaded = library.to_str().unwrap();
    let output = own_process_with(test, "1", &[("LD_PRELOAD", preloaded), ("EVLOOP_TEST_CLOCK", how)]);
    std::fs::remove_file(library).unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    false
}

/// Compiles `common/clock.c`, where there is a C compiler, for each test anew since they run side by side.
fn library(test: &str) -> Option<PathBuf> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/clock.c");
    let file = format!("evloop-{}-{}-{test}.so", common::module(), system::pid());
    let library = std::env::temp_dir().join(file);
    let compiled =
        Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).status().ok()?;
    compiled.success().then_some(library)
}

/// Three timers, and a rhythm beside them: who fired, in which order, and in how many turns.
fn some_timers(mut lp: Loop) -> (String, usize) {
    let log = Log::default();
    for delay in [30, 10, 20] {
        let log = log.clone();
        lp.after(delay * MS, move |_| log.say(delay));
    }
    let beats = Cell::new(0);
    lp.every(2 * MS, move |lp, timer| {
        beats.set(beats.get() + 1);
        if beats.get() == 25 {
            timer.cancel(lp);
        }
    });
    let mut turns = 0;
    while lp.alive() {
        lp.turn().unwrap();
        turns += 1;
    }
    (log.text(), turns)
}

fn e79_a_wall_clock_that_is_set_moves_no_timer() {
    if !with_clock("e79_a_wall_clock_that_is_set_moves_no_timer", "wall") {
        return;
    }
    let looks = [system::realtime(), system::realtime(), system::realtime()];
    assert!(looks[0].abs_diff(looks[1]) > Duration::from_secs(3500), "{looks:?}");
    assert!(looks[1].abs_diff(looks[2]) > Duration::from_secs(3500), "{looks:?}");
    // Were an hour forth believed, the loop's own limit would end the test; were one back, nothing would.
    let (fired, turns) = some_timers(new_loop());
    assert_eq!(fired, "10 20 30");
    assert!(turns < 200, "{turns} turns for 28 timers");
}

/// As `docs/loop.md` says: timers are armed for time that the machine is awake.
fn e80_time_for_which_the_machine_was_suspended_does_not_count() {
    if !with_clock("e80_time_for_which_the_machine_was_suspended_does_not_count", "asleep") {
        return;
    }
    assert!(system::realtime().abs_diff(system::realtime()) > Duration::from_secs(3500));
    let (fired, turns) = some_timers(new_loop());
    assert_eq!(fired, "10 20 30");
    assert!(turns < 200, "{turns} turns for 28 timers");
}

fn e81_a_clock_that_goes_back_stops_no_timer() {
    for how in ["back=1", "back=3000000"] {
        if !with_clock("e81_a_clock_that_goes_back_stops_no_timer", how) {
            continue;
        }
        let lp = new_loop();
        let looks: Vec<_> = (0..4).map(|_| system::monotonic()).collect();
        assert!(looks.windows(2).any(|pair| pair[1] < pair[0]), "{looks:?}");
        let (fired, turns) = some_timers(lp);
        assert_eq!(fired, "10 20 30");
        assert!(turns < 1000, "{turns} turns for 28 timers");
    }
}

#[test]
fn e81_no_timer_is_early_or_lost_by_a_clock_that_goes_back() {
    for back in [Duration::from_nanos(1), 7 * MS, Duration::from_secs(3600)] {
        let (mut lp, world) = simulated();
        world.pass(Duration::from_secs(7200));
        let start = world.now();
        let beats = Rc::new(RefCell::new(Vec::new()));
        let (clock, notes) = (world.clone(), beats.clone());
        lp.every(10 * MS, move |lp, timer| {
            notes.borrow_mut().push(clock.now());
            match notes.borrow().len() {
                1 => clock.turn_back(back),
                // In a new timer's very first moment, too.
                2 => {
                    lp.after(5 * MS, |_| {});
                    clock.turn_back(back);
                }
                4 => drop(timer.cancel(lp)),
                _ => {}
            }
        });
        lp.run().unwrap();
        // The deadlines stay where they were, so the clock has to come there once more.
        let expected: Vec<_> = (1..=4).map(|beat| start + beat * 10 * MS).collect();
        assert_eq!(*beats.borrow(), expected);
        assert!(world.sleeps() < 20, "{} sleeps", world.sleeps());
    }
}
