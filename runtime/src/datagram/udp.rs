//! UDP: what a handle can do.

use crate::datagram::UdpEvent;
use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::calls::Calls;
use crate::observer::{Kind, SourceId};
use crate::slab::Key;
use crate::stream::Flow;
use evloop_ffi::datagram::{DatagramSocket, Peer};
use evloop_ffi::simulated::World;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;

/// The name of a UDP socket.
/// Two sockets that know each other:
///
/// ```
/// use evloop::{Flow, Loop, Udp, UdpEvent};
///
/// let mut lp = Loop::new()?;
/// let server: Udp = lp.udp(([127, 0, 0, 1], 0), |lp, server, event| {
///     if let UdpEvent::Data { bytes: b"bye", from, .. } = event {
///         // What finds no room now is not worth waiting for.
///         server.try_send_to(lp, b"bye", from).unwrap();
///         server.close(lp);
///     }
/// })?;
/// let client = lp.udp(([127, 0, 0, 1], 0), |lp, client, event| match event {
///     UdpEvent::Data { bytes, from, .. } => {
///         println!("{from} said {}", String::from_utf8_lossy(bytes));
///         assert!(client.close(lp));
///     }
///     UdpEvent::Error(error) => println!("nobody is there: {error}"),
///     _ => {}
/// })?;
///
/// assert_eq!(client.peer_addr(&lp).unwrap_err().code(), "ENOTCONN");
/// let address = server.local_addr(&lp)?;
/// client.connect(&mut lp, address)?;
/// assert_eq!(client.peer_addr(&lp)?, address);
/// assert_eq!(client.send(&mut lp, b"hello")?, Flow::Open);
/// client.try_send(&mut lp, b"bye")?;
/// println!("{}: {} bytes wait in {} datagrams", client.id(), client.queued(&mut lp), client.waiting(&mut lp));
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Udp(pub(crate) Key);

/// How to make a UDP socket.
/// ```
/// use evloop::{Loop, UdpOptions};
///
/// let mut lp = Loop::new()?;
/// let options = UdpOptions { reuse_port: true, largest: 1500, ..UdpOptions::default() };
/// let first = lp.udp_with(([127, 0, 0, 1], 0), &options, |_, _, _| {})?;
/// let address = first.local_addr(&lp)?;
/// // The second at the same address: the kernel spreads what comes over both.
/// let second = lp.udp_with(address, &options, |_, _, _| {})?;
/// assert_eq!(second.local_addr(&lp)?, address);
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct UdpOptions {
    /// Others may use the same address (off): members of a multicast group on one machine all need it.
    pub reuse_address: bool,
    /// Others may use the same address, and the kernel spreads the datagrams (off).
    pub reuse_port: bool,
    /// An IPv6 socket serves no IPv4 (off).
    pub ipv6_only: bool,
    /// Longer datagrams are cut off after so many bytes, and told so (65,536: there are none). Below 32,768, several datagrams
    /// that wait are received by one call (Linux): who knows that none is longer than 1,500 gains by saying so.
    pub largest: usize,
}

impl Default for UdpOptions {
    fn default() -> UdpOptions {
        UdpOptions { reuse_address: false, reuse_port: false, ipv6_only: false, largest: 65_536 }
    }
}

