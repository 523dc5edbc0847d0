//! UDP: what a socket can be told.

use crate::datagram::udp::Udp;
use crate::error::Result;
use crate::event_loop::Loop;
use evloop_ffi::datagram::DatagramSocket;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Options. All fail with `EBADF` when the handle is stale, and otherwise with what setsockopt(2) says.
/// ```
/// use evloop::Loop;
///
/// let mut lp = Loop::new()?;
/// let socket = lp.udp(([127, 0, 0, 1], 0), |_, _, _| {})?;
/// // Not beyond the next router, and to everybody up to there.
/// socket.set_ttl(&mut lp, 1)?;
/// socket.set_broadcast(&mut lp, true)?;
/// // Bursts shall not be lost while a callback takes its time.
/// socket.set_receive_buffer(&mut lp, 64 * 1024)?;
/// socket.set_send_buffer(&mut lp, 32 * 1024)?;
/// println!("room for {} in, {} out", socket.receive_buffer(&lp)?, socket.send_buffer(&lp)?);
///
/// socket.close(&mut lp);
/// assert_eq!(socket.set_ttl(&mut lp, 1).unwrap_err().code(), "EBADF");
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// A member of groups of both families. It takes a network, so it is not run here:
///
/// ```no_run
/// use evloop::{Loop, UdpEvent, UdpOptions};
/// use std::net::{Ipv4Addr, Ipv6Addr};
///
/// let mut lp = Loop::new()?;
/// let shared = UdpOptions { reuse_address: true, ..UdpOptions::default() };
/// let four = lp.udp_with(([0, 0, 0, 0], 5353), &shared, |_, _, event| {
///     if let UdpEvent::Data { from, .. } = event {
///         println!("{from} is there");
///     }
/// })?;
/// let (group, anywhere) = (Ipv4Addr::new(224, 0, 0, 251), Ipv4Addr::UNSPECIFIED);
/// four.set_multicast_interface_v4(&mut lp, Ipv4Addr::new(192, 168, 1, 7))?;
/// four.set_multicast_ttl(&mut lp, 1)?;
/// four.set_multicast_loop(&mut lp, false)?;
/// four.join_multicast_v4(&mut lp, group, anywhere)?;
/// four.send_to(&mut lp, b"who is there?", (group, 5353))?;
/// four.leave_multicast_v4(&mut lp, group, anywhere)?;
/// // Only what one machine says to the group.
/// let announcer = Ipv4Addr::new(192, 168, 1, 1);
/// four.join_source_v4(&mut lp, group, announcer, anywhere)?;
/// four.leave_source_v4(&mut lp, group, announcer, anywhere)?;
///
/// // IPv6 names interfaces by number; 2 is often the first that is no loopback.
/// let six = lp.udp_with((Ipv6Addr::UNSPECIFIED, 5353), &shared, |_, _, _| {})?;
/// let group = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 0xfb);
/// six.set_multicast_interface_v6(&mut lp, 2)?;
/// six.join_multicast_v6(&mut lp, group, 2)?;
/// six.leave_multicast_v6(&mut lp, group, 2)?;
/// let announcer = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 1);
/// six.join_source_v6(&mut lp, group, announcer, 2)?;
/// six.leave_source_v6(&mut lp, group, announcer, 2)?;
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
impl Udp {
    fn option(self, lp: &Loop, set: impl FnOnce(&DatagramSocket) -> evloop_ffi::Result<()>) -> Result<()> {
        Ok(set(self.socket(lp, "setsockopt")?)?)
    }

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

    /// Receives what one source sends to a group, through the interface of that address (`0.0.0.0`: the system chooses).
    /// Several sources are joined one by one.
    ///
    /// # Errors
    /// As [`Udp::join_multicast_v4`]; `EADDRNOTAVAIL` when the source was joined before; `ENOTSUP` on NetBSD, OpenBSD and
    /// DragonFly.
    pub fn join_source_v4(
        self,
        lp: &mut Loop,
        group: Ipv4Addr,
        source: Ipv4Addr,
        interface: Ipv4Addr,
    ) -> Result<()> {
        self.option(lp, |socket| socket.set_member_of_source_v4(group, source, interface, true))
    }

    /// Ends [`Udp::join_source_v4`].
    ///
    /// # Errors
    /// `EADDRNOTAVAIL` for a source that was not joined, `EINVAL` for a group of which none was.
    pub fn leave_source_v4(
        self,
        lp: &mut Loop,
        group: Ipv4Addr,
        source: Ipv4Addr,
        interface: Ipv4Addr,
    ) -> Result<()> {
        self.option(lp, |socket| socket.set_member_of_source_v4(group, source, interface, false))
    }

    /// Receives what one source sends to a group, through the interface of that number (0: the system chooses).
    ///
    /// # Errors
    /// As [`Udp::join_source_v4`]; `ENOTSUP` other than on Linux.
    pub fn join_source_v6(
        self,
        lp: &mut Loop,
        group: Ipv6Addr,
        source: Ipv6Addr,
        interface: u32,
    ) -> Result<()> {
        self.option(lp, |socket| socket.set_member_of_source_v6(group, source, interface, true))
    }

    /// Ends [`Udp::join_source_v6`].
    ///
    /// # Errors
    /// As [`Udp::leave_source_v4`]; `ENOTSUP` other than on Linux.
    pub fn leave_source_v6(
        self,
        lp: &mut Loop,
        group: Ipv6Addr,
        source: Ipv6Addr,
        interface: u32,
    ) -> Result<()> {
        self.option(lp, |socket| socket.set_member_of_source_v6(group, source, interface, false))
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
