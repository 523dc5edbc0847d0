//! Listening sockets, and what to do when the process has no descriptor left for those who knock.

pub(crate) mod inherited;
pub(crate) mod share;

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::{Kind, Moment, SourceId};
use crate::slab::Key;
use crate::source::{Farewell, Registration, Source};
use crate::stream::Stream;
use crate::stream::conn::Conn;
use crate::stream::unix::OwnPath;
use evloop_ffi::poller::Interest;
use evloop_ffi::simulated::World;
use evloop_ffi::socket::Socket;
use std::mem;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::time::Duration;

/// How long a listener rests when there was no descriptor for a connection. Short enough that everybody is served
/// within a tenth of a second after there are some again, long enough to cost nothing (20 calls a second).
const REST: Duration = Duration::from_millis(50);

/// How often a listener may complain that it rests.
const COMPLAIN_EVERY: Duration = Duration::from_secs(10);

/// How many connections that broke before they were accepted are skipped in one go. More of them in a row look like an
/// error that does not go away, such as a firewall's, and the listener rests.
const SKIPS: usize = 16;

/// The name of a listening socket.
///
/// ```
/// use evloop::{Event, ListenOptions, Listener, Loop};
///
/// let mut lp = Loop::new()?;
/// let options = ListenOptions { backlog: 16, ..ListenOptions::default() };
/// let server: Listener =
///     lp.listen_with(([127, 0, 0, 1], 0), &options, |lp, conn| drop(conn.end_with(lp, b"hello")))?;
/// server.on_error(&mut lp, |_, server, error| eprintln!("{}: {error}", server.id()));
/// assert_eq!(server.local_path(&lp)?, None);
/// lp.connect(server.local_addr(&lp)?, move |lp, conn, event| match event {
///     Event::Data(bytes) => assert_eq!(bytes, b"hello"),
///     Event::End => {
///         conn.close(lp);
///         server.close_then(lp, |_| println!("nobody listens any more"));
///         assert!(!server.close(lp), "the handle is stale");
///     }
///     _ => {}
/// })?;
/// // A listener that is not referenced does not keep the loop alive.
/// let other = lp.listen(([127, 0, 0, 1], 0), |_, _| {})?;
/// other.set_ref(&mut lp, false);
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Listener(pub(crate) Key);

/// How to listen.
#[derive(Clone, Debug)]
pub struct ListenOptions {
    /// How many connections the kernel keeps until they are accepted (511, as in Node; the kernel's own limit
    /// may be lower).
    pub backlog: i32,
    /// An IPv6 listener serves no IPv4 clients (off).
    pub ipv6_only: bool,
    /// Others may listen on the same address; the kernel spreads the connections (off).
    pub reuse_port: bool,
    /// For one listener that several loops share ([`Listener::share`], [`Loop::listen_on`]): the kernel wakes one of the loops
    /// for each connection, and not all of them, of which one would get it (off; Linux' epoll only, see
    /// [`Interest::EXCLUSIVE`]). The loops must all ask for it.
    pub exclusive: bool,
    /// The permissions of a Unix socket's file, as `0o660`: who may write there may connect. Set before anybody can. By
    /// default what the process' umask leaves of `0o777`.
    pub mode: Option<u32>,
}

impl Default for ListenOptions {
    fn default() -> ListenOptions {
        ListenOptions { backlog: 511, ipv6_only: false, reuse_port: false, exclusive: false, mode: None }
    }
}

type OnConnection = Box<dyn FnMut(&mut Loop, Conn)>;
type OnError = Box<dyn FnMut(&mut Loop, Listener, Error)>;

pub(crate) struct ListenerState {
    /// The file of a Unix socket, removed with the listener: before the socket is closed.
    _path: Option<OwnPath>,
    pub(crate) socket: Socket,
    pub(crate) registration: Registration,
    callback: Option<OnConnection>,
    on_error: Option<OnError>,
    /// Resting, for want of descriptors or because it broke.
    pub(crate) resting: bool,
    /// Told to take nobody for now.
    pub(crate) paused: bool,
    complained: Option<Duration>,
    /// Wakes one of the loops that share it.
    exclusive: bool,
}

impl ListenerState {
    pub(crate) fn wanted(&self) -> Interest {
        match (self.resting || self.paused, self.exclusive) {
            (true, _) => Interest::NONE,
            (false, false) => Interest::READ,
            (false, true) => Interest::READ | Interest::EXCLUSIVE,
        }
    }
}

impl Loop {
    /// Listens on `address`; `callback` gets every connection. It reads nothing before its
    /// [`start`](Conn::start).
    ///
    /// # Errors
    /// What socket, bind or listen say: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `EMFILE`, …
    pub fn listen(
        &mut self,
        address: impl Into<SocketAddr>,
        callback: impl FnMut(&mut Loop, Conn) + 'static,
    ) -> Result<Listener> {
        self.listen_with(address, &ListenOptions::default(), callback)
    }

