//! Child processes: begun, talked with, sent signals, and heard of when they have ended.

pub(crate) mod command;
pub(crate) mod fork;

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::{Description, Kind, Moment, SourceId};
use crate::process::command::{Command, Stdio, assignments};
use crate::source::Source;
use crate::stream::Stream;
use crate::stream::conn::Conn;
use crate::stream::flags::Flags;
use crate::watch::Watch;
use evloop_ffi::poller::Interest;
use evloop_ffi::process::{ExitStatus, Launch, Process, disown, spawn};
use evloop_ffi::signal::Sig;
use evloop_ffi::socket::Socket;
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;

/// The name of a child process. Stale when it has ended and that has been told.
/// A child that would wait for ever, had nobody sent it a signal:
///
/// ```
/// use evloop::{Child, Command, Event, Loop, Sig, Stdio};
///
/// let mut lp = Loop::new()?;
/// let mut cat = Command::new("cat");
/// cat.stdin(Stdio::Pipe).stdout(Stdio::Pipe).stderr(Stdio::Pipe);
/// let cat: Child = lp.spawn(&cat, |lp, cat, status| {
///     assert!(!status.success());
///     // It has ended, but has its name until this callback returns.
///     assert!(cat.kill(lp, Sig::TERM).is_err());
/// })?;
/// println!("{} is process {}", cat.id(), cat.pid(&lp).unwrap());
/// assert!(cat.fd(&lp).is_some());
/// assert!(cat.set_ref(&mut lp, true));
///
/// let (input, output) = (cat.stdin(&lp).unwrap(), cat.stdout(&lp).unwrap());
/// assert_eq!(cat.stdio(&lp, 2), cat.stderr(&lp));
/// assert!(cat.stdio(&lp, 3).is_none());
/// let _ = input.write(&mut lp, b"are you there?");
/// output.start(&mut lp, move |lp, output, event| {
///     if let Event::Data(_) = event {
///         cat.kill(lp, Sig::TERM).unwrap();
///         output.close(lp);
///     }
/// });
/// let complaints = cat.stderr(&lp).unwrap();
/// complaints.close(&mut lp);
/// while lp.alive() {
///     lp.turn()?;
/// }
/// assert!(cat.pid(&lp).is_none());
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Child(Watch);

/// All children of a loop whose end has not been told, by the watch of the handle that is readable when they have ended.
pub(crate) type Children = HashMap<Watch, ChildState>;

pub(crate) struct ChildState {
    process: Process,
    pipes: Vec<Option<Conn>>,
    callback: Option<Callback>,
}

type Callback = Box<dyn FnOnce(&mut Loop, Child, ExitStatus)>;

/// The child's descriptors while they are being made.
#[derive(Default)]
struct Descriptors {
    /// What the child gets, by our numbers.
    numbers: Vec<RawFd>,
    /// Those among them that are open for its sake only.
    held: Vec<OwnedFd>,
    /// Our ends of the pipes, by the child's numbers.
    ours: Vec<Option<UnixStream>>,
}

impl Descriptors {
    fn make(stdio: &[Stdio]) -> evloop_ffi::Result<Descriptors> {
        let mut all = Descriptors::default();
        for (number, stdio) in stdio.iter().enumerate() {
            let (fd, ours) = match stdio {
                Stdio::Inherit => (number as RawFd, None),
                Stdio::Number(fd) => (*fd, None),
                Stdio::Owned(fd) => (fd.as_raw_fd(), None),
                Stdio::Null => (all.hold(open_null()?), None),
                Stdio::Pipe => {
                    let (ours, theirs) = make_pipe()?;
                    (all.hold(theirs), Some(ours))
                }
            };
            all.numbers.push(fd);
            all.ours.push(ours);
        }
        Ok(all)
    }

    fn hold(&mut self, fd: impl Into<OwnedFd>) -> RawFd {
        let fd = fd.into();
        let number = fd.as_raw_fd();
        self.held.push(fd);
        number
    }
}

fn open_null() -> evloop_ffi::Result<File> {
    let file = OpenOptions::new().read(true).write(true).open("/dev/null");
    file.map_err(|error| evloop_ffi::Error::from_io("open", &error))
}

/// Sockets, so that our end is a stream like any other. Only ours never blocks: few programs expect that of their input.
fn make_pipe() -> evloop_ffi::Result<(UnixStream, UnixStream)> {
    let pair = UnixStream::pair().and_then(|(ours, theirs)| {
        ours.set_nonblocking(true)?;
        Ok((ours, theirs))
    });
    pair.map_err(|error| evloop_ffi::Error::from_io("socketpair", &error))
}

