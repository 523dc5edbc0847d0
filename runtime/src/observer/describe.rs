//! What sources have to say of themselves when somebody asks.

use crate::datagram::DatagramState;
use crate::event_loop::Loop;
use crate::listener::ListenerState;
use crate::observer::{Kind, SourceId};
use crate::process::Child;
use crate::slab::Key;
use crate::source::{Registration, Source};
use crate::stream::Stream;
use crate::stream::flags::Flags;
use crate::watch::{Watch, WatchState};
use evloop_ffi::descriptor;
use evloop_ffi::socket::Socket;
use std::collections::BTreeMap;
use std::fs;
use std::os::fd::{AsFd, AsRawFd};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A source at one moment, see [`Loop::describe`].
///
/// ```
/// use evloop::{Description, Event, Loop};
///
/// let mut lp = Loop::new()?;
/// let server = lp.listen(([127, 0, 0, 1], 0), |_, _| {})?;
/// server.set_ref(&mut lp, false);
/// let address = server.local_addr(&lp)?;
/// lp.connect(address, move |lp, conn, event| {
///     if let Event::Connected = event {
///         let _ = conn.write(lp, b"hello");
///         let Description { state, peer, written, keeps_alive, .. } = lp.describe(conn.id()).unwrap();
///         assert_eq!((state, peer, written, keeps_alive), ("open", Some(address.to_string()), 5, true));
///         conn.close(lp);
///     }
/// })?;
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Description {
    /// Its name.
    pub id: SourceId,
    /// Its descriptor's number, if it has one that is open.
    pub fd: Option<i32>,
    /// What it is bound to or about: an address, a path, the name of a signal, the number of a process. Of a watch of the
    /// loop's own, what it is for.
    pub local: Option<String>,
    /// Who is at the other end.
    pub peer: Option<String>,
    /// In a word or two: `open`, `connecting`, `paused`, `ending`, `closed`, `listening`, `armed`, ….
    pub state: &'static str,
    /// Whether it waits to be read, and whether it waits to be written.
    pub interest: (bool, bool),
    /// Bytes that wait to be sent.
    pub queued: usize,
    /// Bytes read so far, if it is a stream.
    pub read: u64,
    /// Bytes written so far, if it is a stream.
    pub written: u64,
    /// Whether it may keep the loop alive.
    pub referenced: bool,
    /// Whether it does now.
    pub keeps_alive: bool,
    /// When it fires, on the loop's clock, if it is a timer that is armed.
    pub due: Option<Duration>,
}

impl Description {
    /// Of something without a descriptor that keeps the loop alive as long as it is referenced.
    pub(crate) fn new(id: SourceId, state: &'static str, referenced: bool) -> Description {
        Description {
            id,
            fd: None,
            local: None,
            peer: None,
            state,
            interest: (false, false),
            queued: 0,
            read: 0,
            written: 0,
            referenced,
            keeps_alive: referenced,
            due: None,
        }
    }

    /// The same with what it is about.
    pub(crate) fn about(self, what: impl ToString) -> Description {
        Description { local: Some(what.to_string()), ..self }
    }
}

impl Loop {
    /// What a source has to say of itself; `None` when there is none of that name. Addresses are asked of the kernel.
    pub fn describe(&self, id: SourceId) -> Option<Description> {
        let key = Key::from_token(id.number);
        match id.kind {
            Kind::Conn | Kind::Listener | Kind::Watch | Kind::Udp | Kind::UnixDatagram => {
                let source = self.sources.get(key).filter(|source| source.kind() == id.kind)?;
                Some(self.describe_source(id, source))
            }
            Kind::Timer => self.timers.describe(key),
            Kind::Immediate => self.immediates.describe(id.number),
            Kind::Hook => self.hooks.describe(key),
            Kind::Signal => self.signals.describe(key),
            Kind::FileWatch => self.file_watches.describe(key),
            Kind::FilePoll => self.describe_file_poll(key),
            Kind::Child => self.describe_child(id),
            Kind::Work => self.jobs.describe(key),
            Kind::Remote => self.remotes.describe(id.number),
        }
    }

    /// What the sources have to say of themselves: of each kind at most so many. How many there are says [`Loop::count_by_kind`].
    ///
    /// ```
    /// use evloop::{Kind, Loop, Sig};
    /// use std::time::Duration;
    ///
    /// let mut lp = Loop::new()?;
    /// lp.signal(Sig::HUP, |_, _| {})?.set_ref(&mut lp, false);
    /// let timers: Vec<_> = (1..=1000).map(|_| lp.after(Duration::from_secs(60), |_| {})).collect();
    /// for what in lp.descriptions(100).iter().filter(|what| what.keeps_alive).take(3) {
    ///     println!("{} waits until {:?}", what.id, what.due);
    /// }
    /// assert_eq!(lp.descriptions(100).iter().filter(|what| what.id.kind == Kind::Timer).count(), 100);
    /// assert_eq!(lp.count_by_kind()[&Kind::Timer], 1000);
    /// # drop(timers);
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn descriptions(&self, most: usize) -> Vec<Description> {
        let mut counts = [0; Kind::ALL.len()];
        let wanted = self.all_sources().filter(|id| {
            let count = &mut counts[id.kind as usize];
            *count += 1;
            *count <= most
        });
        wanted.filter_map(|id| self.describe(id)).collect()
    }

