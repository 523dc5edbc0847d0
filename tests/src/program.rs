//! A program that runs under a watchdog: what it reads, what it prints, how it ends.

use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::proc;
use crate::wait::{self, PATIENCE};

/// What a program has left behind.
#[derive(Debug)]
pub struct Outcome {
    /// What it wrote to its standard output.
    pub stdout: String,
    /// What it wrote to its standard error.
    pub stderr: String,
    /// Its exit code, or 128 + the number of the signal that ended it, as a shell tells it.
    pub code: i32,
}

/// Runs `command` to its end with nothing to read.
///
/// # Panics
///
/// When the command cannot be started, or has not ended after [`PATIENCE`].
pub fn run(command: Command) -> Outcome {
    run_with_input(command, b"")
}

/// Runs `command` to its end, with `input` as its standard input.
///
/// # Panics
///
/// As [`run`].
pub fn run_with_input(command: Command, input: &[u8]) -> Outcome {
    let mut running = Running::start_with(command, Stdio::piped());
    running.feed(input);
    running.finish()
}

/// The same command, started by a shell that does something before, such as `ulimit -n 64`.
pub fn by_shell(before: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{before}; exec \"$0\" \"$@\"")]);
    shell.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

/// A program that runs; dropping it ends it and all that it started.
pub struct Running {
    pid: u32,
    stdin: Option<std::process::ChildStdin>,
    stdout: Arc<Captured>,
    stderr: Arc<Captured>,
    ended: Receiver<ExitStatus>,
    status: Option<ExitStatus>,
    shown: String,
}

impl Running {
    /// Starts a program that has nothing to read.
    ///
    /// # Panics
    ///
    /// When the command cannot be started.
    pub fn start(command: Command) -> Running {
        Running::start_with(command, Stdio::null())
    }

    /// Starts a program with a standard input of your choice.
    ///
    /// # Panics
    ///
    /// When the command cannot be started.
    pub fn start_with(mut command: Command, stdin: Stdio) -> Running {
        // A group of its own, so that the watchdog also ends what the program has started.
        command.process_group(0).stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        let shown = format!("{command:?}");
        let mut child = command.spawn().unwrap_or_else(|error| panic!("cannot start {shown}: {error}"));
        Running {
            pid: child.id(),
            stdin: child.stdin.take(),
            stdout: Captured::from(child.stdout.take().expect("piped")),
            stderr: Captured::from(child.stderr.take().expect("piped")),
            ended: wait_aside(child),
            status: None,
            shown,
        }
    }

    /// The process id of the program.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Writes all of `input` to the program's standard input and closes it.
    pub fn feed(&mut self, input: &[u8]) {
        if let Some(mut stdin) = self.stdin.take() {
            // A program that does not read its input has gone before we wrote it: its own affair.
            let _ = stdin.write_all(input);
        }
    }

    /// Waits for a line on standard output that starts with `start`, and returns the rest of that line.
    ///
    /// # Panics
    ///
    /// When no such line has come after [`PATIENCE`], or the program ends without it.
    pub fn line(&self, start: &str) -> String {
        self.line_of(&self.stdout, start)
    }

    /// The same on standard error.
    ///
    /// # Panics
    ///
    /// As [`Running::line`].
    pub fn complaint_line(&self, start: &str) -> String {
        self.line_of(&self.stderr, start)
    }

    fn line_of(&self, stream: &Captured, start: &str) -> String {
        let found = stream.wait_for(|text| {
            let whole_lines = &text[..text.rfind('\n')? + 1];
            whole_lines.lines().find_map(|line| line.strip_prefix(start)).map(str::to_owned)
        });
        found.unwrap_or_else(|| {
            let (out, err) = (self.stdout.text(), self.stderr.text());
            panic!("{}: no line starts with {start:?}\nstdout: {out}\nstderr: {err}", self.shown)
        })
    }

    /// Waits until there is `text` on standard error.
    ///
    /// # Panics
    ///
    /// When it has not come after [`PATIENCE`], or the program ends without it.
    pub fn complaint(&self, text: &str) {
        let found = self.stderr.wait_for(|said| said.contains(text).then_some(()));
        found.unwrap_or_else(|| {
            panic!("{} does not say {text:?}\nstderr: {}", self.shown, self.stderr.text())
        });
    }

