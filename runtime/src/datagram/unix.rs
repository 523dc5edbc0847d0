//! Unix datagram sockets: datagrams within the machine, to a path, to an abstract name, or to whom one is connected to.

use crate::datagram::UnixDatagramEvent;
use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::{Kind, SourceId};
use crate::slab::Key;
use crate::stream::Flow;
use crate::stream::unix::bind;
use evloop_ffi::datagram::{DatagramSocket, Peer};
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

/// The longest datagram that is received whole: the size of the loop's buffer.
const LARGEST: usize = 65_536;

/// The name of a Unix datagram socket.
/// A log that only its owner may write to, and a program that writes there:
///
/// ```
/// use evloop::{Flow, Loop, UnixDatagramEvent};
///
/// let path = std::env::temp_dir().join(format!("evloop-{}.log", std::process::id()));
/// let mut lp = Loop::new()?;
/// let log = lp.unix_datagram_with(&path, Some(0o600), |lp, log, event| match event {
///     UnixDatagramEvent::Data { bytes: b"bye", .. } => assert!(log.close(lp)),
///     UnixDatagramEvent::Data { bytes, .. } => println!("{}", String::from_utf8_lossy(bytes)),
///     _ => {}
/// })?;
/// assert_eq!(log.local_path(&lp)?, Some(path.clone()));
///
/// let program = lp.unix_datagram_unnamed(|_, _, _| {})?;
/// // Who only sends has nothing to keep the loop alive for.
/// program.set_ref(&mut lp, false);
/// program.set_send_buffer(&mut lp, 64 * 1024)?;
/// println!("{} has room for {} bytes", program.id(), program.send_buffer(&lp)?);
/// program.send_to(&mut lp, b"not connected yet", &path)?;
/// program.connect(&mut lp, &path)?;
/// assert_eq!(program.peer_path(&lp)?, Some(path));
/// assert_eq!(program.send(&mut lp, b"this one would wait for room")?, Flow::Open);
/// program.try_send(&mut lp, b"bye")?;
/// assert_eq!(program.queued(&mut lp), 0);
/// program.disconnect(&mut lp)?;
/// assert_eq!(program.peer_path(&lp).unwrap_err().code(), "ENOTCONN");
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct UnixDatagram(Key);

