//! Bringing a model and its clients together: the server in a process of its own, the clients in this one.
//!
//! A new process for each model, so that none finds another's memory, descriptors or signals, and the kernel's bill for
//! the process is the model's.

use crate::calls::Calls;
use crate::clients::{self, Report};
use crate::figures::Figures;
use crate::server::Server;
use crate::{ABSENT, Error, Model, Result, Work};
use evloop_ffi::{io, system};
use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

/// How the server's process is started: a program, and the arguments to be set before `--server NAME`.
#[derive(Clone, Debug)]
pub struct Program {
    /// The program.
    pub path: OsString,
    /// Its first arguments.
    pub arguments: Vec<OsString>,
}

/// What a model has done, and at which price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// As the server tells it.
    pub figures: Figures,
    /// As the clients tell it.
    pub report: Report,
}

impl Outcome {
    /// Whether every client had every byte back.
    pub fn is_whole(&self, work: &Work) -> bool {
        self.report.done == work.clients
            && self.report.verified == work.total_bytes()
            && self.report.corrupt == 0
    }
}

/// How long a server may take to begin, and to tell what it cost.
const PATIENCE: Duration = Duration::from_secs(30);

/// The server's side: listens, says where on `out`, serves all clients and prints what that cost.
///
/// # Errors
/// When the model is absent here, or fails.
pub fn serve(model: &Model, work: &Work, out: &mut impl Write) -> Result<()> {
    // Whoever is to talk to it is gone when its parent is.
    #[cfg(target_os = "linux")]
    system::end_with_parent()?;
    if let Some(queue) = work.queue {
        limit_queue(queue)?;
    }
    let calls = Calls::new();
    let mut server = Server::listen(work.clients, &calls)?;
    say(out, &format!("listening on {}\n", server.address()?))?;
    let before = system::usage();
    (model.serve)(&mut server, &calls)?;
    let figures = Figures::since(&before, &calls, server.tally());
    say(out, &figures.to_string())
}

#[cfg(target_os = "linux")]
fn limit_queue(signals: u64) -> Result<()> {
    Ok(system::set_pending_signal_limit(signals)?)
}

#[cfg(not(target_os = "linux"))]
fn limit_queue(_signals: u64) -> Result<()> {
    Err(Error::Absent("the length of the queue of signals can be set on Linux only".to_owned()))
}

fn say(out: &mut impl Write, text: &str) -> Result<()> {
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| Error::Other(format!("standard output: {error}")))
}

/// Both sides: starts the server's process, runs the clients against it, and brings back what it cost.
///
/// # Errors
/// When the model is absent here or fails, or the clients cannot be run. That some of them were lost is told in the outcome.
pub fn measure(program: &Program, model: &Model, work: &Work) -> Result<Outcome> {
    let mut process = Process::start(program, model, work)?;
    let address = process.address()?;
    let report = clients::run(address, work, || process.check())?;
    let figures = process.figures()?;
    Ok(Outcome { figures, report })
}

/// The server's process; ended when it is dropped.
struct Process {
    child: Child,
    stdout: ChildStdout,
    /// What it has said so far.
    said: Vec<u8>,
}

impl Process {
    fn start(program: &Program, model: &Model, work: &Work) -> Result<Process> {
        let mut command = Command::new(&program.path);
        command.args(&program.arguments).args(["--server", model.name]);
        command.arg("--clients").arg(work.clients.to_string());
        if let Some(queue) = work.queue {
            command.arg("--queue").arg(queue.to_string());
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let started = command.spawn();
        let mut child =
            started.map_err(|error| Error::Other(format!("{}: {error}", program.path.display())))?;
        let Some(stdout) = child.stdout.take() else {
            return Err(Error::Other("no pipe to the server".into()));
        };
        Ok(Process { child, stdout, said: Vec::new() })
    }

    /// Reads what it says next, for as long as patience lasts; whether there was something.
    fn listen(&mut self) -> Result<bool> {
        let ready = io::wait_readable(&[self.stdout.as_fd()], Some(PATIENCE));
        match ready.as_deref() {
            Ok([true]) => {}
            Err(error) if error.interrupted() => return Ok(true),
            _ => return Err(Error::Other("the server says nothing for 30 seconds".to_owned())),
        }
        let mut buffer = [0; 4096];
        let count = self.stdout.read(&mut buffer);
        let count = count.map_err(|error| Error::Other(format!("what the server says: {error}")))?;
        self.said.extend_from_slice(&buffer[..count]);
        Ok(count > 0)
    }

    /// Waits for the server to say where it listens.
    fn address(&mut self) -> Result<SocketAddr> {
        while !self.said.contains(&b'\n') && self.listen()? {}
        let said = String::from_utf8_lossy(&self.said);
        let address = said.lines().next().and_then(|line| line.strip_prefix("listening on "));
        address.and_then(|address| address.parse().ok()).ok_or_else(|| self.complaint())
    }

    /// Whether there is still a point in waiting: the server runs, or has ended well.
    fn check(&mut self) -> Result<()> {
        match self.child.try_wait() {
            Ok(Some(status)) if !status.success() => Err(self.complaint()),
            _ => Ok(()),
        }
    }

    /// Reads what it cost. All clients have ended, so the server is about to.
    fn figures(&mut self) -> Result<Figures> {
        while self.listen()? {}
        // It has closed its standard output, which is its last deed.
        let status = self.child.wait().map_err(|error| Error::Other(format!("the server's end: {error}")))?;
        if !status.success() {
            return Err(self.complaint());
        }
        let mut figures = Figures::default();
        String::from_utf8_lossy(&self.said).lines().for_each(|line| figures.read_line(line));
        Ok(figures)
    }

    /// What a server that fails has said last.
    fn complaint(&mut self) -> Error {
        let mut text = String::new();
        // One that has failed has ended, or talks nonsense.
        let _ = self.child.kill();
        if let Some(stderr) = &mut self.child.stderr {
            // It may have said nothing.
            let _ = stderr.read_to_string(&mut text);
        }
        let last = text.lines().last().unwrap_or("the server has ended without a word");
        match last.split_once(ABSENT) {
            Some((_, why)) => Error::Absent(why.to_owned()),
            None => Error::Other(last.to_owned()),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended already is only to be waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
