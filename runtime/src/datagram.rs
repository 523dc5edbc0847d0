//! Datagram sockets, of UDP and Unix: what the phases do with them, and how they send. What methods of a handle do is in
//! `datagram/udp.rs` and `datagram/unix.rs`.

pub(crate) mod options;
pub(crate) mod send;
pub(crate) mod udp;
pub(crate) mod unix;

use crate::datagram::send::Waiting;
use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::{Kind, Moment, SourceId};
use crate::slab::Key;
use crate::source::{Farewell, Registration, Source};
use crate::stream::HIGH_WATER;
use crate::stream::unix::OwnPath;
use evloop_ffi::datagram::{DatagramSocket, Peer, Received};
use evloop_ffi::poller::{Interest, Ready};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;

/// How many datagrams a socket may receive in one turn before the others have theirs (libuv's number, too).
const RECEIVES_PER_TURN: usize = 32;

/// What befalls a datagram socket, whose datagrams come from an `A`. [`DatagramEvent::Closed`] comes always, once, and last.
/// One function can serve sockets of both kinds, since only the form of the sender differs:
///
/// ```
/// use evloop::{DatagramEvent, Loop, UdpOptions};
///
/// fn shown<A: std::fmt::Debug>(event: &DatagramEvent<'_, A>) -> String {
///     match event {
///         DatagramEvent::Data { bytes, truncated: true, .. } => format!("the first {} bytes", bytes.len()),
///         DatagramEvent::Data { bytes, from, .. } => format!("{} bytes from {from:?}", bytes.len()),
///         DatagramEvent::Drain => "there is room again".to_owned(),
///         DatagramEvent::Error(error) => format!("not sent: {error}"),
///         DatagramEvent::Closed => "closed".to_owned(),
///         _ => "something new".to_owned(),
///     }
/// }
///
/// let (tell, told) = std::sync::mpsc::channel();
/// let mut lp = Loop::new()?;
/// let options = UdpOptions { largest: 4, ..UdpOptions::default() };
/// let socket = lp.udp_with(([127, 0, 0, 1], 0), &options, move |lp, socket, event| {
///     tell.send(shown(&event)).unwrap();
///     socket.close(lp);
/// })?;
/// let address = socket.local_addr(&lp)?;
/// socket.send_to(&mut lp, b"longer than four", address)?;
/// lp.run()?;
/// assert_eq!(told.iter().collect::<Vec<_>>(), ["the first 4 bytes", "closed"]);
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum DatagramEvent<'a, A> {
    /// A datagram has arrived.
    Data {
        /// What is in it. The bytes lie in the loop's buffer, and are gone after the callback.
        bytes: &'a [u8],
        /// Who sent it.
        from: A,
        /// It was longer than [`UdpOptions::largest`](crate::UdpOptions::largest), or 65,536 bytes, and the rest is lost.
        truncated: bool,
    },
    /// Everything is sent after a datagram was answered with [`Flow::Full`](crate::Flow::Full).
    Drain,
    /// A datagram that had to wait was not sent after all; or, of a connected socket, one was sent earlier to where
    /// nobody receives (`ECONNREFUSED`). The socket goes on.
    Error(Error),
    /// The socket is gone.
    Closed,
}

/// What befalls a UDP socket.
/// ```
/// use evloop::{Loop, Udp, UdpEvent};
///
/// fn listen(lp: &mut Loop, socket: Udp, event: UdpEvent<'_>) {
///     if let UdpEvent::Data { bytes, from, .. } = event {
///         println!("{from} says {}", String::from_utf8_lossy(bytes));
///         socket.close(lp);
///     }
/// }
///
/// let mut lp = Loop::new()?;
/// let socket = lp.udp(([127, 0, 0, 1], 0), listen)?;
/// let address = socket.local_addr(&lp)?;
/// socket.send_to(&mut lp, b"hello, me", address)?;
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
pub type UdpEvent<'a> = DatagramEvent<'a, SocketAddr>;

/// What befalls a Unix datagram socket. Who sent a datagram has a path, an abstract name, or neither.
/// ```
/// use evloop::{Loop, UnixDatagramEvent, system};
///
/// let mut lp = Loop::new()?;
/// let (here, there) = system::datagram_pair()?;
/// lp.unix_datagram_on(here, |lp, socket, event| match event {
///     // Whoever has no name sends from `None`.
///     UnixDatagramEvent::Data { bytes, from, .. } => {
///         assert_eq!((bytes, from), (&b"hello"[..], None));
///         socket.close(lp);
///     }
///     UnixDatagramEvent::Closed => lp.stop(),
///     _ => {}
/// })?;
/// let there = lp.unix_datagram_on(there, |_, _, _| {})?;
/// there.send(&mut lp, b"hello")?;
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
pub type UnixDatagramEvent<'a> = DatagramEvent<'a, Option<PathBuf>>;

