//! What timers cost: `timer_cost arm|fire|rearm` prints one line of JSON with nanoseconds for each operation.
//!
//! * arm: a million one-shot timers of random 1 to 10,000 ms, then all cancelled.
//! * fire: a hundred thousand timers of 1 to 1,000 ms; how late they are, and the processor time of it all.
//! * rearm: a hundred thousand live timers, five million re-arms of random ones, with a turn of the loop for every
//!   thousand: what a server does that gives each connection a time limit.
//!
//! `scripts/bench-timers` compares it with other loops.

use evloop::{Loop, Timer, system};
use std::cell::RefCell;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::{Duration, Instant};

const ARMED: usize = 1_000_000;
const FIRED: usize = 100_000;
const LIVE: usize = 100_000;
const REARMS: usize = 5_000_000;
/// Re-arms in one turn of the loop.
const BATCH: usize = 1_000;
const IDLE: Duration = Duration::from_secs(60);

fn main() -> evloop::Result<ExitCode> {
    match std::env::args().nth(1).as_deref() {
        Some("arm") => arm()?,
        Some("fire") => fire()?,
        Some("rearm") => rearm()?,
        _ => {
            eprintln!("timer_cost arm|fire|rearm");
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn arm() -> evloop::Result<()> {
    let (mut lp, mut random) = (Loop::new()?, Random(2_463_534_242));
    let start = Instant::now();
    let mut timers = Vec::with_capacity(ARMED);
    for _ in 0..ARMED {
        timers.push(lp.after(random.milliseconds(10_000), |_| {}));
    }
    let armed = nanoseconds_each(start, ARMED);
    let start = Instant::now();
    for timer in timers {
        timer.cancel(&mut lp);
    }
    println!("{{\"arm_ns\":{armed:.1},\"cancel_ns\":{:.1}}}", nanoseconds_each(start, ARMED));
    Ok(())
}

fn fire() -> evloop::Result<()> {
    let (mut lp, mut random) = (Loop::new()?, Random(2_463_534_242));
    let late = Rc::new(RefCell::new(Vec::with_capacity(FIRED)));
    let start = Instant::now();
    for _ in 0..FIRED {
        let delay = random.milliseconds(1_000);
        let (due, late) = (Instant::now() + delay, Rc::clone(&late));
        lp.after(delay, move |_| late.borrow_mut().push(microseconds_late(due)));
    }
    lp.run()?;
    let wall_ms = start.elapsed().as_secs_f64() * 1e3;
    let cpu_ms = system::thread_time().as_secs_f64() * 1e3;
    let mut late = late.take();
    late.sort_by(f64::total_cmp);
    let at = |share: usize| late[(late.len() * share / 100).min(late.len() - 1)];
    println!(
        "{{\"fired\":{},\"late_min_us\":{:.1},\"late_p50_us\":{:.1},\"late_p99_us\":{:.1},\"late_max_us\":{:.1},\
         \"cpu_ms\":{cpu_ms:.1},\"wall_ms\":{wall_ms:.1}}}",
        late.len(),
        at(0),
        at(50),
        at(99),
        at(100),
    );
    Ok(())
}

fn rearm() -> evloop::Result<()> {
    let (mut lp, mut random) = (Loop::new()?, Random(2_463_534_242));
    let timers: Vec<Timer> = (0..LIVE).map(|_| lp.timer(|_, _| {})).collect();
    for timer in &timers {
        timer.restart(&mut lp, IDLE);
    }
    // What makes a turn with nothing to wait for return at once, as a busy server's turns do.
    lp.on_idle(|_, _| {});
    let start = Instant::now();
    for _ in 0..REARMS / BATCH {
        for _ in 0..BATCH {
            timers[random.below(LIVE as u32) as usize].restart(&mut lp, IDLE);
        }
        lp.turn()?;
    }
    println!("{{\"rearm_ns\":{:.1}}}", nanoseconds_each(start, REARMS));
    Ok(())
}

fn nanoseconds_each(since: Instant, count: usize) -> f64 {
    since.elapsed().as_nanos() as f64 / count as f64
}

fn microseconds_late(due: Instant) -> f64 {
    let now = Instant::now();
    let late = now.saturating_duration_since(due).as_secs_f64();
    (late - due.saturating_duration_since(now).as_secs_f64()) * 1e6
}

/// Marsaglia's xorshift: the same delays in every run and for every loop.
struct Random(u32);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % limit
    }

    fn milliseconds(&mut self, limit: u32) -> Duration {
        Duration::from_millis(u64::from(1 + self.below(limit)))
    }
}