    /// How many sources live, by kind; those that there are none of are absent. A child, a loop's watched signals and its watched
    /// files each have a watch besides.
    pub fn count_by_kind(&self) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        for id in self.all_sources() {
            *counts.entry(id.kind).or_default() += 1;
        }
        counts
    }

    fn all_sources(&self) -> impl Iterator<Item = SourceId> + use<'_> {
        let under = |kind| move |key| SourceId::new(kind, key);
        let numbered = |kind| move |number| SourceId { kind, number };
        let own = self.sources.iter().map(|(key, source)| SourceId::new(source.kind(), key));
        own.chain(self.timers.keys().map(under(Kind::Timer)))
            .chain(self.immediates.numbers().map(numbered(Kind::Immediate)))
            .chain(self.hooks.keys().map(under(Kind::Hook)))
            .chain(self.jobs.keys().map(under(Kind::Work)))
            .chain(self.signals.keys().map(under(Kind::Signal)))
            .chain(self.children.keys().map(|watch| Child::of(*watch).id()))
            .chain(self.file_watches.keys().map(under(Kind::FileWatch)))
            .chain(self.file_polls.keys().map(under(Kind::FilePoll)))
            .chain(self.remotes.numbers().map(numbered(Kind::Remote)))
    }

    fn describe_source(&self, id: SourceId, source: &Source) -> Description {
        let fd = source.fd().map(|fd| fd.as_raw_fd());
        let &Registration { referenced, counted, .. } = source.registration();
        let wanted = source.wanted();
        let mut about = Description::new(id, "", referenced);
        (about.fd, about.keeps_alive, about.interest) = (fd, counted, (wanted.read(), wanted.write()));
        match source {
            Source::Stream(stream) => describe_stream(&mut about, stream),
            Source::Listener(listener) => describe_listener(&mut about, listener),
            Source::Datagram(socket) => describe_datagram(&mut about, socket),
            Source::Watch(watch) => self.describe_watch(&mut about, watch),
        }
        about
    }

    fn describe_watch(&self, about: &mut Description, watch: &WatchState) {
        about.state = if watch.interest.is_none() { "at rest" } else { "watching" };
        about.local = self.purpose_of_watch(about.id).map(str::to_owned).or_else(|| open_file(&watch.fd));
    }

    /// What a watch of the loop's own is for.
    pub(crate) fn purpose_of_watch(&self, id: SourceId) -> Option<&'static str> {
        let watch = Watch::named(id);
        match () {
            () if self.children.contains_key(&watch) => Some("the end of a child"),
            () if self.signals.is_heard_by(watch) => Some("signals"),
            () if self.file_watches.is_heard_by(watch) => Some("changes of files"),
            () => None,
        }
    }
}

fn describe_stream(about: &mut Description, stream: &Stream) {
    let flags = stream.flags;
    about.state = match () {
        () if flags.any(Flags::CLOSING) => "closed",
        () if flags.any(Flags::FAILED) => "broken",
        () if flags.any(Flags::CONNECTING) => "connecting",
        () if flags.any(Flags::ENDED) && !flags.any(Flags::FIN_SENT) => "ending",
        () if flags.any(Flags::PAUSED) => "paused",
        () if flags.any(Flags::READ_ENDED) => "write only",
        () if flags.any(Flags::FIN_SENT) => "read only",
        () if !flags.any(Flags::STARTED) => "not started",
        () => "open",
    };
    (about.queued, about.read, about.written) =
        (stream.outbox.len(), stream.bytes_read, stream.bytes_written);
    let Some(socket) = &stream.socket else { return };
    if flags.any(Flags::PLAIN) {
        about.local = open_file(socket);
    } else {
        about.local = local_name(socket);
        about.peer = peer_name(socket);
    }
    about.peer = about.peer.take().or_else(|| stream.target.as_ref().map(ToString::to_string));
}

fn describe_listener(about: &mut Description, listener: &ListenerState) {
    about.state = match (listener.paused, listener.resting) {
        (true, _) => "paused",
        (_, true) => "resting",
        _ => "listening",
    };
    about.local = local_name(&listener.socket);
}

fn describe_datagram(about: &mut Description, state: &DatagramState) {
    about.state = if state.socket.is_some() { "open" } else { "closed" };
    about.queued = state.queued;
    if let Some(socket) = &state.socket {
        about.local = local_name(socket.socket());
        about.peer = peer_name(socket.socket());
    }
}

fn local_name(socket: &Socket) -> Option<String> {
    match socket.local_address() {
        Ok(address) => Some(address.to_string()),
        Err(_) => named(socket.local_path()),
    }
}

fn peer_name(socket: &Socket) -> Option<String> {
    match socket.peer_address() {
        Ok(address) => Some(address.to_string()),
        Err(_) => named(socket.peer_path()),
    }
}

fn named(path: evloop_ffi::Result<Option<PathBuf>>) -> Option<String> {
    path.ok().flatten().map(|path| shown(&path))
}

/// An abstract name begins with a NUL byte, which everybody writes as `@`.
pub(crate) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\0', "@")
}

/// What is open there: a terminal's path, `pipe:[4711]`; or what kind of thing, where the system does not say more.
fn open_file(fd: &impl AsFd) -> Option<String> {
    let number = fd.as_fd().as_raw_fd();
    let path = fs::read_link(format!("/proc/self/fd/{number}")).map(|path| shown(&path));
    path.ok().or_else(|| descriptor::kind(fd).ok().map(|kind| kind.to_string()))
}
