//! Connections: what only the socket below knows. All answer `EBADF` when the handle is stale.

use crate::error::Result;
use crate::event_loop::Loop;
use crate::stream::conn::Conn;
use evloop_ffi::socket::Keepalive;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What only the socket below knows.
///
/// ```
/// use evloop::{Event, Loop};
/// use std::time::Duration;
///
/// let mut lp = Loop::new()?;
/// let listener = lp.listen(([127, 0, 0, 1], 0), |lp, conn| drop(conn.close(lp)))?;
/// let address = listener.local_addr(&lp)?;
/// let conn = lp.connect(address, move |lp, conn, event| {
///     if let Event::Connected = event {
///         assert_eq!(conn.peer_addr(lp).unwrap(), address);
///         assert!(conn.local_addr(lp).unwrap().ip().is_loopback());
///         assert_eq!(conn.local_path(lp).unwrap(), None);
///         conn.close(lp);
///         listener.close(lp);
///     }
/// })?;
/// conn.set_nodelay(&mut lp, true)?;
/// conn.set_keepalive(&mut lp, Some(Duration::from_secs(60)))?;
/// conn.set_receive_buffer(&mut lp, 32_768)?;
/// conn.set_send_buffer(&mut lp, 32_768)?;
/// assert!(conn.receive_buffer(&lp)? >= 32_768 && conn.send_buffer(&lp)? >= 32_768);
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
impl Conn {
    /// Sends small writes at once instead of gathering them (Nagle's algorithm off).
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `ENOTSUP` for a Unix socket, which never gathers; otherwise what
    /// setsockopt(2) says.
    pub fn set_nodelay(self, lp: &mut Loop, on: bool) -> Result<()> {
        Ok(self.socket(lp, "setsockopt")?.set_nodelay(on)?)
    }

    /// Probes a silent peer after so long without traffic (whole seconds); `None` never does.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale; otherwise what setsockopt(2) says.
    pub fn set_keepalive(self, lp: &mut Loop, idle: Option<Duration>) -> Result<()> {
        self.set_keepalive_with(lp, idle.map(Keepalive::after).as_ref())
    }

    /// [`Conn::set_keepalive`], and how often to probe, and when to give the peer up.
    ///
    /// ```
    /// use evloop::{Keepalive, Loop};
    /// use std::time::Duration;
    ///
    /// let mut lp = Loop::new()?;
    /// # let listener = lp.listen(([127, 0, 0, 1], 0), |_, _| {})?;
    /// # let address = listener.local_addr(&lp)?;
    /// let conn = lp.connect(address, |_, _, _| {})?;
    /// // A peer that is gone is noticed after a minute and a half.
    /// let minute = Duration::from_secs(60);
    /// let keepalive = Keepalive { interval: Some(minute / 6), probes: Some(3), ..Keepalive::after(minute) };
    /// conn.set_keepalive_with(&mut lp, Some(&keepalive))?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conn::set_keepalive`]; `EINVAL` for more probes than the system makes (127 on Linux), `ENOPROTOOPT` for an
    /// interval or a count on OpenBSD, which has settings for the whole system instead.
    pub fn set_keepalive_with(self, lp: &mut Loop, keepalive: Option<&Keepalive>) -> Result<()> {
        Ok(self.socket(lp, "setsockopt")?.set_keepalive(keepalive)?)
    }

    /// The address of our end.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `EAFNOSUPPORT` for a Unix socket.
    pub fn local_addr(self, lp: &Loop) -> Result<SocketAddr> {
        Ok(self.socket(lp, "getsockname")?.local_address()?)
    }

    /// The address of the other end.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `ENOTCONN` when the connection does not stand (any more), `EAFNOSUPPORT` for
    /// a Unix socket.
    pub fn peer_addr(self, lp: &Loop) -> Result<SocketAddr> {
        Ok(self.socket(lp, "getpeername")?.peer_address()?)
    }

    /// The path or abstract name of our end; `None` for a Unix socket that has none, and for all others. Of a connection
    /// that was accepted, it is that of the listener.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `ENOTSOCK` for what is no socket.
    pub fn local_path(self, lp: &Loop) -> Result<Option<PathBuf>> {
        Ok(self.socket(lp, "getsockname")?.local_path()?)
    }