fn launch(command: &Command, descriptors: &[RawFd]) -> evloop_ffi::Result<(Process, OwnedFd)> {
    let environment = command.environment();
    spawn(&Launch {
        programs: &command.paths(&environment)?,
        arguments: &command.arguments()?,
        environment: &assignments(&environment)?,
        folder: command.folder()?.as_deref(),
        user: command.user,
        group: command.group,
        session: command.detached,
        descriptors,
    })
}

impl Loop {
    /// Begins a child process; `callback` hears in the poll phase how it ended. What the child wrote into its pipes may be
    /// heard before or after that: they have events of their own.
    ///
    /// The child gets the descriptors that the command lists and no other (see [`evloop_ffi::process::spawn`]), every signal
    /// does with it what it does by default, and none is blocked. Only this child is ever waited for, so that children
    /// of other code are left alone.
    ///
    /// ```
    /// use evloop::{Command, Event, ExitStatus, Loop, Stdio};
    ///
    /// let mut lp = Loop::new()?;
    /// let mut sort = Command::new("sort");
    /// sort.arg("-n").stdin(Stdio::Pipe).stdout(Stdio::Pipe);
    /// let child = lp.spawn(&sort, |_, _, status| assert!(status.success()))?;
    ///
    /// let (input, output) = (child.stdin(&lp).unwrap(), child.stdout(&lp).unwrap());
    /// output.start(&mut lp, |_, _, event| {
    ///     if let Event::Data(bytes) = event {
    ///         assert_eq!(bytes, b"2\n10\n");
    ///     }
    /// });
    /// let _ = input.write(&mut lp, b"10\n2\n");
    /// input.end(&mut lp);
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the child is not what was asked for, it is none at all, and the call that failed is named: `execve` (`ENOENT`
    /// when there is no such program, `EACCES`, `ENOEXEC`, `E2BIG`, …), `chdir`, `setuid`, `fork`, … `EINVAL` for strings with
    /// a NUL byte.
    pub fn spawn(
        &mut self,
        command: &Command,
        callback: impl FnOnce(&mut Loop, Child, ExitStatus) + 'static,
    ) -> Result<Child> {
        let name = command.program().to_string_lossy().into_owned();
        let about = |error: evloop_ffi::Error| Error::from(error).about(format_args!("spawn {name}"));
        let descriptors = Descriptors::make(&command.stdio).map_err(about)?;
        let (process, handle) = launch(command, &descriptors.numbers).map_err(about)?;
        drop(descriptors.held);
        let watch = self.watch_child(process, handle)?;
        let pipes = descriptors.ours.into_iter().enumerate();
        let pipes = pipes.map(|(number, ours)| ours.map(|ours| self.adopt_pipe(number, ours))).collect();
        let child = Child(watch);
        self.children.insert(watch, ChildState { process, pipes, callback: Some(Box::new(callback)) });
        self.note(Moment::Born(child.id()));
        log::debug!("{} began {name} as process {}", child.id(), process.id());
        Ok(child)
    }

    /// Takes in a child that was begun.
    pub(crate) fn adopt_child(
        &mut self,
        process: Process,
        handle: OwnedFd,
        callback: impl FnOnce(&mut Loop, Child, ExitStatus) + 'static,
    ) -> Result<Child> {
        let watch = self.watch_child(process, handle)?;
        let child = Child(watch);
        let callback = Some(Box::new(callback) as Callback);
        self.children.insert(watch, ChildState { process, pipes: Vec::new(), callback });
        self.note(Moment::Born(child.id()));
        Ok(child)
    }

    /// In a child of fork: our children are its siblings, and none of its business.
    pub(crate) fn forget_children(&mut self) {
        for (watch, _) in std::mem::take(&mut self.children) {
            if let Some(handle) = watch.close(self) {
                disown(handle);
            }
            self.note(Moment::Died(Child(watch).id()));
        }
    }

    pub(crate) fn describe_child(&self, id: SourceId) -> Option<Description> {
        let watch = Watch::named(id);
        let state = self.children.get(&watch)?;
        let handle = self.describe(watch.id());
        let name = if handle.is_some() { "running" } else { "ended" };
        let referenced = handle.as_ref().is_some_and(|handle| handle.referenced);
        let about =
            Description::new(id, name, referenced).about(format_args!("process {}", state.process.id()));
        // It is the watch that does.
        Some(Description { fd: handle.and_then(|handle| handle.fd), keeps_alive: false, ..about })
    }

    fn watch_child(&mut self, process: Process, handle: OwnedFd) -> Result<Watch> {
        let ended = self.watch(handle, Interest::READ, move |lp, watch, _| lp.child_ready(watch));
        // Nobody would ever hear of it.
        ended.inspect_err(|_| process.abandon())
    }

    /// Our end of a pipe, as a stream. What goes one way closes, like every stream, when all has been said.
    fn adopt_pipe(&mut self, number: usize, ours: UnixStream) -> Conn {
        let socket = Socket::from(OwnedFd::from(ours));
        let said = match number {
            0 => Flags::READ_ENDED | Flags::END_TOLD,
            1 | 2 => {
                // When it fails, the child is not told that nothing comes, but nothing will.
                let _ = socket.shutdown_write();
                Flags::ENDED | Flags::FIN_SENT | Flags::FINISH_TOLD
            }
            _ => Flags::default(),
        };
        let mut stream = Stream::new(Some(socket));
        stream.flags.set(said);
        Conn(self.adopt(Source::Stream(stream)))
    }

    /// The poll phase's word, which can be spurious.
    fn child_ready(&mut self, watch: Watch) {
        let child = Child(watch);
        let Some((status, callback)) = child.take_end(self) else { return };
        watch.close(self);
        log::debug!("{} ended: {status:?}", child.id());
        // Whatever still waits to be written there has nobody to read it.
        child.stdin(self).map(|input| input.close(self));
        self.note(Moment::Enter(child.id()));
        callback(self, child, status);
        self.note(Moment::Leave(child.id()));
        self.children.remove(&watch);
        self.note(Moment::Died(child.id()));
    }
}

impl Child {
    /// Whose end that watch hears.
    pub(crate) fn of(watch: Watch) -> Child {
        Child(watch)
    }

