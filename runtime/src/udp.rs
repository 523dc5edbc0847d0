//! UDP: what a handle can do.

use crate::datagram::{UdpEvent, UdpNews, UdpState, Waiting};
use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::{Kind, SourceId};
use crate::slab::Key;
use crate::source::{Pending, Registration, Source};
use crate::stream::{Flow, HIGH_WATER};
use evloop_ffi::datagram::UdpSocket;
use evloop_ffi::simulated::World;
use std::collections::VecDeque;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

/// The name of a UDP socket.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Udp(Key);

/// How to make a UDP socket.
#[derive(Clone, Debug)]
pub struct UdpOptions {
    /// Others may use the same address (off): members of a multicast group on one machine all need it.
    pub reuse_address: bool,
    /// Others may use the same address, and the kernel spreads the datagrams (off).
    pub reuse_port: bool,
    /// An IPv6 socket serves no IPv4 (off).
    pub ipv6_only: bool,
    /// Longer datagrams are cut off after so many bytes, and told so (65,536: there are none).
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
        let socket = open(self.poller.world(), &address, options)
            .map_err(|error| Error::from(error).about(format_args!("udp {address}")))?;
        let udp = self.adopt_udp(socket, options, callback);
        log::debug!("{} at {address}", udp.id());
        Ok(udp)
    }

    pub(crate) fn adopt_udp(
        &mut self,
        socket: UdpSocket,
        options: &UdpOptions,
        mut callback: impl FnMut(&mut Loop, Udp, UdpEvent<'_>) + 'static,
    ) -> Udp {
        let state = UdpState {
            socket: Some(socket),
            registration: Registration::new(),
            callback: Some(Box::new(move |lp, key, event| callback(lp, Udp(key), event))),
            largest: options.largest,
            waiting: VecDeque::new(),
            queued: 0,
            full: false,
        };
        Udp(self.adopt(Source::Udp(Box::new(state))))
    }
}

fn open(world: Option<&World>, address: &SocketAddr, options: &UdpOptions) -> evloop_ffi::Result<UdpSocket> {
    let udp = UdpSocket::new(world, address)?;
    let socket = udp.socket();
    if options.reuse_address {
        socket.set_reuse_address(true)?;
    }
    if options.reuse_port {
        socket.set_reuse_port(true)?;
    }
    if address.is_ipv6() {
        socket.set_ipv6_only(options.ipv6_only)?;
    }
    socket.bind(address)?;
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
        self.send_datagram(lp, bytes, Some(to.into()))
    }

    /// [`Udp::send_to`] to whom the socket is connected to.
    ///
    /// # Errors
    /// As [`Udp::send_to`]; `EDESTADDRREQ` when it is not connected.
    pub fn send(self, lp: &mut Loop, bytes: &[u8]) -> Result<Flow> {
        self.send_datagram(lp, bytes, None)
    }

    fn send_datagram(self, lp: &mut Loop, bytes: &[u8], to: Option<SocketAddr>) -> Result<Flow> {
        let mut earlier = None;
        let Some(udp) = lp.udp_mut(self.0) else { return Err(evloop_ffi::Error::stale("sendto").into()) };
        let outcome = match &udp.socket {
            Some(socket) if udp.waiting.is_empty() => match socket.send(bytes, to.as_ref()) {
                Err(error) if error.refused() => {
                    // That was an earlier datagram. Its error is the callback's to hear, and asking has cleared it.
                    earlier = Some(error);
                    socket.send(bytes, to.as_ref())
                }
                outcome => outcome,
            },
            _ => Err(evloop_ffi::Error::not_now("sendto")),
        };
        let flow = match outcome {
            Ok(()) => Ok(Flow::Open),
            Err(error) if error.would_block() || error.interrupted() => {
                udp.waiting.push_back(Waiting { bytes: bytes.into(), to });
                udp.queued += bytes.len();
                udp.full |= udp.queued >= HIGH_WATER;
                Ok(if udp.full { Flow::Full } else { Flow::Open })
            }
            Err(error) => Err(error.into()),
        };
        if let Some(error) = earlier {
            lp.pending.push(Pending::Udp(self.0, UdpNews::Failed(error.into())));
        }
        lp.refresh(self.0);
        flow
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
        lp.close_udp(self.0)
    }

    /// Whether the socket keeps the loop alive (it does unless told otherwise). `false` when the handle is stale.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        lp.udp_mut(self.0).is_some() && lp.set_source_ref(self.0, referenced)
    }

    /// How many bytes wait for room in the kernel.
    pub fn queued(self, lp: &mut Loop) -> usize {
        lp.udp_mut(self.0).map_or(0, |udp| udp.queued)
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

    fn socket<'a>(self, lp: &'a Loop, call: &'static str) -> Result<&'a UdpSocket> {
        match lp.sources.get(self.0) {
            Some(Source::Udp(udp)) => Ok(udp.socket.as_ref().ok_or(evloop_ffi::Error::stale(call))?),
            _ => Err(evloop_ffi::Error::stale(call).into()),
        }
    }

    fn option(self, lp: &Loop, set: impl FnOnce(&UdpSocket) -> evloop_ffi::Result<()>) -> Result<()> {
        Ok(set(self.socket(lp, "setsockopt")?)?)
    }
}