    /// The path or abstract name of the other end, if it has one; see [`Conn::local_path`].
    ///
    /// ```
    /// use evloop::{Event, Loop};
    ///
    /// let path = std::env::temp_dir().join(format!("evloop-peer-{}.sock", std::process::id()));
    /// let mut lp = Loop::new()?;
    /// let listener = lp.listen_unix(&path, |lp, conn| drop(conn.close(lp)))?;
    /// lp.connect_unix(&path, move |lp, conn, event| {
    ///     if let Event::Connected = event {
    ///         assert_eq!(conn.peer_path(lp).unwrap(), listener.local_path(lp).unwrap());
    ///         conn.close(lp);
    ///         listener.close(lp);
    ///     }
    /// })?;
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conn::local_path`], and `ENOTCONN` when the connection does not stand (any more).
    pub fn peer_path(self, lp: &Loop) -> Result<Option<PathBuf>> {
        Ok(self.socket(lp, "getpeername")?.peer_path()?)
    }

    /// How packets are to be treated on their way: the byte of IPv4's type of service or IPv6's traffic class (ip(7),
    /// ipv6(7)), of which the upper six bits are for programs. The system may ignore it.
    ///
    /// ```
    /// use evloop::{Event, Loop};
    ///
    /// let mut lp = Loop::new()?;
    /// let listener = lp.listen(([127, 0, 0, 1], 0), |lp, conn| drop(conn.close(lp)))?;
    /// let address = listener.local_addr(&lp)?;
    /// lp.connect(address, move |lp, conn, event| {
    ///     if let Event::Connected = event {
    ///         conn.set_type_of_service(lp, 0x10).unwrap(); // little delay
    ///         assert_eq!(conn.type_of_service(lp).unwrap(), 0x10);
    ///         conn.close(lp);
    ///         listener.close(lp);
    ///     }
    /// })?;
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `EAFNOSUPPORT` for a Unix socket; otherwise what setsockopt(2) says.
    pub fn set_type_of_service(self, lp: &mut Loop, value: u8) -> Result<()> {
        Ok(self.socket(lp, "setsockopt")?.set_type_of_service(value)?)
    }

    /// What [`Conn::set_type_of_service`] has set, as the system has understood it.
    ///
    /// # Errors
    /// As [`Conn::set_type_of_service`].
    pub fn type_of_service(self, lp: &Loop) -> Result<u8> {
        Ok(self.socket(lp, "getsockopt")?.type_of_service()?)
    }

    /// Asks for so much room in the kernel for what has arrived and was not read yet, in bytes. The system has its
    /// limits, and may round.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `ENOTSOCK` for what is no socket.
    pub fn set_receive_buffer(self, lp: &mut Loop, bytes: usize) -> Result<()> {
        Ok(self.socket(lp, "setsockopt")?.set_receive_buffer(bytes)?)
    }

    /// Asks for so much room in the kernel for what was written and has not left yet, in bytes.
    ///
    /// # Errors
    /// As [`Conn::set_receive_buffer`].
    pub fn set_send_buffer(self, lp: &mut Loop, bytes: usize) -> Result<()> {
        Ok(self.socket(lp, "setsockopt")?.set_send_buffer(bytes)?)
    }

    /// How much room the kernel has for what has arrived, in bytes. Linux counts its own bookkeeping, and says twice
    /// what was asked for.
    ///
    /// # Errors
    /// As [`Conn::set_receive_buffer`].
    pub fn receive_buffer(self, lp: &Loop) -> Result<usize> {
        Ok(self.socket(lp, "getsockopt")?.receive_buffer()?)
    }

    /// How much room the kernel has for what was written, in bytes.
    ///
    /// # Errors
    /// As [`Conn::set_receive_buffer`].
    pub fn send_buffer(self, lp: &Loop) -> Result<usize> {
        Ok(self.socket(lp, "getsockopt")?.send_buffer()?)
    }
}
