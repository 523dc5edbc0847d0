//! Prints what a loop does, turn by turn: an echo server and its one client, two timers, a job on the pool.
//!
//! `cargo run -p evloop-examples --example observe`

use evloop::{Event, Loop, Moment, Observer, Phase, SourceId};
use std::time::Duration;

/// A readable trace. The lines are printed when a turn is over, so that printing delays nothing within it.
#[derive(Default)]
struct Trace {
    begin: Option<Duration>,
    turn: u32,
    phase: Option<Phase>,
    slept_since: Duration,
    entered: Vec<(SourceId, Duration)>,
    lines: Vec<String>,
}

impl Trace {
    /// A line in its place: deeper for what happens inside of something.
    fn say(&mut self, what: impl std::fmt::Display) {
        self.lines.push(format!("    {}{what}", "  ".repeat(self.entered.len() + 1)));
    }

    fn begin_phase(&mut self, at: Duration, phase: Phase) {
        // Phases come in their order, so one that does not begins another turn.
        if self.phase.is_none_or(|last| phase <= last) {
            self.turn += 1;
            let since = at.saturating_sub(*self.begin.get_or_insert(at));
            for line in self.lines.drain(..) {
                println!("{line}");
            }
            self.lines.push(format!("turn {} at {:.3} ms", self.turn, since.as_secs_f64() * 1e3));
        }
        self.phase = Some(phase);
        self.lines.push(format!("    {}", format!("{phase:?}").to_lowercase()));
    }
}

impl Observer for Trace {
    fn observe(&mut self, _: &Loop, at: Duration, what: Moment) {
        match what {
            Moment::Phase(phase) => self.begin_phase(at, phase),
            Moment::Sleep(_) => self.slept_since = at,
            Moment::Wake(count) => {
                let slept = at.saturating_sub(self.slept_since);
                self.say(format_args!("waited {slept:.1?}, {count} ready"));
            }
            Moment::Late(by) => self.say(format_args!("late by {by:.1?}")),
            Moment::Enter(id) => {
                self.say(format_args!("{id} is called"));
                self.entered.push((id, at));
            }
            Moment::Leave(id) => {
                let since = self.entered.pop().map_or(at, |(_, since)| since);
                self.say(format_args!("{id} took {:.1?}", at.saturating_sub(since)));
            }
            Moment::Born(id) => self.say(format_args!("{id} is born")),
            Moment::Died(id) => self.say(format_args!("{id} has died")),
            _ => {}
        }
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        for line in &self.lines {
            println!("{line}");
        }
    }
}

fn main() -> evloop::Result<()> {
    let mut lp = Loop::builder().metrics(true).build()?;
    lp.observe(Trace::default());
    let listener = lp.listen(([127, 0, 0, 1], 0), |lp, conn| {
        conn.start(lp, |lp, conn, event| match event {
            Event::Data(bytes) => drop(conn.write(lp, bytes)),
            Event::End => drop(conn.end(lp)),
            _ => {}
        });
    })?;
    lp.connect(listener.local_addr(&lp)?, move |lp, conn, event| match event {
        Event::Connected => drop(conn.write(lp, b"hello")),
        Event::Data(_) => drop(conn.end(lp)),
        Event::Closed => drop(listener.close(lp)),
        _ => {}
    })?;
    lp.after(Duration::from_millis(5), |lp| {
        lp.immediate(|_| {});
    });
    lp.work(|| (1..=20u64).product::<u64>(), |_, _| {});
    // The last word, when all else is over: the same in numbers.
    lp.after(Duration::from_millis(20), |lp| {
        let metrics = lp.metrics();
        lp.unobserve();
        println!("{metrics}");
    });
    lp.run()
}