impl Loop {
    /// A Unix datagram socket at `path`, which makes a file there; it is removed when the socket closes, or the loop ends. On
    /// Linux, a path that begins with a NUL byte is an abstract name, which needs no file. Datagrams keep their bounds and
    /// their order, and none is lost on the way.
    ///
    /// ```
    /// use evloop::{Loop, UnixDatagramEvent};
    ///
    /// let path = std::env::temp_dir().join(format!("evloop-{}.datagrams", std::process::id()));
    /// let mut lp = Loop::new()?;
    /// lp.unix_datagram(&path, |lp, socket, event| {
    ///     if let UnixDatagramEvent::Data { bytes, from, .. } = event {
    ///         assert_eq!((bytes, from), (&b"hello"[..], None));
    ///         socket.close(lp);
    ///     }
    /// })?;
    /// let client = lp.unix_datagram_unnamed(|_, _, _| {})?;
    /// client.set_ref(&mut lp, false);
    /// client.send_to(&mut lp, b"hello", &path)?;
    /// lp.run()?;
    /// assert!(!path.exists());
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Loop::listen_unix`].
    pub fn unix_datagram(
        &mut self,
        path: impl AsRef<Path>,
        callback: impl FnMut(&mut Loop, UnixDatagram, UnixDatagramEvent<'_>) + 'static,
    ) -> Result<UnixDatagram> {
        self.unix_datagram_with(path, None, callback)
    }

    /// [`Loop::unix_datagram`], and the permissions of the file, as `0o620`: who may write there may send. They are set when
    /// the file is there already; for the moment before, the process' umask holds.
    ///
    /// # Errors
    /// As [`Loop::unix_datagram`], and what chmod(2) says.
    pub fn unix_datagram_with(
        &mut self,
        path: impl AsRef<Path>,
        mode: Option<u32>,
        callback: impl FnMut(&mut Loop, UnixDatagram, UnixDatagramEvent<'_>) + 'static,
    ) -> Result<UnixDatagram> {
        let path = path.as_ref();
        let about = |error| Error::from(error).about(format_args!("unix_datagram {}", shown(path)));
        let mut calls = self.calls();
        let socket = calls.make("socket", || self.new_unix_datagram()).map_err(about)?;
        let own = bind(socket.socket(), path, mode, &mut calls).map_err(about)?;
        let made = calls.made();
        let socket = self.take_unix_datagram(socket, callback);
        self.tell_calls(socket.id(), made);
        if let Some(state) = self.datagram_mut(socket.0) {
            state.path = own;
        }
        log::debug!("{} at {}", socket.id(), shown(path));
        Ok(socket)
    }

    /// A Unix datagram socket without a name: it sends, and receives only from whom it is connected to and who is connected
    /// to it, which takes a pair ([`system::datagram_pair`](crate::system::datagram_pair)).
    ///
    /// # Errors
    /// `EMFILE` and the like; `ENOTSUP` in a simulated world.
    pub fn unix_datagram_unnamed(
        &mut self,
        callback: impl FnMut(&mut Loop, UnixDatagram, UnixDatagramEvent<'_>) + 'static,
    ) -> Result<UnixDatagram> {
        let mut calls = self.calls();
        let socket = calls.make("socket", || self.new_unix_datagram())?;
        let made = calls.made();
        let socket = self.take_unix_datagram(socket, callback);
        self.tell_calls(socket.id(), made);
        Ok(socket)
    }

    /// A Unix datagram socket that is there already: of a pair, inherited, or received from another process. Its file, if it
    /// has one, belongs to whoever has made it. The descriptor is made non-blocking and close-on-exec.
    ///
    /// ```
    /// use evloop::{Loop, UnixDatagramEvent, system};
    ///
    /// let mut lp = Loop::new()?;
    /// let (here, there) = system::datagram_pair()?;
    /// let here = lp.unix_datagram_on(here, |_, _, _| {})?;
    /// lp.unix_datagram_on(there, move |lp, socket, event| {
    ///     if let UnixDatagramEvent::Data { bytes, .. } = event {
    ///         assert_eq!(bytes, b"through the pair");
    ///         here.close(lp);
    ///         socket.close(lp);
    ///     }
    /// })?;
    /// here.send(&mut lp, b"through the pair")?;
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ENOTSOCK` for what is no socket, `EINVAL` for one that is no Unix datagram socket. The descriptor is closed then.
    pub fn unix_datagram_on(
        &mut self,
        descriptor: impl Into<OwnedFd>,
        callback: impl FnMut(&mut Loop, UnixDatagram, UnixDatagramEvent<'_>) + 'static,
    ) -> Result<UnixDatagram> {
        let fd = descriptor.into();
        let number = fd.as_raw_fd();
        let socket = DatagramSocket::adopt_unix(fd).map_err(|error| {
            Error::from(error).about(format_args!("descriptor {number}: unix_datagram_on"))
        })?;
        let socket = self.take_unix_datagram(socket, callback);
        if let Some(state) = self.datagram_mut(socket.0) {
            state.registration.shared = true;
        }
        Ok(socket)
    }

    fn new_unix_datagram(&self) -> evloop_ffi::Result<DatagramSocket> {
        match self.poller.world() {
            Some(_) => Err(evloop_ffi::Error::not_supported("socket")),
            None => DatagramSocket::unix(),
        }
    }

    fn take_unix_datagram(
        &mut self,
        socket: DatagramSocket,
        mut callback: impl FnMut(&mut Loop, UnixDatagram, UnixDatagramEvent<'_>) + 'static,
    ) -> UnixDatagram {
        let key = self.adopt_datagram(socket, LARGEST, move |lp, key, event| {
            if let Some(event) = event.with_sender(|from| Some(from.path())) {
                callback(lp, UnixDatagram(key), event);
            }
        });
        UnixDatagram(key)
    }
}

/// A path or abstract name as people write it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\0', "@")
}

impl UnixDatagram {
    /// Sends one datagram to the socket at `to`, at once or not at all.
    ///
    /// # Errors
    /// What sendto(2) says of this datagram, which is not sent then: `EAGAIN` when the receiver has no room (`ENOBUFS` on the
    /// BSDs), and nobody tells when it has again: whoever wants to wait for that connects. `ENOENT` when there is no such
    /// file, `ECONNREFUSED` when nobody receives there, `EPROTOTYPE` when a stream does, `EMSGSIZE`; `ENAMETOOLONG` or
    /// `EINVAL` for what is no path of a socket; `EBADF` when the handle is stale.
    pub fn send_to(self, lp: &mut Loop, bytes: &[u8], to: impl AsRef<Path>) -> Result<()> {
        let to = Peer::Unix(to.as_ref().to_owned());
        Ok(lp.try_send_datagram(self.0, bytes, Some(&to))?)
    }

    /// Sends one datagram to whom the socket is connected to, at once if there is room; else it waits, and goes out in the
    /// order of the calls. [`Flow::Full`] says that much is waiting: a polite sender pauses until
    /// [`UnixDatagramEvent::Drain`].
    ///
    /// # Errors
    /// As [`UnixDatagram::send_to`], but for `EAGAIN`; `ENOTCONN` or `EDESTADDRREQ` when it is not connected.
    pub fn send(self, lp: &mut Loop, bytes: &[u8]) -> Result<Flow> {
        lp.send_datagram(self.0, bytes, None)
    }

    /// [`UnixDatagram::send`], but a datagram for which there is no room now is not sent at all.
    ///
    /// # Errors
    /// As [`UnixDatagram::send_to`]; `EAGAIN` is said while others wait, too.
    pub fn try_send(self, lp: &mut Loop, bytes: &[u8]) -> Result<()> {
        Ok(lp.try_send_datagram(self.0, bytes, None)?)
    }

    /// Sends to the socket at `to` from now on, and receives from there only.
    ///
    /// # Errors
    /// `ENOENT` when there is no such file, `ECONNREFUSED` when nobody receives there, `EPERM` when that socket is connected
    /// to somebody else; `ENAMETOOLONG` or `EINVAL` for what is no path; `EBADF` when the handle is stale.
    pub fn connect(self, lp: &mut Loop, to: impl AsRef<Path>) -> Result<()> {
        let to = to.as_ref();
        let connected = lp.datagram_socket(self.0, "connect")?.socket().connect_path(to);
        connected.map(drop).map_err(|error| Error::from(error).about(format_args!("connect {}", shown(to))))
    }

    /// Receives from everybody again.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale.
    pub fn disconnect(self, lp: &mut Loop) -> Result<()> {
        Ok(lp.datagram_socket(self.0, "connect")?.disconnect()?)
    }

    /// Closes now: what waits is thrown away, and the file removed. The callback hears [`UnixDatagramEvent::Closed`] in the
    /// closing phase. `false` when it was closed before.
    pub fn close(self, lp: &mut Loop) -> bool {
        lp.close_datagram(self.0)
    }

    /// Whether the socket keeps the loop alive (it does unless told otherwise). `false` when the handle is stale.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        lp.datagram_mut(self.0).is_some() && lp.set_source_ref(self.0, referenced)
    }

    /// How many bytes wait for room.
    pub fn queued(self, lp: &mut Loop) -> usize {
        lp.datagram_mut(self.0).map_or(0, |state| state.queued)
    }

    /// The path or abstract name of the socket, if it has one.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale.
    pub fn local_path(self, lp: &Loop) -> Result<Option<PathBuf>> {
        Ok(lp.datagram_socket(self.0, "getsockname")?.socket().local_path()?)
    }

    /// The path or abstract name of whom the socket is connected to, if that has one.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `ENOTCONN` when the socket is not connected.
    pub fn peer_path(self, lp: &Loop) -> Result<Option<PathBuf>> {
        Ok(lp.datagram_socket(self.0, "getpeername")?.socket().peer_path()?)
    }

    /// Asks for so much room in the kernel for what was sent and was not received yet, in bytes: a longer datagram cannot be
    /// sent.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale.
    pub fn set_send_buffer(self, lp: &mut Loop, bytes: usize) -> Result<()> {
        Ok(lp.datagram_socket(self.0, "setsockopt")?.socket().set_send_buffer(bytes)?)
    }

    /// How much room the kernel has for what was sent, in bytes.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale.
    pub fn send_buffer(self, lp: &Loop) -> Result<usize> {
        Ok(lp.datagram_socket(self.0, "getsockopt")?.socket().send_buffer()?)
    }

    /// Another descriptor of the same socket, closed on exec: for another process.
    /// ```
    /// use evloop::{Loop, system};
    /// use std::os::unix::net::UnixDatagram;
    ///
    /// let mut lp = Loop::new()?;
    /// let (here, there) = system::datagram_pair()?;
    /// let here = lp.unix_datagram_on(here, |_, _, _| {})?;
    /// let (other, there) = (UnixDatagram::from(here.share(&mut lp)?), UnixDatagram::from(there));
    /// here.close(&mut lp);
    /// other.send(b"still open").unwrap();
    /// assert_eq!(there.recv(&mut [0; 16]).unwrap(), 10);
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `EMFILE` when there is no descriptor left.
    pub fn share(self, lp: &mut Loop) -> Result<OwnedFd> {
        lp.share_datagram(self.0)
    }

    /// The name in logs and traces.
    pub fn id(self) -> SourceId {
        SourceId::new(Kind::UnixDatagram, self.0)
    }
}
