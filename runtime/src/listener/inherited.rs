//! Sockets that a service manager has opened for us: systemd's socket activation, and what understands the same variables.

use crate::datagram::UdpEvent;
use crate::datagram::udp::{Udp, UdpOptions};
use crate::error::{Error, Result};
use crate::event_loop::Loop;
use evloop_ffi::datagram::DatagramSocket;
use evloop_ffi::descriptor::{self, Kind};
use evloop_ffi::inherited;
use std::env;
use std::os::fd::OwnedFd;

/// The variables by which descriptors are passed, see sd_listen_fds(3).
const COUNT: &str = "LISTEN_FDS";
const PROCESS: &str = "LISTEN_PID";
const NAMES: &str = "LISTEN_FDNAMES";

/// What a descriptor without a name is called, as in systemd.
const NAMELESS: &str = "unknown";

/// A descriptor that was passed to this process.
///
/// ```
/// use evloop::{Passed, listen_fds};
///
/// for Passed { name, kind, fd } in listen_fds()? {
///     println!("{name} is a {kind}: {fd:?}");
/// }
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Debug)]
pub struct Passed {
    /// What the service manager calls it (systemd: `FileDescriptorName=`, or else the name of the unit); `"unknown"` when it
    /// does not say.
    pub name: String,
    /// What it is, and so which source it can become.
    pub kind: Kind,
    /// The descriptor itself, closed on exec.
    pub fd: OwnedFd,
}

/// The descriptors that a service manager has passed to this process, in its order; none when there is no such manager, or it
/// meant another process (`LISTEN_PID`). To be called once, early in `main`.
///
/// What listens is taken in by [`Loop::listen_on`], a UDP socket by [`Loop::udp_on`], a connection or a
/// named pipe by [`Loop::conn_on`], and everything else by [`Loop::watch`].
///
/// ```
/// use evloop::{ListenOptions, Loop, DescriptorKind, listen_fds};
///
/// let mut lp = Loop::new()?;
/// let mut listening = false;
/// for passed in listen_fds()? {
///     if let DescriptorKind::TcpListener | DescriptorKind::UnixListener = passed.kind {
///         lp.listen_on(passed.fd, &ListenOptions::default(), |lp, conn| {
///             conn.end(lp);
///         })?;
///         listening = true;
///     }
/// }
/// if !listening {
///     // Started by hand: we open our socket ourselves.
///     lp.listen(([127, 0, 0, 1], 0), |_, _| {})?;
/// }
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// The variables stay in the environment, where they do no harm: children have other process numbers.
/// [`forget_listen_fds`] takes them out.
///
/// # Errors
/// `EINVAL` for variables that make no sense: no number, or not as many names as descriptors. `EBADF` when a descriptor is
/// not open, or was opened by this process itself: nobody has passed it then. `EALREADY` when they were taken before.
pub fn listen_fds() -> Result<Vec<Passed>> {
    let Some(count) = announced()? else { return Ok(Vec::new()) };
    let names = names(count)?;
    let fds = inherited::take(count).map_err(|error| Error::from(error).about(describe(COUNT)))?;
    let passed = fds.into_iter().zip(names).map(|(fd, name)| {
        let kind = descriptor::kind(&fd)?;
        log::debug!("passed: {name}, {kind:?}");
        Ok(Passed { name, kind, fd })
    });
    passed.collect()
}

/// Takes `LISTEN_FDS`, `LISTEN_PID` and `LISTEN_FDNAMES` out of the environment.
///
/// ```no_run
/// use evloop::{forget_listen_fds, listen_fds};
///
/// let passed = listen_fds()?;
/// // Early in `main`, while there are no other threads.
/// forget_listen_fds()?;
/// # drop(passed);
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// # Errors
/// `EBUSY` when the process has other threads, which might be reading the environment at this moment, or the system does
/// not tell whether it has (other than Linux).
pub fn forget_listen_fds() -> Result<()> {
    Ok(inherited::unset(&[COUNT, PROCESS, NAMES])?)
}

/// How many descriptors are announced to this process.
fn announced() -> Result<Option<usize>> {
    let Some(process) = number(PROCESS)? else { return Ok(None) };
    if process != u64::from(std::process::id()) {
        return Ok(None);
    }
    match number(COUNT)? {
        // The number of a descriptor is an i32.
        Some(count) if count <= i32::MAX as u64 - 3 => Ok(Some(count as usize)),
        Some(_) => Err(senseless(COUNT)),
        None => Ok(None),
    }
}

fn number(variable: &str) -> Result<Option<u64>> {
    let Some(text) = env::var_os(variable) else { return Ok(None) };
    let number = text.to_str().and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| senseless(variable))
}

fn names(count: usize) -> Result<Vec<String>> {
    let Some(text) = env::var_os(NAMES) else {
        return Ok((0..count).map(|_| NAMELESS.to_owned()).collect());
    };
    let text = text.to_str().ok_or_else(|| senseless(NAMES))?;
    let names: Vec<String> = text.split(':').map(str::to_owned).collect();
    if names.len() == count { Ok(names) } else { Err(senseless(NAMES)) }
}

fn senseless(variable: &str) -> Error {
    Error::from(evloop_ffi::Error::invalid("listen_fds")).about(describe(variable))
}

/// `LISTEN_FDS=2`
fn describe(variable: &str) -> String {
    let value = env::var_os(variable).unwrap_or_default();
    format!("{variable}={}", value.display())
}

impl Loop {
    /// A UDP socket that is there already, with its address; it receives from now on. Of the options only `largest` counts.
    /// The descriptor is made non-blocking and close-on-exec.
    ///
    /// ```
    /// use evloop::{Loop, UdpEvent, UdpOptions};
    /// use std::net::UdpSocket;
    ///
    /// let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    /// let address = socket.local_addr().unwrap();
    /// let mut lp = Loop::new()?;
    /// let udp = lp.udp_on(socket, &UdpOptions::default(), |lp, udp, event| {
    ///     if let UdpEvent::Data { bytes, .. } = event {
    ///         assert_eq!(bytes, b"to myself");
    ///         udp.close(lp);
    ///     }
    /// })?;
    /// udp.send_to(&mut lp, b"to myself", address)?;
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ENOTSOCK` for what is no socket, `EINVAL` for one that is no UDP socket.
    pub fn udp_on(
        &mut self,
        descriptor: impl Into<OwnedFd>,
        options: &UdpOptions,
        callback: impl FnMut(&mut Loop, Udp, UdpEvent<'_>) + 'static,
    ) -> Result<Udp> {
        let socket = DatagramSocket::adopt_udp(descriptor.into());
        let socket = socket.map_err(|error| Error::from(error).about("udp_on"))?;
        let udp = self.adopt_udp(socket, options, callback);
        if let Some(state) = self.datagram_mut(udp.0) {
            state.registration.shared = true;
        }
        Ok(udp)
    }
}