impl<'a> DatagramEvent<'a, Peer> {
    /// The same event, with the sender in the form that the socket's users know.
    pub(crate) fn with_sender<A>(self, form: impl FnOnce(Peer) -> Option<A>) -> Option<DatagramEvent<'a, A>> {
        Some(match self {
            DatagramEvent::Data { bytes, from, truncated } => {
                DatagramEvent::Data { bytes, from: form(from)?, truncated }
            }
            DatagramEvent::Drain => DatagramEvent::Drain,
            DatagramEvent::Error(error) => DatagramEvent::Error(error),
            DatagramEvent::Closed => DatagramEvent::Closed,
        })
    }
}

/// What methods met, and the callback hears in the pending phase.
pub(crate) enum DatagramNews {
    /// The socket goes on.
    Failed(Error),
    /// The socket cannot go on.
    Broken(Error),
}

pub(crate) type Callback = Box<dyn FnMut(&mut Loop, Key, DatagramEvent<'_, Peer>)>;

pub(crate) struct DatagramState {
    pub(crate) kind: Kind,
    /// The file of a Unix socket, removed with it.
    pub(crate) path: Option<OwnPath>,
    /// Gone once the socket is closing.
    pub(crate) socket: Option<DatagramSocket>,
    pub(crate) registration: Registration,
    /// Absent while it runs.
    pub(crate) callback: Option<Callback>,
    pub(crate) largest: usize,
    pub(crate) waiting: VecDeque<Waiting>,
    /// How many bytes wait.
    pub(crate) queued: usize,
    /// From how many on a sender is told `Full`.
    pub(crate) high_water: usize,
    /// A sender was told `Full` and waits for `Drain`.
    pub(crate) full: bool,
    /// How many datagrams were offered to the kernel, or would have been.
    pub(crate) offered: u64,
}

impl DatagramState {
    /// An open socket always listens.
    pub(crate) fn wanted(&self) -> Interest {
        match (&self.socket, self.waiting.is_empty()) {
            (None, _) => Interest::NONE,
            (_, true) => Interest::READ,
            (_, false) => Interest::BOTH,
        }
    }
}

impl Loop {
    /// The socket of that name, unless it is closing.
    pub(crate) fn datagram_mut(&mut self, key: Key) -> Option<&mut DatagramState> {
        match self.sources.get_mut(key) {
            Some(Source::Datagram(state)) if state.socket.is_some() => Some(state),
            _ => None,
        }
    }

    /// The socket itself, for a `call` of it.
    pub(crate) fn datagram_socket<'a>(&'a self, key: Key, call: &'static str) -> Result<&'a DatagramSocket> {
        match self.sources.get(key) {
            Some(Source::Datagram(state)) => {
                Ok(state.socket.as_ref().ok_or(evloop_ffi::Error::stale(call))?)
            }
            _ => Err(evloop_ffi::Error::stale(call).into()),
        }
    }

    /// Takes a datagram socket in, which receives from now on.
    pub(crate) fn adopt_datagram(
        &mut self,
        socket: DatagramSocket,
        largest: usize,
        callback: impl FnMut(&mut Loop, Key, DatagramEvent<'_, Peer>) + 'static,
    ) -> Key {
        let state = DatagramState {
            kind: if socket.is_unix() { Kind::UnixDatagram } else { Kind::Udp },
            path: None,
            socket: Some(socket),
            registration: Registration::new(),
            callback: Some(Box::new(callback)),
            largest,
            waiting: VecDeque::new(),
            queued: 0,
            high_water: HIGH_WATER,
            full: false,
            offered: 0,
        };
        self.adopt(Source::Datagram(Box::new(state)))
    }

    /// Another descriptor of the same socket.
    pub(crate) fn share_datagram(&mut self, key: Key) -> Result<OwnedFd> {
        if self.datagram_socket(key, "fcntl")?.socket().is_simulated() {
            return Err(evloop_ffi::Error::not_supported("fcntl").into());
        }
        self.share_source(key)
    }

    /// The poll phase's word for one socket.
    #[inline(never)]
    pub(crate) fn datagram_ready(&mut self, key: Key, ready: Ready, buffer: &mut [u8]) {
        if ready.read() {
            self.receive_datagrams(key, buffer);
        }
        if ready.write() {
            self.send_waiting(key);
        }
    }

    /// Receives until the kernel has no more, or the socket has had its share: one by one, or, if the longest that is wanted
    /// leaves room in the buffer for others, many by one call.
    fn receive_datagrams(&mut self, key: Key, buffer: &mut [u8]) {
        let mut left = RECEIVES_PER_TURN;
        while left > 0 {
            let begun = self.before_call();
            let Some(state) = self.datagram_mut(key) else { return };
            let Some(socket) = &state.socket else { return };
            let id = SourceId::new(state.kind, key);
            let each = state.largest.clamp(1, buffer.len());
            let asked = left.min(buffer.len() / each);
            let by_one_call = asked > 1 && cfg!(target_os = "linux") && !socket.socket().is_simulated();
            left -= 1;
            let outcome = socket.receive_many(buffer, each, asked);
            self.after_call(begun, if by_one_call { "recvmmsg" } else { "recvmsg" }, id, &outcome);
            match outcome {
                Ok(batch) => {
                    left -= batch.len() - 1;
                    let drained = by_one_call && batch.len() < asked;
                    self.tell_batch(key, batch, each, buffer);
                    if drained {
                        return;
                    }
                }
                Err(error) if error.would_block() => return,
                Err(error) if error.interrupted() => {}
                Err(error) if error.bad_descriptor() => {
                    self.tell_datagram(key, DatagramEvent::Error(error.into()));
                    self.close_datagram(key);
                }
                // An answer to something that was sent earlier. To ask has cleared it.
                Err(error) => self.tell_datagram(key, DatagramEvent::Error(error.into())),
            }
        }
    }

    /// Tells of datagrams that lie in the buffer side by side. Who closes the socket hears of no more.
    fn tell_batch(&mut self, key: Key, batch: Vec<Received>, each: usize, buffer: &[u8]) {
        for (place, received) in batch.into_iter().enumerate() {
            if self.datagram_mut(key).is_none() {
                return;
            }
            let Received { count, from, truncated } = received;
            let bytes = &buffer[place * each..][..count];
            self.tell_datagram(key, DatagramEvent::Data { bytes, from, truncated });
        }
    }

    pub(crate) fn tell_datagram_news(&mut self, key: Key, news: DatagramNews) {
        match news {
            DatagramNews::Failed(error) => self.tell_datagram(key, DatagramEvent::Error(error)),
            DatagramNews::Broken(error) => {
                self.tell_datagram(key, DatagramEvent::Error(error));
                self.close_datagram(key);
            }
        }
    }

    /// Takes the callback out of its slot, calls it, and puts it back: into a closing socket, too, for the farewell.
    pub(crate) fn tell_datagram(&mut self, key: Key, event: DatagramEvent<'_, Peer>) {
        let Some(Source::Datagram(state)) = self.sources.get_mut(key) else { return };
        let Some(mut callback) = state.callback.take() else { return };
        let kind = state.kind;
        self.note_source(Moment::Enter, kind, key);
        callback(self, key, event);
        self.note_source(Moment::Leave, kind, key);
        if let Some(Source::Datagram(state)) = self.sources.get_mut(key) {
            state.callback = Some(callback);
        }
    }

    /// Closes the descriptor at once and leaves the farewell to the closing phase; `false` if it was closed before.
    pub(crate) fn close_datagram(&mut self, key: Key) -> bool {
        let Some(Source::Datagram(state)) = self.sources.get_mut(key) else { return false };
        let Some(socket) = state.socket.take() else { return false };
        state.waiting.clear();
        // The file first, so that nobody sends to where nobody receives.
        state.path = None;
        state.registration.leave(&mut *self.poller, socket.as_fd());
        let id = SourceId::new(state.kind, key);
        self.close_for(socket, id);
        self.refresh(key);
        self.bid_farewell(Farewell::Datagram(key));
        self.descriptors_freed();
        true
    }

    /// The closing phase's word.
    pub(crate) fn bury_datagram(&mut self, key: Key) {
        let Some(Source::Datagram(mut state)) = self.take_out(key) else { return };
        let kind = state.kind;
        log::debug!("{} closed", SourceId::new(kind, key));
        if let Some(mut callback) = state.callback.take() {
            self.note_source(Moment::Enter, kind, key);
            callback(self, key, DatagramEvent::Closed);
            self.note_source(Moment::Leave, kind, key);
        }
        self.note_source(Moment::Died, kind, key);
    }
}
