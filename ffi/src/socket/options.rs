//! Options of sockets: getsockopt(2) and setsockopt(2).

use super::Socket;
use crate::Result;
use crate::error::check;
use crate::simulated;
use std::mem;
use std::time::Duration;

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

    /// Probes a silent peer after `idle` without traffic (whole seconds, at least one); `None` never does.
    pub fn set_keepalive(&self, idle: Option<Duration>) -> Result<()> {
        self.set_flag(libc::SOL_SOCKET, libc::SO_KEEPALIVE, idle.is_some())?;
        let Some(idle) = idle else { return Ok(()) };
        self.set_idle_before_probes(idle.as_secs().clamp(1, 32_767) as libc::c_int)
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
