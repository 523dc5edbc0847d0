//! Names to addresses, by the system's resolver. Blocking: the reactor calls it on a thread of its pool.

use crate::address::RawAddress;
use std::ffi::{CStr, CString};
use std::fmt;
use std::mem;
use std::net::SocketAddr;
use std::ptr;

/// Which addresses are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Family {
    /// Both kinds, in the order the resolver prefers.
    #[default]
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

/// How to look a name up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Which addresses are wanted.
    pub family: Family,
    /// Only families of which this host has an address itself (`AI_ADDRCONFIG`).
    pub configured: bool,
    /// With [`Family::V6`]: IPv4 addresses mapped into IPv6 where there are no others (`AI_V4MAPPED`).
    pub v4_mapped: bool,
    /// With `v4_mapped`: also where there are others (`AI_ALL`).
    pub all: bool,
    /// No look-up at all: the name must be an address in digits (`AI_NUMERICHOST`).
    pub numeric: bool,
}

/// Why a name could not be resolved.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ResolveError {
    /// The answer of getaddrinfo(3), one of the `EAI_` numbers of this system.
    pub code: i32,
    /// When the code is `EAI_SYSTEM`: errno.
    pub errno: Option<i32>,
}

impl ResolveError {
    /// The symbol of the code, e.g. `"EAI_NONAME"`.
    pub fn name(&self) -> &'static str {
        match self.code {
            libc::EAI_AGAIN => "EAI_AGAIN",
            libc::EAI_BADFLAGS => "EAI_BADFLAGS",
            libc::EAI_FAIL => "EAI_FAIL",
            libc::EAI_FAMILY => "EAI_FAMILY",
            libc::EAI_MEMORY => "EAI_MEMORY",
            libc::EAI_NONAME => "EAI_NONAME",
            libc::EAI_SERVICE => "EAI_SERVICE",
            libc::EAI_SOCKTYPE => "EAI_SOCKTYPE",
            libc::EAI_SYSTEM => "EAI_SYSTEM",
            #[cfg(target_os = "linux")]
            libc::EAI_NODATA => "EAI_NODATA",
            _ => "EAI_UNKNOWN",
        }
    }

    /// What the C library says about the code.
    pub fn message(&self) -> String {
        if let Some(errno) = self.errno {
            return crate::Error::new("getaddrinfo", errno).message();
        }
        // SAFETY: gai_strerror returns a NUL-terminated constant for every number.
        unsafe { CStr::from_ptr(libc::gai_strerror(self.code)) }.to_string_lossy().to_lowercase()
    }
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "getaddrinfo: {} ({})", self.message(), self.name())
    }
}

impl fmt::Debug for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResolveError({})", self.name())
    }
}

impl std::error::Error for ResolveError {}

/// Looks `host` up; every address found carries `port`. Blocks for as long as the name servers take.
///
/// # Errors
/// The code that getaddrinfo(3) gives; a name with a NUL inside is `EAI_NONAME`.
pub fn resolve(host: &str, port: u16, hints: &Hints) -> Result<Vec<SocketAddr>, ResolveError> {
    let host = CString::new(host).map_err(|_| ResolveError { code: libc::EAI_NONAME, errno: None })?;
    // SAFETY: addrinfo is plain old data, for which all-zero is a valid value.
    let mut wanted: libc::addrinfo = unsafe { mem::zeroed() };
    wanted.ai_family = match hints.family {
        Family::Any => libc::AF_UNSPEC,
        Family::V4 => libc::AF_INET,
        Family::V6 => libc::AF_INET6,
    };
    // Otherwise every address comes three times: for streams, datagrams and raw sockets.
    wanted.ai_socktype = libc::SOCK_STREAM;
    wanted.ai_flags = flags(hints);
    let mut list: *mut libc::addrinfo = ptr::null_mut();
    // SAFETY: host is NUL-terminated, the hints are valid, and the list is freed below.
    let code = unsafe { libc::getaddrinfo(host.as_ptr(), ptr::null(), &wanted, &mut list) };
    if code != 0 {
        let errno = (code == libc::EAI_SYSTEM).then(|| crate::Error::last("getaddrinfo").errno);
        return Err(ResolveError { code, errno });
    }
    let list = List(list);
    Ok(list.addresses(port))
}

fn flags(hints: &Hints) -> libc::c_int {
    let choices = [
        (hints.configured, libc::AI_ADDRCONFIG),
        (hints.numeric, libc::AI_NUMERICHOST),
        #[cfg(not(any(target_os = "openbsd", target_os = "netbsd")))]
        (hints.v4_mapped, libc::AI_V4MAPPED),
        #[cfg(not(any(target_os = "openbsd", target_os = "netbsd")))]
        (hints.all, libc::AI_ALL),
    ];
    choices.iter().filter(|(wanted, _)| *wanted).fold(0, |flags, (_, flag)| flags | flag)
}

/// The linked list that getaddrinfo made, freed when dropped.
struct List(*mut libc::addrinfo);

impl List {
    fn addresses(&self, port: u16) -> Vec<SocketAddr> {
        let mut found = Vec::new();
        let mut next = self.0;
        // SAFETY: the list is valid until it is freed, and ends with a null pointer.
        while let Some(entry) = unsafe { next.as_ref() } {
            // SAFETY: each entry describes one address by pointer and length.
            let address = unsafe { RawAddress::copied(entry.ai_addr, entry.ai_addrlen) };
            found.extend(address.decode().map(|mut address| {
                address.set_port(port);
                address
            }));
            next = entry.ai_next;
        }
        found
    }
}

impl Drop for List {
    fn drop(&mut self) {
        // SAFETY: the list came from getaddrinfo and is freed once.
        unsafe { libc::freeaddrinfo(self.0) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_need_no_server() {
        let hints = Hints { numeric: true, ..Hints::default() };
        assert_eq!(resolve("127.0.0.1", 80, &hints).unwrap(), ["127.0.0.1:80".parse().unwrap()]);
        assert_eq!(resolve("::1", 80, &hints).unwrap(), ["[::1]:80".parse().unwrap()]);
        assert_eq!(resolve("no such name", 80, &hints).unwrap_err().name(), "EAI_NONAME");
        assert_eq!(resolve("nul\0inside", 80, &hints).unwrap_err().name(), "EAI_NONAME");
    }
}
