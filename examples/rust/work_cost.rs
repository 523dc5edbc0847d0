//! What a job of the pool costs: `work_cost [IN_FLIGHT]` prints one line of JSON with nanoseconds for each job.
//!
//! * empty: a job that does nothing: a thread is told, and the loop is.
//! * stat: a look at a file, as `fs.stat` does it.
//! * blocking: the same look without loop and threads.

use evloop::{Loop, file};
use std::path::Path;
use std::time::Instant;

const JOBS: u32 = 200_000;

fn main() -> evloop::Result<()> {
    let in_flight = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(64);
    let empty = measure(in_flight, || true)?;
    let look = || file::metadata(Path::new("/")).is_ok();
    let stat = measure(in_flight, look)?;
    let start = Instant::now();
    for _ in 0..JOBS {
        assert!(look());
    }
    let blocking = nanoseconds_each(start);
    println!("{{\"empty_ns\":{empty:.0},\"stat_ns\":{stat:.0},\"blocking_ns\":{blocking:.0}}}");
    Ok(())
}

/// Keeps so many jobs in flight until all are done.
fn measure(in_flight: u32, job: fn() -> bool) -> evloop::Result<f64> {
    let mut lp = Loop::new()?;
    let start = Instant::now();
    for chain in 0..in_flight {
        next(&mut lp, JOBS / in_flight + u32::from(chain < JOBS % in_flight), job);
    }
    lp.run()?;
    Ok(nanoseconds_each(start))
}

fn next(lp: &mut Loop, left: u32, job: fn() -> bool) {
    if left > 0 {
        lp.work(job, move |lp, done| {
            assert!(done.is_ok_and(|done| done));
            next(lp, left - 1, job);
        });
    }
}

fn nanoseconds_each(start: Instant) -> f64 {
    start.elapsed().as_nanos() as f64 / f64::from(JOBS)
}
