//! Where servers and generators come on and go off: child processes on a loop, and the signals that end it all.

use evloop::{Child, Command, Conn, Event, ExitStatus, Loop, Sig, Stdio};
use evloop_ffi::system;
use std::cell::{Cell, RefCell};
use std::ffi::OsString;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// So often whoever waits looks again, without having been woken.
const TICK: Duration = Duration::from_millis(50);
/// How long a server may take to end when it is asked to.
const FAREWELL: Duration = Duration::from_secs(2);
/// As much is kept of what a child says, from its end.
const KEPT: usize = 64 * 1024;

/// Why waiting has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waited {
    /// What was waited for is there.
    Done,
    /// The time is up.
    Late,
    /// The user wants it all to end.
    Interrupted,
}

/// A child process.
pub(crate) struct Actor {
    child: Child,
    /// Its number, which is also that of its session and group.
    pub(crate) pid: u32,
    ended: Rc<Cell<Option<ExitStatus>>>,
    stdout: Said,
    stderr: Said,
}

/// What a child has said so far, and whether it can say more.
#[derive(Clone, Default)]
struct Said(Rc<RefCell<(Vec<u8>, bool)>>);

pub(crate) struct Stage {
    lp: Loop,
    interrupts: Rc<Cell<u32>>,
    /// Groups of processes that live, for a hasty end.
    groups: Rc<RefCell<Vec<u32>>>,
}

impl Stage {
    /// Listens to the signals that end a program: the first one ends what is going on and keeps what there is, the second ends all
    /// at once.
    pub(crate) fn new() -> evloop::Result<Stage> {
        let mut lp = Loop::new()?;
        let (interrupts, groups) = (Rc::new(Cell::new(0)), Rc::new(RefCell::new(Vec::new())));
        for signal in [Sig::INT, Sig::TERM, Sig::HUP] {
            let (interrupts, groups) = (Rc::clone(&interrupts), Rc::clone(&groups));
            lp.signal(signal, move |_, _| {
                interrupts.set(interrupts.get() + 1);
                if interrupts.get() > 1 {
                    groups.borrow().iter().for_each(|&group| signal_group(group, Sig::KILL));
                    std::process::exit(crate::INTERRUPTED.into());
                }
            })?;
        }
        lp.every(TICK, |_, _| {});
        Ok(Stage { lp, interrupts, groups })
    }

    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupts.get() > 0
    }

    /// Starts a child on these processors (on those that we may use if none are given), at the head of a session of its own.
    pub(crate) fn start(&mut self, words: &[OsString], processors: &[usize]) -> Result<Actor, String> {
        let [program, arguments @ ..] = words else { return Err("an empty command".to_owned()) };
        let mut command = Command::new(program);
        command.args(arguments).detached(true);
        command.stdin(Stdio::Null).stdout(Stdio::Pipe).stderr(Stdio::Pipe);
        let ended = Rc::new(Cell::new(None));
        let noted = Rc::clone(&ended);
        let before = bind(processors);
        let child = self.lp.spawn(&command, move |_, _, status| noted.set(Some(status)));
        if let Some(before) = before {
            // They were ours before.
            let _ = system::set_affinity(&before);
        }
        let child = child.map_err(|error| error.to_string())?;
        let pid = child.pid(&self.lp).unwrap_or_default();
        self.groups.borrow_mut().push(pid);
        let (stdout, stderr) = (Said::default(), Said::default());
        let (out, err) = (child.stdout(&self.lp), child.stderr(&self.lp));
        stdout.listen(&mut self.lp, out);
        stderr.listen(&mut self.lp, err);
        Ok(Actor { child, pid, ended, stdout, stderr })
    }

    /// Waits until `done` says yes; it is asked after every turn of the loop.
    pub(crate) fn wait(&mut self, limit: Duration, done: impl FnMut() -> bool) -> Waited {
        self.wait_while(|stage| !stage.is_interrupted(), limit, done)
    }

    fn wait_while(
        &mut self,
        allowed: impl Fn(&Stage) -> bool,
        limit: Duration,
        mut done: impl FnMut() -> bool,
    ) -> Waited {
        let deadline = Instant::now() + limit;
        loop {
            if done() {
                return Waited::Done;
            } else if !allowed(self) {
                return Waited::Interrupted;
            } else if Instant::now() >= deadline {
                return Waited::Late;
            }
            // It fails only when the poller itself is at fault; then the deadline ends it.
            if let Err(error) = self.lp.turn() {
                log::error!("{error}");
            }
        }
    }

    /// Asks a child to end by `signal`, and makes it.
    pub(crate) fn end(&mut self, actor: &Actor, signal: Sig) -> ExitStatus {
        if actor.status().is_none() {
            // It may have ended by itself meanwhile.
            let _ = actor.child.kill(&self.lp, signal);
            self.wait_while(|_| true, FAREWELL, || actor.status().is_some());
        }
        // Whoever is left of its group, or of it.
        signal_group(actor.pid, Sig::KILL);
        // Its last words may come after its end.
        self.wait_while(|_| true, FAREWELL, || actor.is_through());
        self.groups.borrow_mut().retain(|&group| group != actor.pid);
        actor.status().unwrap_or(ExitStatus::Lost)
    }
}