/// Options. All fail with `EBADF` when the handle is stale, and otherwise with what setsockopt(2) says.
impl Udp {
    /// Lets datagrams be sent to everybody in a network.
    ///
    /// # Errors
    /// See above.
    pub fn set_broadcast(self, lp: &mut Loop, on: bool) -> Result<()> {
        self.option(lp, |socket| socket.set_broadcast(on))
    }

    /// Over how many routers a datagram may go (at least one).
    ///
    /// # Errors
    /// `EINVAL` for 0 on IPv4.
    pub fn set_ttl(self, lp: &mut Loop, hops: u8) -> Result<()> {
        self.option(lp, |socket| socket.set_ttl(hops))
    }

    /// The same for datagrams to a multicast group: 0 keeps them on this machine, 1 (the default) in its networks.
    ///
    /// # Errors
    /// See above.
    pub fn set_multicast_ttl(self, lp: &mut Loop, hops: u8) -> Result<()> {
        self.option(lp, |socket| socket.set_multicast_ttl(hops))
    }

    /// Whether datagrams to a multicast group come back to members on this machine (they do unless told otherwise).
    ///
    /// # Errors
    /// See above.
    pub fn set_multicast_loop(self, lp: &mut Loop, on: bool) -> Result<()> {
        self.option(lp, |socket| socket.set_multicast_loop(on))
    }

    /// Through which interface datagrams to an IPv4 group leave, named by its address.
    ///
    /// # Errors
    /// `EADDRNOTAVAIL` when there is none of the address.
    pub fn set_multicast_interface_v4(self, lp: &mut Loop, interface: Ipv4Addr) -> Result<()> {
        self.option(lp, |socket| socket.set_multicast_interface_v4(interface))
    }

    /// Through which interface datagrams to an IPv6 group leave, named by its number.
    ///
    /// # Errors
    /// `ENODEV` when there is none of the number.
    pub fn set_multicast_interface_v6(self, lp: &mut Loop, interface: u32) -> Result<()> {
        self.option(lp, |socket| socket.set_multicast_interface_v6(interface))
    }

    /// Receives what is sent to a group, through the interface of that address (`0.0.0.0`: the system chooses).
    ///
    /// # Errors
    /// `EINVAL` for what is no group, `EADDRINUSE` for one that was joined before, `ENODEV` without an interface.
    pub fn join_multicast_v4(self, lp: &mut Loop, group: Ipv4Addr, interface: Ipv4Addr) -> Result<()> {
        self.option(lp, |socket| socket.set_member_v4(group, interface, true))
    }

    /// Ends [`Udp::join_multicast_v4`].
    ///
    /// # Errors
    /// `EADDRNOTAVAIL` for a group that was not joined.
    pub fn leave_multicast_v4(self, lp: &mut Loop, group: Ipv4Addr, interface: Ipv4Addr) -> Result<()> {
        self.option(lp, |socket| socket.set_member_v4(group, interface, false))
    }

    /// Receives what is sent to a group, through the interface of that number (0: the system chooses).
    ///
    /// # Errors
    /// As [`Udp::join_multicast_v4`].
    pub fn join_multicast_v6(self, lp: &mut Loop, group: Ipv6Addr, interface: u32) -> Result<()> {
        self.option(lp, |socket| socket.set_member_v6(group, interface, true))
    }

    /// Ends [`Udp::join_multicast_v6`].
    ///
    /// # Errors
    /// `EADDRNOTAVAIL` for a group that was not joined.
    pub fn leave_multicast_v6(self, lp: &mut Loop, group: Ipv6Addr, interface: u32) -> Result<()> {
        self.option(lp, |socket| socket.set_member_v6(group, interface, false))
    }

    /// Asks for so much room in the kernel for what has arrived and was not read yet, in bytes. The system has its
    /// limits, and may round.
    ///
    /// # Errors
    /// See above.
    pub fn set_receive_buffer(self, lp: &mut Loop, bytes: usize) -> Result<()> {
        self.option(lp, |socket| socket.socket().set_receive_buffer(bytes))
    }

    /// Asks for so much room in the kernel for what was sent and has not left yet, in bytes.
    ///
    /// # Errors
    /// See above.
    pub fn set_send_buffer(self, lp: &mut Loop, bytes: usize) -> Result<()> {
        self.option(lp, |socket| socket.socket().set_send_buffer(bytes))
    }

    /// How much room the kernel has for what has arrived, in bytes. Linux counts its own bookkeeping, and says twice
    /// what was asked for.
    ///
    /// # Errors
    /// See above.
    pub fn receive_buffer(self, lp: &Loop) -> Result<usize> {
        Ok(self.socket(lp, "getsockopt")?.socket().receive_buffer()?)
    }

    /// How much room the kernel has for what was sent, in bytes.
    ///
    /// # Errors
    /// See above.
    pub fn send_buffer(self, lp: &Loop) -> Result<usize> {
        Ok(self.socket(lp, "getsockopt")?.socket().send_buffer()?)
    }
}