    fn take_end(self, lp: &mut Loop) -> Option<(ExitStatus, Callback)> {
        let status = lp.children.get(&self.0)?.process.wait(self.0.fd(lp)?)?;
        Some((status, lp.children.get_mut(&self.0)?.callback.take()?))
    }

    /// Sends it a signal. The signal never reaches another process that has got the child's number since.
    ///
    /// # Errors
    /// `ESRCH` when the child has ended or the handle is stale, `EPERM` when the child acts for somebody else, `EINVAL` for
    /// what is no signal.
    pub fn kill(self, lp: &Loop, signal: Sig) -> Result<()> {
        match (lp.children.get(&self.0), self.0.fd(lp)) {
            (Some(child), Some(handle)) => Ok(child.process.kill(handle, signal)?),
            _ => Err(evloop_ffi::Error::no_process("kill").into()),
        }
    }

    /// Its number, as other programs show it; `None` when the handle is stale.
    pub fn pid(self, lp: &Loop) -> Option<u32> {
        lp.children.get(&self.0).map(|child| child.process.id())
    }

    /// The handle on the child, readable once it has ended; `None` from then on. On Linux a pidfd, elsewhere a kqueue.
    pub fn fd(self, lp: &Loop) -> Option<BorrowedFd<'_>> {
        self.0.fd(lp)
    }

    /// Our end of a [`Stdio::Pipe`] by the child's number of it; `None` when there is none, or the handle is stale. The
    /// stream goes its own way: it may well outlive the child. Only that of the input is closed with it.
    pub fn stdio(self, lp: &Loop, number: usize) -> Option<Conn> {
        lp.children.get(&self.0)?.pipes.get(number).copied().flatten()
    }

    /// Where to write what the child reads as its input.
    pub fn stdin(self, lp: &Loop) -> Option<Conn> {
        self.stdio(lp, 0)
    }

    /// Where to read what the child writes.
    pub fn stdout(self, lp: &Loop) -> Option<Conn> {
        self.stdio(lp, 1)
    }

    /// Where to read what the child complains about.
    pub fn stderr(self, lp: &Loop) -> Option<Conn> {
        self.stdio(lp, 2)
    }

    /// Whether the child keeps the loop alive (it does unless told otherwise). `false` when it has ended.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        self.0.set_ref(lp, referenced)
    }

    /// The name in logs and traces.
    pub fn id(self) -> SourceId {
        SourceId { kind: Kind::Child, ..self.0.id() }
    }
}