    /// [`Loop::listen`] with options.
    ///
    /// # Errors
    /// As [`Loop::listen`].
    pub fn listen_with(
        &mut self,
        address: impl Into<SocketAddr>,
        options: &ListenOptions,
        callback: impl FnMut(&mut Loop, Conn) + 'static,
    ) -> Result<Listener> {
        let address = address.into();
        let socket = open(self.poller.world(), &address, options)
            .map_err(|error| Error::from(error).about(format_args!("listen {address}")))?;
        let listener = self.adopt_listener(socket, None, options.exclusive, callback);
        log::debug!("{} listening on {address}", listener.id());
        Ok(listener)
    }

    pub(crate) fn adopt_listener(
        &mut self,
        socket: Socket,
        path: Option<OwnPath>,
        exclusive: bool,
        callback: impl FnMut(&mut Loop, Conn) + 'static,
    ) -> Listener {
        let state = ListenerState {
            _path: path,
            socket,
            registration: Registration::new(),
            callback: Some(Box::new(callback)),
            on_error: None,
            resting: false,
            paused: false,
            complained: None,
            exclusive,
        };
        Listener(self.adopt(Source::Listener(Box::new(state))))
    }

    pub(crate) fn listener_mut(&mut self, key: Key) -> Option<&mut ListenerState> {
        match self.sources.get_mut(key) {
            Some(Source::Listener(listener)) => Some(listener),
            _ => None,
        }
    }

    /// The poll phase's word for one listener. One connection for each word, since the call that would say "no
    /// more" costs ten times as much as hearing the word again.
    #[inline(never)]
    pub(crate) fn listener_ready(&mut self, key: Key) {
        let mut skipped = 0;
        loop {
            let Some(listener) = self.listener_mut(key) else { return };
            if listener.resting || listener.paused {
                return;
            }
            match listener.socket.accept() {
                Ok(socket) => return self.welcome(key, socket),
                Err(error) if error.would_block() => return,
                Err(error) if error.out_of_resources() => return self.rest(key, error),
                Err(error) if error.bad_descriptor() => {
                    listener.resting = true;
                    self.refresh(key);
                    return self.tell_listener_error(key, error.into());
                }
                // The connection broke before we took it: its own affair, not the listener's.
                Err(error) if skipped < SKIPS => log::debug!("listener#{key} skipped a connection: {error}"),
                // One that went away is out of the queue, so there is progress.
                Err(error) if error.aborted() => return,
                Err(error) => return self.rest(key, error),
            }
            skipped += 1;
        }
    }

    fn welcome(&mut self, key: Key, socket: Socket) {
        let conn = self.adopt(Source::Stream(Stream::new(Some(socket))));
        if log::log_enabled!(log::Level::Debug) {
            match Conn(conn).peer_addr(self) {
                Ok(peer) => log::debug!("conn#{conn} accepted from {peer}"),
                Err(_) => log::debug!("conn#{conn} accepted by listener#{key}"),
            }
        }
        let Some(mut callback) = self.listener_mut(key).and_then(|listener| listener.callback.take()) else {
            return;
        };
        self.note_source(Moment::Enter, Kind::Listener, key);
        callback(self, Conn(conn));
        self.note_source(Moment::Leave, Kind::Listener, key);
        if let Some(listener) = self.listener_mut(key) {
            listener.callback = Some(callback);
        }
    }

    /// No descriptor for the newcomer. It waits in the kernel's queue, and the listener rests: asking again and
    /// again would take the whole processor. It wakes by a timer, or when one of our own connections closes.
    fn rest(&mut self, key: Key, error: evloop_ffi::Error) {
        let now = self.now();
        let Some(listener) = self.listener_mut(key) else { return };
        listener.resting = true;
        if listener.complained.is_none_or(|last| now.saturating_sub(last) >= COMPLAIN_EVERY) {
            listener.complained = Some(now);
            log::warn!("listener#{key} lets connections wait: {error}");
        }
        self.refresh(key);
        self.starved.push(key);
        let timer = self.after(REST, |lp| lp.descriptors_freed());
        timer.set_ref(self, false);
    }

    /// Lets resting listeners try again.
    pub(crate) fn descriptors_freed(&mut self) {
        for key in mem::take(&mut self.starved) {
            if let Some(listener) = self.listener_mut(key) {
                listener.resting = false;
                self.refresh(key);
            }
        }
    }

    pub(crate) fn tell_listener_error(&mut self, key: Key, error: Error) {
        log::error!("listener#{key} broke: {error}");
        let Some(mut callback) = self.listener_mut(key).and_then(|listener| listener.on_error.take()) else {
            return;
        };
        self.note_source(Moment::Enter, Kind::Listener, key);
        callback(self, Listener(key), error);
        self.note_source(Moment::Leave, Kind::Listener, key);
        if let Some(listener) = self.listener_mut(key) {
            listener.on_error.get_or_insert(callback);
        }
    }

    fn set_listener_paused(&mut self, key: Key, paused: bool) -> bool {
        let Some(listener) = self.listener_mut(key) else { return false };
        listener.paused = paused;
        self.refresh(key);
        true
    }

