//! TCP connections: how they begin at our end.

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::calls::Calls;
use crate::stream::conn::Tcp;
use crate::stream::connect::Target;
use crate::stream::{Event, Stream};
use evloop_ffi::simulated::World;
use evloop_ffi::socket::Socket;
use std::net::SocketAddr;

/// How to connect, beyond the address.
///
/// ```
/// use evloop::{ConnectOptions, Event, Loop};
///
/// let mut lp = Loop::new()?;
/// let server = lp.listen(([127, 0, 0, 1], 0), |lp, conn| drop(conn.end_with(lp, b"hello")))?;
/// let address = server.local_addr(&lp)?;
/// let options = ConnectOptions { local_address: Some(([127, 0, 0, 1], 0).into()) };
/// lp.connect_with(address, &options, move |lp, conn, event| match event {
///     Event::Connected => assert!(conn.local_addr(lp).unwrap().ip().is_loopback()),
///     Event::Data(bytes) => assert_eq!(bytes, b"hello"),
///     Event::End => drop(conn.end(lp)),
///     Event::Closed => drop(server.close(lp)),
///     _ => {}
/// })?;
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ConnectOptions {
    /// The address of our end; by default the system chooses.
    pub local_address: Option<SocketAddr>,
}

impl Loop {
    /// Connects to `address`. `callback` hears [`Event::Connected`], then what is read; or [`Event::Error`], whatever
    /// the reason (a refusal, no route, no free descriptor or port). In any case [`Event::Closed`] is last.
    ///
    /// How long the system tries is its own affair (two minutes, on Linux): a timer that closes the connection ends it
    /// sooner. Whoever connects to a port of the local host where nobody listens, in the range that the system takes
    /// local ports from, may by chance be given that very port, and then talks with himself, as TCP has it; such a
    /// connection's [`Conn::local_addr`](crate::Conn::local_addr) is its `peer_addr`.
    ///
    /// ```
    /// use evloop::{Event, Loop};
    ///
    /// let mut lp = Loop::new()?;
    /// let server = lp.listen(([127, 0, 0, 1], 0), |_, _| {})?;
    /// let address = server.local_addr(&lp)?;
    /// server.close(&mut lp);
    /// // Nobody listens there any more.
    /// lp.connect(address, move |_, _, event| {
    ///     if let Event::Error(error) = event {
    ///         assert_eq!(error.code(), "ECONNREFUSED");
    ///         assert_eq!(error.subject(), Some(&*format!("connect {address}")));
    ///     }
    /// })?;
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// None at present: the result leaves room for set-ups that cannot work.
    pub fn connect(
        &mut self,
        address: impl Into<SocketAddr>,
        callback: impl FnMut(&mut Loop, Tcp, Event<'_>) + 'static,
    ) -> Result<Tcp> {
        self.connect_with(address, &ConnectOptions::default(), callback)
    }

    /// [`Loop::connect`] with options.
    ///
    /// # Errors
    /// `EAFNOSUPPORT` when the local address is of another family than the remote one.
    pub fn connect_with(
        &mut self,
        address: impl Into<SocketAddr>,
        options: &ConnectOptions,
        callback: impl FnMut(&mut Loop, Tcp, Event<'_>) + 'static,
    ) -> Result<Tcp> {
        let address = address.into();
        if options.local_address.is_some_and(|local| local.is_ipv4() != address.is_ipv4()) {
            let error = Error::from(evloop_ffi::Error::family_mismatch("bind"));
            return Err(error.about(format_args!("connect {address}")));
        }
        let world = self.poller.world().cloned();
        let begin = |stream: &mut Stream, calls: &mut Calls<'_>| {
            send_on_its_way(world.as_ref(), stream, &address, options, calls)
        };
        Ok(self.begin_connect(Target::Internet(address), begin, callback))
    }
}

/// Makes the socket and sends it on its way.
fn send_on_its_way(
    world: Option<&World>,
    stream: &mut Stream,
    address: &SocketAddr,
    options: &ConnectOptions,
    calls: &mut Calls<'_>,
) -> evloop_ffi::Result<()> {
    let socket = calls.make("socket", || Socket::stream_for(world, address))?;
    let socket = stream.socket.insert(socket);
    if let Some(local) = &options.local_address {
        calls.make("setsockopt", || socket.set_reuse_address(true))?;
        calls.make("bind", || socket.bind(local))?;
    }
    // Whether it stands at once or later, the socket becomes writable, and the poll phase tells.
    calls.make("connect", || socket.connect(address)).map(drop)
}
