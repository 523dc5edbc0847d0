//! Options of sockets: getsockopt(2) and setsockopt(2).

use super::Socket;
use crate::Result;
use crate::error::check;
use crate::simulated;
use std::mem;
use std::time::Duration;

#[cfg(not(target_os = "openbsd"))]
use libc::{TCP_KEEPCNT as PROBE_COUNT, TCP_KEEPINTVL as PROBE_INTERVAL};
/// OpenBSD has settings for the whole system instead.
#[cfg(target_os = "openbsd")]
const PROBE_COUNT: libc::c_int = 0;
#[cfg(target_os = "openbsd")]
const PROBE_INTERVAL: libc::c_int = 0;

/// The longest time between probes that Linux takes, in seconds; others take more.
const MOST: libc::c_int = 32_767;

/// When to probe a peer that is silent, and when to give it up (tcp(7)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keepalive {
    /// After how long without traffic to probe first (whole seconds, at least one).
    pub idle: Duration,
    /// How long after a probe without an answer to probe again (whole seconds, at least one); `None` leaves it to the
    /// system, which mostly waits for 75 seconds.
    pub interval: Option<Duration>,
    /// After how many probes without an answer the connection breaks with `ETIMEDOUT` (at least one); `None` leaves it to
    /// the system: 9 on Linux, 8 on the BSDs.
    pub probes: Option<u32>,
}

impl Keepalive {
    /// The first probe after so long without traffic, and the rest as the system likes.
    pub const fn after(idle: Duration) -> Keepalive {
        Keepalive { idle, interval: None, probes: None }
    }
}

fn whole_seconds(time: Duration) -> libc::c_int {
    libc::c_int::try_from(time.as_secs()).unwrap_or(MOST).clamp(1, MOST)
}

impl Socket {
    /// Lets a server take its address again while old connections linger in TIME_WAIT.
    pub fn set_reuse_address(&self, on: bool) -> Result<()> {
        self.set_flag(libc::SOL_SOCKET, libc::SO_REUSEADDR, on)
    }

    /// Lets several sockets listen on one address; the kernel spreads the connections over them.
    pub fn set_reuse_port(&self, on: bool) -> Result<()> {
        self.set_flag(libc::SOL_SOCKET, libc::SO_REUSEPORT, on)
    }

    /// Keeps an IPv6 socket from serving IPv4, too.
    pub fn set_ipv6_only(&self, on: bool) -> Result<()> {
        self.set_flag(libc::IPPROTO_IPV6, libc::IPV6_V6ONLY, on)
    }

    /// Sends small writes at once instead of gathering them (Nagle's algorithm off).
    pub fn set_nodelay(&self, on: bool) -> Result<()> {
        self.set_flag(libc::IPPROTO_TCP, libc::TCP_NODELAY, on)
    }

    /// Probes a silent peer, or ceases to.
    pub fn set_keepalive(&self, keepalive: Option<&Keepalive>) -> Result<()> {
        self.set_flag(libc::SOL_SOCKET, libc::SO_KEEPALIVE, keepalive.is_some())?;
        let Some(keepalive) = keepalive else { return Ok(()) };
        self.set_idle_before_probes(whole_seconds(keepalive.idle))?;
        if let Some(interval) = keepalive.interval {
            self.set_probe(PROBE_INTERVAL, whole_seconds(interval))?;
        }
        match keepalive.probes {
            Some(probes) => {
                self.set_probe(PROBE_COUNT, libc::c_int::try_from(probes).unwrap_or(libc::c_int::MAX).max(1))
            }
            None => Ok(()),
        }
    }

    #[cfg(not(target_os = "openbsd"))]
    fn set_probe(&self, name: libc::c_int, value: libc::c_int) -> Result<()> {
        self.set_option(libc::IPPROTO_TCP, name, value)
    }

    #[cfg(target_os = "openbsd")]
    fn set_probe(&self, _name: libc::c_int, _value: libc::c_int) -> Result<()> {
        Err(crate::Error::new("setsockopt", libc::ENOPROTOOPT))
    }

    #[cfg(not(any(target_vendor = "apple", target_os = "openbsd")))]
    fn set_idle_before_probes(&self, seconds: libc::c_int) -> Result<()> {
        self.set_option(libc::IPPROTO_TCP, libc::TCP_KEEPIDLE, seconds)
    }

