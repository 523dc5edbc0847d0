//! Random programs on a simulated network. A seed decides everything; one that fails is replayed with
//! `EVLOOP_SEED=n cargo test -p evloop --test reactor simulated_network::`. `scripts/seeds` tries many.

use crate::random::{self, Outcome};
use std::panic;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How many seeds are tried when nobody says otherwise.
const FEW: u64 = 300;

fn variable(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// The seeds to try: one that was asked for, or a range.
fn seeds() -> std::ops::Range<u64> {
    let (first, count) = (variable("EVLOOP_SEED"), variable("EVLOOP_SEEDS"));
    let count = count.unwrap_or(if first.is_some() { 1 } else { FEW });
    // The same ones each time: a test that fails today must not have been luck yesterday. `scripts/seeds` tries others.
    let first = first.unwrap_or(1);
    first..first + count
}

/// What many runs came to.
#[derive(Default)]
struct Sum {
    turns: u64,
    connections: u64,
    bytes: u64,
    time: Duration,
}

impl Sum {
    fn add(&mut self, outcome: Outcome) {
        self.turns += outcome.turns;
        self.connections += outcome.connections;
        self.bytes += outcome.bytes;
        self.time += outcome.time;
    }
}

#[test]
fn random_programs_hear_what_they_must_and_leave_nothing_behind() {
    let (seeds, start) = (seeds(), Instant::now());
    let (next, total) = (AtomicU64::new(seeds.start), Mutex::new(Sum::default()));
    let work = || {
        let mut sum = Sum::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                break;
            }
            match panic::catch_unwind(|| random::run(seed)) {
                Ok(outcome) => sum.add(outcome),
                Err(reason) => {
                    eprintln!("EVLOOP_SEED={seed} cargo test -p evloop --test reactor simulated_network::");
                    panic::resume_unwind(reason);
                }
            }
        }
        let mut total = total.lock().unwrap();
        total.turns += sum.turns;
        total.connections += sum.connections;
        total.bytes += sum.bytes;
        total.time += sum.time;
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(8);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let Sum { turns, connections, bytes, time } = total.into_inner().unwrap();
    println!(
        "seeds {seeds:?} in {:.1?}: {turns} turns, {connections} connections, {bytes} bytes, {} hours there",
        start.elapsed(),
        time.as_secs() / 3600
    );
}

#[test]
fn two_runs_of_a_seed_are_the_same_to_the_last_event() {
    let seeds = seeds().start..seeds().start + 30;
    let outcomes: Vec<_> = seeds.clone().map(random::run).collect();
    for (seed, first) in seeds.zip(&outcomes) {
        assert_eq!(random::run(seed), *first, "EVLOOP_SEED={seed}");
    }
    // … and two seeds are not.
    assert!(outcomes.windows(2).all(|pair| pair[0].trace != pair[1].trace));
}