impl Loop {
    /// A UDP socket at `address` (port 0: the system chooses), which receives from now on.
    ///
    /// ```
    /// use evloop::{Loop, UdpEvent};
    ///
    /// let mut lp = Loop::new()?;
    /// let server = lp.udp(([127, 0, 0, 1], 0), |lp, udp, event| {
    ///     if let UdpEvent::Data { bytes, from, .. } = event {
    ///         udp.send_to(lp, bytes, from).unwrap();
    ///     }
    /// })?;
    /// server.set_ref(&mut lp, false);
    /// let address = server.local_addr(&lp)?;
    /// let client = lp.udp(([127, 0, 0, 1], 0), |lp, udp, event| {
    ///     if let UdpEvent::Data { bytes, .. } = event {
    ///         assert_eq!(bytes, b"hello");
    ///         udp.close(lp);
    ///     }
    /// })?;
    /// client.send_to(&mut lp, b"hello", address)?;
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// What socket or bind say: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `EMFILE`, …
    pub fn udp(
        &mut self,
        address: impl Into<SocketAddr>,
        callback: impl FnMut(&mut Loop, Udp, UdpEvent<'_>) + 'static,
    ) -> Result<Udp> {
        self.udp_with(address, &UdpOptions::default(), callback)
    }

    /// [`Loop::udp`] with options.
    ///
    /// # Errors
    /// As [`Loop::udp`].
    pub fn udp_with(
        &mut self,
        address: impl Into<SocketAddr>,
        options: &UdpOptions,
        callback: impl FnMut(&mut Loop, Udp, UdpEvent<'_>) + 'static,
    ) -> Result<Udp> {
        let address = address.into();
        let mut calls = self.calls();
        let socket = open(self.poller.world(), &address, options, &mut calls)
            .map_err(|error| Error::from(error).about(format_args!("udp {address}")))?;
        let made = calls.made();
        let udp = self.adopt_udp(socket, options, callback);
        self.tell_calls(udp.id(), made);
        log::debug!("{} at {address}", udp.id());
        Ok(udp)
    }

    pub(crate) fn adopt_udp(
        &mut self,
        socket: DatagramSocket,
        options: &UdpOptions,
        mut callback: impl FnMut(&mut Loop, Udp, UdpEvent<'_>) + 'static,
    ) -> Udp {
        let key = self.adopt_datagram(socket, options.largest, move |lp, key, event| {
            if let Some(event) = event.with_sender(Peer::internet) {
                callback(lp, Udp(key), event);
            }
        });
        Udp(key)
    }
}

fn open(
    world: Option<&World>,
    address: &SocketAddr,
    options: &UdpOptions,
    calls: &mut Calls<'_>,
) -> evloop_ffi::Result<DatagramSocket> {
    let udp = calls.make("socket", || DatagramSocket::udp(world, address))?;
    let socket = udp.socket();
    if options.reuse_address {
        calls.make("setsockopt", || socket.set_reuse_address(true))?;
    }
    if options.reuse_port {
        calls.make("setsockopt", || socket.set_reuse_port(true))?;
    }
    if address.is_ipv6() {
        calls.make("setsockopt", || socket.set_ipv6_only(options.ipv6_only))?;
    }
    calls.make("bind", || socket.bind(address))?;
    Ok(udp)
}

impl Udp {
    /// Sends one datagram to `to`, at once if the kernel has room; else it waits, and goes out in the order of the
    /// calls. [`Flow::Full`] says that much is waiting: a polite sender pauses until [`UdpEvent::Drain`].
    ///
    /// # Errors
    /// What sendto(2) says of this datagram, which is not sent then: `EMSGSIZE` when it is too long, `EACCES` for a
    /// broadcast that was not allowed, `ENETUNREACH`, `EISCONN` on some systems when the socket is connected; `EBADF`
    /// when the handle is stale.
    pub fn send_to(self, lp: &mut Loop, bytes: &[u8], to: impl Into<SocketAddr>) -> Result<Flow> {
        lp.send_datagram(self.0, bytes, Some(Peer::Internet(to.into())))
    }

    /// [`Udp::send_to`] to whom the socket is connected to.
    ///
    /// # Errors
    /// As [`Udp::send_to`]; `EDESTADDRREQ` when it is not connected.
    pub fn send(self, lp: &mut Loop, bytes: &[u8]) -> Result<Flow> {
        lp.send_datagram(self.0, bytes, None)
    }

    /// [`Udp::send_to`], but a datagram for which there is no room now is not sent at all.
    ///
    /// # Errors
    /// As [`Udp::send_to`], and `EAGAIN` when there is no room, which is always so while others wait.
    pub fn try_send_to(self, lp: &mut Loop, bytes: &[u8], to: impl Into<SocketAddr>) -> Result<()> {
        Ok(lp.try_send_datagram(self.0, bytes, Some(&Peer::Internet(to.into())))?)
    }

    /// [`Udp::send`], but a datagram for which there is no room now is not sent at all.
    ///
    /// # Errors
    /// As [`Udp::send`], and `EAGAIN` when there is no room, which is always so while others wait.
    pub fn try_send(self, lp: &mut Loop, bytes: &[u8]) -> Result<()> {
        Ok(lp.try_send_datagram(self.0, bytes, None)?)
    }

    /// Sends to `to` from now on, receives from there only, and hears errors of what was sent. Who connects anew
    /// changes the address.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale; otherwise what connect(2) says.
    pub fn connect(self, lp: &mut Loop, to: impl Into<SocketAddr>) -> Result<()> {
        let to = to.into();
        let connected = self.socket(lp, "connect")?.socket().connect(&to);
        connected.map(drop).map_err(|error| Error::from(error).about(format_args!("connect {to}")))
    }

    /// Receives from everybody again, at the same port.
    /// ```
    /// use evloop::Loop;
    ///
    /// let mut lp = Loop::new()?;
    /// let socket = lp.udp(([127, 0, 0, 1], 0), |_, _, _| {})?;
    /// let myself = socket.local_addr(&lp)?;
    /// socket.connect(&mut lp, myself)?;
    /// socket.disconnect(&mut lp)?;
    /// assert_eq!(socket.peer_addr(&lp).unwrap_err().code(), "ENOTCONN");
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `EBADF` when the handle is stale; on Linux `EADDRINUSE` when the system had chosen the port, which it takes back
    /// for a moment, and somebody else was given it meanwhile.
    pub fn disconnect(self, lp: &mut Loop) -> Result<()> {
        Ok(self.socket(lp, "connect")?.disconnect()?)
    }

    /// Closes now: what waits is thrown away. The callback hears [`UdpEvent::Closed`] in the closing phase. `false`
    /// when it was closed before.
    pub fn close(self, lp: &mut Loop) -> bool {
        lp.close_datagram(self.0)
    }

    /// Whether the socket keeps the loop alive (it does unless told otherwise). `false` when the handle is stale.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        lp.datagram_mut(self.0).is_some() && lp.set_source_ref(self.0, referenced)
    }

    /// How many bytes wait for room in the kernel.
    pub fn queued(self, lp: &mut Loop) -> usize {
        lp.datagram_mut(self.0).map_or(0, |udp| udp.queued)
    }

    /// How many datagrams wait for room in the kernel.
    pub fn waiting(self, lp: &mut Loop) -> usize {
        lp.datagram_mut(self.0).map_or(0, |udp| udp.waiting.len())
    }

    /// From how many waiting bytes on a sender is told [`Flow::Full`] (64 KiB). With 0, whatever has to wait is followed by
    /// [`UdpEvent::Drain`] when it has gone. `false` when the handle is stale.
    ///
    /// ```
    /// use evloop::{Flow, Loop};
    ///
    /// let mut lp = Loop::new()?;
    /// let socket = lp.udp(([127, 0, 0, 1], 0), |_, _, _| {})?;
    /// assert!(socket.set_high_water(&mut lp, 0));
    /// let address = socket.local_addr(&lp)?;
    /// // The kernel has room, so nothing has to wait.
    /// assert_eq!(socket.send_to(&mut lp, b"hello", address)?, Flow::Open);
    /// assert_eq!(socket.waiting(&mut lp), 0);
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn set_high_water(self, lp: &mut Loop, bytes: usize) -> bool {
        let Some(udp) = lp.datagram_mut(self.0) else { return false };
        udp.high_water = bytes;
        true
    }

    /// The address of the socket, with the port that the system chose for port 0.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale.
    pub fn local_addr(self, lp: &Loop) -> Result<SocketAddr> {
        Ok(self.socket(lp, "getsockname")?.socket().local_address()?)
    }

    /// Whom the socket is connected to.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `ENOTCONN` when the socket is not connected.
    pub fn peer_addr(self, lp: &Loop) -> Result<SocketAddr> {
        Ok(self.socket(lp, "getpeername")?.socket().peer_address()?)
    }

    /// The name in logs and traces.
    pub fn id(self) -> SourceId {
        SourceId::new(Kind::Udp, self.0)
    }

    /// Another descriptor of the same socket, closed on exec: for another process.
    /// ```
    /// use evloop::Loop;
    /// use std::net::UdpSocket;
    ///
    /// let mut lp = Loop::new()?;
    /// let socket = lp.udp(([127, 0, 0, 1], 0), |_, _, _| {})?;
    /// let address = socket.local_addr(&lp)?;
    /// let other = UdpSocket::from(socket.share(&mut lp)?);
    /// socket.close(&mut lp);
    /// // The socket itself lives on in the other descriptor.
    /// assert_eq!(other.local_addr().unwrap(), address);
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `EMFILE` when there is no descriptor left, `ENOTSUP` for a simulated socket.
    pub fn share(self, lp: &mut Loop) -> Result<OwnedFd> {
        lp.share_datagram(self.0)
    }

    pub(crate) fn socket<'a>(self, lp: &'a Loop, call: &'static str) -> Result<&'a DatagramSocket> {
        lp.datagram_socket(self.0, call)
    }
}
