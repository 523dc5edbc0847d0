//! Listening sockets: how they are made, and what a handle can do. How they take connections in is in `listener/accept.rs`.

mod accept;
pub(crate) mod inherited;
pub(crate) mod share;

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::calls::Calls;
use crate::observer::{Kind, Moment, SourceId};
use crate::slab::Key;
use crate::source::{Farewell, Registration, Source};
use crate::stream::conn::Conn;
use crate::stream::unix::OwnPath;
use evloop_ffi::poller::Interest;
use evloop_ffi::simulated::World;
use evloop_ffi::socket::Socket;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::time::Duration;

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
        let mut calls = self.calls();
        let socket = open(self.poller.world(), &address, options, &mut calls)
            .map_err(|error| Error::from(error).about(format_args!("listen {address}")))?;
        let made = calls.made();
        let listener = self.adopt_listener(socket, None, options.exclusive, callback);
        self.tell_calls(listener.id(), made);
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
            self.close_for(*listener, Listener(key).id());
        }
        log::debug!("listener#{key} closed");
        true
    }
}

fn open(
    world: Option<&World>,
    address: &SocketAddr,
    options: &ListenOptions,
    calls: &mut Calls<'_>,
) -> evloop_ffi::Result<Socket> {
    let socket = calls.make("socket", || Socket::stream_for(world, address))?;
    // A server that is started again must not wait until its old connections have left TIME_WAIT.
    calls.make("setsockopt", || socket.set_reuse_address(true))?;
    if options.reuse_port {
        calls.make("setsockopt", || socket.set_reuse_port(true))?;
    }
    if address.is_ipv6() {
        calls.make("setsockopt", || socket.set_ipv6_only(options.ipv6_only))?;
    }
    calls.make("bind", || socket.bind(address))?;
    calls.make("listen", || socket.listen(options.backlog))?;
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
            lp.bid_farewell(Farewell::Listener(self.0, Box::new(callback)));
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
