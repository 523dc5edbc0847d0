//! Processes that a server has begun by fork, which go on in the same program. Their parent must hear when one of them ends,
//! or the dead stay in the system's table for ever ("zombies"); and when it is itself asked to end, it must take them along.

use evloop::{Result, Sig};
use evloop_ffi::process::{self, Process};
use evloop_ffi::signal::Inbox;
use evloop_ffi::socket::Socket;
use evloop_ffi::{Error, io};
use std::collections::HashSet;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

/// All children of this process, and the signals that tell of them.
pub struct Children {
    living: HashSet<Process>,
    /// The inbox of signals, and the pipe out of which they are read.
    signals: Option<(Inbox, OwnedFd)>,
}

/// What has come.
pub enum News {
    /// Somebody knocks, or the time is up, or these children have ended.
    Ended(Vec<Process>),
    /// A signal asks for the end. There are no children any more.
    Over,
}

impl Children {
    /// None yet. From now on SIGTERM and SIGINT are [`News::Over`].
    pub fn new() -> Result<Children> {
        let (inbox, pipe) = Inbox::new()?;
        for signal in [Sig::CHLD, Sig::TERM, Sig::INT] {
            inbox.watch(signal)?;
        }
        Ok(Children { living: HashSet::new(), signals: Some((inbox, pipe)) })
    }

    /// Begins a child that does its work and ends with the code that comes of it. It has copies of everything that we have,
    /// and shares what stands behind our descriptors.
    pub fn begin(&mut self, work: impl FnOnce() -> i32) -> evloop_ffi::Result<Process> {
        let parent = std::process::id();
        if let Some(child) = process::fork_plain(Duration::ZERO)? {
            self.living.insert(child);
            return Ok(child);
        }
        // The parent's signals are not the child's: it ends on them, as programs do. The pipe must outlive the inbox.
        if let Some((inbox, pipe)) = self.signals.take() {
            drop(inbox);
            drop(pipe);
        }
        // A parent that is killed cannot take its children along. Where there is no such wish, they stay.
        let orphaned =
            matches!(process::end_with_parent(parent), Err(error) if error == Error::no_process(error.call));
        std::process::exit(if orphaned { 1 } else { work() })
    }

    /// Sleeps until somebody knocks at `listener`, a child ends, a signal asks for the end, or the time is up.
    pub fn wait(&mut self, listener: Option<&Socket>, timeout: Option<Duration>) -> Result<News> {
        let Some((inbox, pipe)) = &self.signals else { return Ok(News::Over) };
        let both = [Some(pipe.as_fd()), listener.map(AsFd::as_fd)];
        match io::wait_readable(&both.into_iter().flatten().collect::<Vec<_>>(), timeout) {
            Ok(ready) if !ready[0] => return Ok(News::Ended(Vec::new())),
            Ok(_) => {}
            Err(error) if error.interrupted() => {}
            Err(error) => return Err(error.into()),
        }
        let mut numbers = [0; 64];
        let count = io::read(pipe, &mut numbers).unwrap_or(0);
        let told = numbers[..count].iter().map(|&number| Sig::from_number(number.into()));
        if told.chain(inbox.take_lost()).any(|signal| signal == Sig::TERM || signal == Sig::INT) {
            self.living.drain().for_each(Process::abandon);
            return Ok(News::Over);
        }
        Ok(News::Ended(self.bury()))
    }

    /// Takes the dead out of the system's table. One signal may stand for many of them, so all are asked for.
    fn bury(&mut self) -> Vec<Process> {
        let mut ended = Vec::new();
        while let Ok(Some((child, status))) = process::wait_any() {
            log::debug!("child {} ended: {status:?}", child.id());
            self.living.remove(&child);
            ended.push(child);
        }
        ended
    }
}