    #[cfg(target_vendor = "apple")]
    fn set_idle_before_probes(&self, seconds: libc::c_int) -> Result<()> {
        self.set_option(libc::IPPROTO_TCP, libc::TCP_KEEPALIVE, seconds)
    }

    /// OpenBSD has one setting for the whole system instead.
    #[cfg(target_os = "openbsd")]
    fn set_idle_before_probes(&self, _seconds: libc::c_int) -> Result<()> {
        Ok(())
    }

    /// Makes the close of this socket a reset (RST): unsent data is thrown away, the peer hears an error.
    pub fn set_reset_on_close(&self) -> Result<()> {
        self.set_option(libc::SOL_SOCKET, libc::SO_LINGER, libc::linger { l_onoff: 1, l_linger: 0 })
    }

    /// How packets are to be treated on their way: the byte of IPv4's type of service or IPv6's traffic class (ip(7), ipv6(7)).
    pub fn set_type_of_service(&self, value: u8) -> Result<()> {
        let (level, name) = self.service_option()?;
        self.set_option(level, name, libc::c_int::from(value))
    }

    /// What [`Socket::set_type_of_service`] has set, as the system has understood it.
    pub fn type_of_service(&self) -> Result<u8> {
        let (level, name) = self.service_option()?;
        self.option(level, name).map(|value| value as u8)
    }

    fn service_option(&self) -> Result<(libc::c_int, libc::c_int)> {
        Ok(match self.local_address()?.is_ipv6() {
            true => (libc::IPPROTO_IPV6, libc::IPV6_TCLASS),
            false => (libc::IPPROTO_IP, libc::IP_TOS),
        })
    }

    /// Asks for so much room for what has arrived and was not read yet; the system has its limits, and may round.
    pub fn set_receive_buffer(&self, bytes: usize) -> Result<()> {
        self.set_buffer(libc::SO_RCVBUF, bytes)
    }

    /// Asks for so much room for what was sent and has not left yet.
    pub fn set_send_buffer(&self, bytes: usize) -> Result<()> {
        self.set_buffer(libc::SO_SNDBUF, bytes)
    }

    /// How much room there is for what has arrived, in bytes; Linux counts its own bookkeeping, too.
    pub fn receive_buffer(&self) -> Result<usize> {
        self.option(libc::SOL_SOCKET, libc::SO_RCVBUF).map(|bytes| bytes as usize)
    }

    /// How much room there is for what was sent, in bytes.
    pub fn send_buffer(&self) -> Result<usize> {
        self.option(libc::SOL_SOCKET, libc::SO_SNDBUF).map(|bytes| bytes as usize)
    }

    fn set_buffer(&self, name: libc::c_int, bytes: usize) -> Result<()> {
        let bytes = libc::c_int::try_from(bytes).unwrap_or(libc::c_int::MAX);
        self.set_option(libc::SOL_SOCKET, name, bytes)
    }

    pub(crate) fn set_flag(&self, level: libc::c_int, name: libc::c_int, on: bool) -> Result<()> {
        if self.simulated {
            return simulated::call("setsockopt", self.raw(), |state, id| {
                state.set_flag(id, level, name, on)
            });
        }
        self.set_option(level, name, libc::c_int::from(on))
    }

    pub(crate) fn set_option<T: Copy>(&self, level: libc::c_int, name: libc::c_int, value: T) -> Result<()> {
        if self.simulated {
            return simulated::call("setsockopt", self.raw(), |state, id| state.set_option(id, level, name));
        }
        let length = mem::size_of::<T>() as libc::socklen_t;
        // SAFETY: pointer and length describe `value`, which the kernel only reads.
        let call = || unsafe { libc::setsockopt(self.raw(), level, name, (&raw const value).cast(), length) };
        check("setsockopt", call)?;
        Ok(())
    }

    pub(crate) fn option(&self, level: libc::c_int, name: libc::c_int) -> Result<libc::c_int> {
        if self.simulated {
            return simulated::call("getsockopt", self.raw(), |state, id| state.option(id, level, name));
        }
        let mut value: libc::c_int = 0;
        let mut length = mem::size_of::<libc::c_int>() as libc::socklen_t;
        // SAFETY: pointer and length describe `value`, an integer, which is what these options hold.
        let call =
            || unsafe { libc::getsockopt(self.raw(), level, name, (&raw mut value).cast(), &mut length) };
        check("getsockopt", call)?;
        Ok(value)
    }
}
