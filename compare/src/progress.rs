//! Tells how far it is, and how long it will take.

use evloop_ffi::system;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// On a terminal one line that is written anew again and again, otherwise a line for each run. It goes to standard error: the
/// result is what goes to standard output.
pub(crate) struct Progress {
    is_terminal: bool,
    began: Instant,
    /// What all of it was guessed to take, and what is done of that.
    expected: Duration,
    done: Duration,
    step: usize,
    steps: usize,
}

impl Progress {
    pub(crate) fn new(steps: usize, expected: Duration) -> Progress {
        let is_terminal = io::stderr().is_terminal();
        Progress { is_terminal, began: Instant::now(), expected, done: Duration::ZERO, step: 0, steps }
    }

    /// A run begins.
    pub(crate) fn begin(&mut self, what: &str) {
        self.step += 1;
        let left = time_left(self.expected, self.done, self.began.elapsed());
        let line = format!("[{}/{}] {} left · {what}", self.step, self.steps, in_words(left));
        if !self.is_terminal {
            return write(&format!("{line}\n"));
        }
        let width = system::window_size(io::stderr()).map_or(80, |(columns, _)| usize::from(columns));
        let line: String = line.chars().take(width.saturating_sub(1)).collect();
        write(&format!("\r{line}\x1b[K"));
    }

    /// It has ended; it was guessed to take so long.
    pub(crate) fn end(&mut self, expected: Duration) {
        self.done += expected;
    }

    /// Something worth a line of its own.
    pub(crate) fn tell(&self, what: &str) {
        let clear = if self.is_terminal { "\r\x1b[K" } else { "" };
        write(&format!("{clear}{what}\n"));
    }

    /// Nothing more to tell.
    pub(crate) fn close(&self) {
        if self.is_terminal {
            write("\r\x1b[K");
        }
    }
}

fn write(text: &str) {
    // Nobody reads it when standard error is closed.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// The rest of what was guessed, as far wrong as the guess has been so far.
fn time_left(expected: Duration, done: Duration, elapsed: Duration) -> Duration {
    let rest = expected.saturating_sub(done);
    if done.is_zero() {
        return rest;
    }
    rest.mul_f64(elapsed.as_secs_f64() / done.as_secs_f64())
}

fn in_words(time: Duration) -> String {
    match time.as_secs_f64().ceil() as u64 {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guess_learns() {
        let seconds = Duration::from_secs;
        assert_eq!(time_left(seconds(10), seconds(0), seconds(0)), seconds(10));
        assert_eq!(time_left(seconds(10), seconds(5), seconds(10)), seconds(10));
        assert_eq!(time_left(seconds(10), seconds(12), seconds(10)), seconds(0));
        assert_eq!((in_words(seconds(59)), in_words(seconds(125))), ("59 s".into(), "2 min 05 s".into()));
    }
}