/// Binds this thread, and what it begins, for a while: to where it was bound before. `None`: it was not to be bound.
fn bind(processors: &[usize]) -> Option<Vec<usize>> {
    if processors.is_empty() {
        return None;
    }
    let before = system::affinity().ok()?;
    system::set_affinity(processors).ok().map(|()| before)
}

fn signal_group(group: u32, signal: Sig) {
    // A group in which nobody is left is as good.
    let _ = system::kill(-(group as i32), signal);
}

impl Actor {
    /// How it ended, if it has.
    pub(crate) fn status(&self) -> Option<ExitStatus> {
        self.ended.get()
    }

    /// Whether it has ended, and said all.
    pub(crate) fn is_through(&self) -> bool {
        self.ended.get().is_some() && self.stdout.is_over() && self.stderr.is_over()
    }

    /// What it has said so far.
    pub(crate) fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What it has complained about so far.
    pub(crate) fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// What became of it, in words, with the last line of what it said.
    pub(crate) fn describe_end(&self) -> String {
        let end = match self.ended.get() {
            None => "runs".to_owned(),
            Some(ExitStatus::Code(code)) => format!("ended with code {code}"),
            Some(ExitStatus::Signal { signal, .. }) => format!("was ended by {signal}"),
            Some(ExitStatus::Lost) => "ended".to_owned(),
        };
        match self.stderr().lines().rfind(|line| !line.trim().is_empty()) {
            Some(line) => format!("{end}: {}", line.trim()),
            None => end,
        }
    }
}

impl Said {
    fn listen(&self, lp: &mut Loop, conn: Option<Conn>) {
        let Some(conn) = conn else { return };
        let said = Rc::clone(&self.0);
        conn.start(lp, move |_, _, event| {
            let mut said = said.borrow_mut();
            match event {
                Event::Data(bytes) => {
                    said.0.extend_from_slice(bytes);
                    let excess = said.0.len().saturating_sub(KEPT);
                    said.0.drain(..excess);
                }
                Event::Closed => said.1 = true,
                _ => {}
            }
        });
    }

    fn is_over(&self) -> bool {
        self.0.borrow().1
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.borrow().0).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        ["sh", "-c", text].map(OsString::from).to_vec()
    }

    #[test]
    fn a_child_is_heard_and_ended_with_its_group() {
        let mut stage = Stage::new().unwrap();
        let actor = stage.start(&words("echo ready; echo oh >&2; sleep 1000 & wait"), &[]).unwrap();
        let minute = Duration::from_secs(60);
        assert_eq!(
            stage.wait(minute, || actor.stdout() == "ready\n" && actor.stderr() == "oh\n"),
            Waited::Done
        );
        assert_eq!(actor.describe_end(), "runs: oh");
        stage.end(&actor, Sig::TERM);
        assert_eq!(actor.describe_end(), "was ended by SIGTERM: oh");
        // The pipe is closed when nobody has it any more: so the grandchild is gone, too.
        assert_eq!(stage.wait(minute, || actor.is_through()), Waited::Done);
    }

    #[test]
    fn what_cannot_be_started_says_so() {
        let mut stage = Stage::new().unwrap();
        let error = stage.start(&["/nowhere/at-all".into()], &[]).err().unwrap();
        assert!(error.contains("ENOENT"), "{error}");
        assert_eq!(stage.wait(Duration::ZERO, || false), Waited::Late);
    }
}