    /// Waits until standard output contains one of `words`, and says which; None if the program ends, or patience does,
    /// without.
    pub fn says<'w>(&self, words: &[&'w str]) -> Option<&'w str> {
        self.stdout.wait_for(|text| words.iter().find(|word| text.contains(**word)).copied())
    }

    /// What it has written to its standard output so far.
    pub fn said(&self) -> String {
        self.stdout.text()
    }

    /// Sends a signal by its name (`TERM`, `INT`, `KILL`, `STOP`, `CONT`, …) to the program alone.
    pub fn signal(&self, name: &str) {
        send_signal(name, &self.pid.to_string());
    }

    /// Does something while the program stands still, so that it finds all of that at once when it goes on.
    ///
    /// # Panics
    ///
    /// When the program does not stop.
    pub fn stopped<T>(&self, act: impl FnOnce() -> T) -> T {
        self.signal("STOP");
        wait::until("the program stands still", || proc::is_stopped(self.pid));
        let done = act();
        self.signal("CONT");
        done
    }

    /// Waits for the program's end.
    ///
    /// # Panics
    ///
    /// When it has not ended after [`PATIENCE`]; the message tells what it had printed until then.
    pub fn finish(self) -> Outcome {
        self.finish_within(PATIENCE)
    }

    /// Waits for the program's end for at most `limit`.
    ///
    /// # Panics
    ///
    /// As [`Running::finish`].
    pub fn finish_within(mut self, limit: Duration) -> Outcome {
        self.try_finish(limit).unwrap_or_else(|| {
            let (out, err) = (self.stdout.text(), self.stderr.text());
            panic!("{} still runs after {limit:?}\nstdout: {out}\nstderr: {err}", self.shown);
        })
    }

    /// Waits for the program's end for at most `limit`; None if it still runs then, and is ended.
    pub fn end_within(mut self, limit: Duration) -> Option<Outcome> {
        self.try_finish(limit)
    }

    fn try_finish(&mut self, limit: Duration) -> Option<Outcome> {
        self.stdin = None;
        let status = self.ended.recv_timeout(limit).ok()?;
        self.status = Some(status);
        // Descendants that still hold the pipes would keep us from seeing their end.
        send_signal("KILL", &format!("-{}", self.pid));
        self.stdout.wait_for_end();
        self.stderr.wait_for_end();
        Some(Outcome {
            stdout: self.stdout.text(),
            stderr: self.stderr.text(),
            code: status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0)),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if thread::panicking() {
            let (out, err) = (self.stdout.text(), self.stderr.text());
            eprintln!("when the test failed: {}\nstdout: {out}\nstderr: {err}", self.shown);
        }
        if self.status.is_none() {
            send_signal("KILL", &format!("-{}", self.pid));
            let _ = self.ended.recv_timeout(PATIENCE);
        }
    }
}

/// Waits for the child on a thread: `Child::wait` knows no time limit, a channel does.
fn wait_aside(mut child: Child) -> Receiver<ExitStatus> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let status = child.wait().expect("a child that we started can be waited for");
        // The test may have failed and gone in the meantime.
        let _ = sender.send(status);
    });
    receiver
}

/// Sends a signal by its name to a process id, or with a minus before it to a group. Whoever has gone gets nothing.
pub fn send_signal(name: &str, to: &str) {
    // The shell's own `kill`: std has no way to signal a group, and one more crate is not worth it.
    let script = format!("kill -s {name} -- {to} 2>/dev/null");
    // Nothing to signal is what we want most of the time.
    let _ = Command::new("sh").args(["-c", &script]).stdin(Stdio::null()).status();
}

/// What has come through a pipe so far, collected by a thread.
struct Captured {
    state: Mutex<(Vec<u8>, bool)>,
    changed: Condvar,
}

impl Captured {
    fn from(mut pipe: impl Read + Send + 'static) -> Arc<Captured> {
        let captured = Arc::new(Captured { state: Mutex::default(), changed: Condvar::new() });
        let writer = Arc::clone(&captured);
        thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            loop {
                let count = pipe.read(&mut buffer).unwrap_or(0);
                let mut state = writer.state.lock().expect("readers do not panic");
                state.0.extend_from_slice(&buffer[..count]);
                state.1 = count == 0;
                writer.changed.notify_all();
                if count == 0 {
                    return;
                }
            }
        });
        captured
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.state.lock().expect("the writer does not panic").0).into_owned()
    }

    /// Waits until `look` finds something, the pipe ends, or patience does.
    fn wait_for<T>(&self, look: impl Fn(&str) -> Option<T>) -> Option<T> {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.state.lock().expect("the writer does not panic");
        loop {
            let found = look(&String::from_utf8_lossy(&state.0));
            let left = deadline.saturating_duration_since(Instant::now());
            if found.is_some() || state.1 || left.is_zero() {
                return found;
            }
            state = self.changed.wait_timeout(state, left).expect("the writer does not panic").0;
        }
    }

    fn wait_for_end(&self) {
        self.wait_for(|_| None::<()>);
    }
}