    fn close_listener(&mut self, key: Key) -> bool {
        if self.listener_mut(key).is_none() {
            return false;
        }
        if let Some(Source::Listener(mut listener)) = self.take_out(key) {
            listener.registration.leave(&mut *self.poller, listener.socket.as_fd());
        }
        log::debug!("listener#{key} closed");
        true
    }
}

fn open(world: Option<&World>, address: &SocketAddr, options: &ListenOptions) -> evloop_ffi::Result<Socket> {
    let socket = Socket::stream_for(world, address)?;
    // A server that is started again must not wait until its old connections have left TIME_WAIT.
    socket.set_reuse_address(true)?;
    if options.reuse_port {
        socket.set_reuse_port(true)?;
    }
    if address.is_ipv6() {
        socket.set_ipv6_only(options.ipv6_only)?;
    }
    socket.bind(address)?;
    socket.listen(options.backlog)?;
    Ok(socket)
}

impl Listener {
    /// Calls `callback` when the listener breaks, which only happens when somebody meddles with its descriptor or
    /// the poller has no memory. A want of descriptors is no error: it is waited out. `false` when the handle is
    /// stale.
    pub fn on_error(self, lp: &mut Loop, callback: impl FnMut(&mut Loop, Listener, Error) + 'static) -> bool {
        let Some(listener) = lp.listener_mut(self.0) else { return false };
        listener.on_error = Some(Box::new(callback));
        true
    }

    /// Listens no more; connections that stand are not affected. A Unix socket's file is removed. `false` when the handle is stale.
    pub fn close(self, lp: &mut Loop) -> bool {
        let closed = lp.close_listener(self.0);
        if closed {
            lp.note_source(Moment::Died, Kind::Listener, self.0);
        }
        closed
    }

    /// [`Listener::close`], and then `callback` in the closing phase. `false` when the handle is stale, and the
    /// callback is not called.
    pub fn close_then(self, lp: &mut Loop, callback: impl FnOnce(&mut Loop) + 'static) -> bool {
        let closed = lp.close_listener(self.0);
        if closed {
            lp.closing.push(Farewell::Listener(self.0, Box::new(callback)));
        }
        closed
    }

    /// Takes nobody in until [`Listener::resume`], and keeps no loop alive meanwhile. Who connects waits in the kernel's queue,
    /// as long as the backlog has room; or is served by somebody else who has a share of the socket. `false` when the handle
    /// is stale.
    ///
    /// ```
    /// use evloop::{Event, Loop};
    ///
    /// let mut lp = Loop::new()?;
    /// // One visitor at a time: the next one is let in when the last has gone.
    /// let server = lp.listen(([127, 0, 0, 1], 0), |lp, conn| {
    ///     println!("{} waits alone", conn.id());
    ///     conn.end(lp);
    /// })?;
    /// assert!(server.pause(&mut lp));
    /// let client = lp.connect(server.local_addr(&lp)?, move |lp, client, event| match event {
    ///     // The connection stands, though nobody has taken it.
    ///     Event::Connected => assert!(server.resume(lp)),
    ///     Event::End => drop((client.close(lp), server.close(lp))),
    ///     _ => {}
    /// })?;
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn pause(self, lp: &mut Loop) -> bool {
        lp.set_listener_paused(self.0, true)
    }

    /// Takes in again who connects, those who have waited first. `false` when the handle is stale.
    pub fn resume(self, lp: &mut Loop) -> bool {
        lp.set_listener_paused(self.0, false)
    }

    /// Whether the listener keeps the loop alive (it does unless told otherwise). `false` when the handle is stale.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        lp.listener_mut(self.0).is_some() && lp.set_source_ref(self.0, referenced)
    }

    /// The address it listens on, with the port that the system chose for port 0.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `EAFNOSUPPORT` for a Unix socket.
    pub fn local_addr(self, lp: &Loop) -> Result<SocketAddr> {
        Ok(self.socket(lp, "getsockname")?.local_address()?)
    }

    /// The path or abstract name it listens on; `None` for TCP.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale.
    pub fn local_path(self, lp: &Loop) -> Result<Option<PathBuf>> {
        Ok(self.socket(lp, "getsockname")?.local_path()?)
    }

    pub(crate) fn socket<'a>(self, lp: &'a Loop, call: &'static str) -> Result<&'a Socket> {
        match lp.sources.get(self.0) {
            Some(Source::Listener(listener)) => Ok(&listener.socket),
            _ => Err(evloop_ffi::Error::stale(call).into()),
        }
    }

    /// Others have the same socket, too.
    pub(crate) fn mark_shared(self, lp: &mut Loop) {
        if let Some(listener) = lp.listener_mut(self.0) {
            listener.registration.shared = true;
        }
    }

    /// The name in logs and traces.
    pub fn id(self) -> SourceId {
        SourceId::new(Kind::Listener, self.0)
    }
}
