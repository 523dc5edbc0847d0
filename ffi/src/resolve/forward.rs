//! From names to addresses: getaddrinfo(3).

use super::{ResolveError, c_name};
use crate::address::RawAddress;
use std::ffi::CStr;
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
    /// With [`Family::V6`]: IPv4 addresses mapped into IPv6 where there are no others (`AI_V4MAPPED`). OpenBSD and NetBSD have
    /// none.
    pub v4_mapped: bool,
    /// With `v4_mapped`: also where there are others (`AI_ALL`).
    pub all: bool,
    /// No look-up at all: the name must be an address in digits (`AI_NUMERICHOST`).
    pub numeric: bool,
    /// The service must be a port in digits (`AI_NUMERICSERV`).
    pub numeric_service: bool,
    /// Without a host: the addresses to listen on all interfaces, and not those of this host itself (`AI_PASSIVE`).
    pub passive: bool,
    /// The service is one for datagrams, not for streams: some have different ports.
    pub datagrams: bool,
}

/// Looks `host` up; every address found carries `port`. Blocks for as long as the name servers take.
///
/// A name beyond ASCII is given to the resolver as it is; those that know only ASCII take the form that begins with `xn--`.
///
/// ```
/// use evloop_ffi::resolve::{Hints, resolve};
///
/// let found = resolve("127.0.0.1", 80, &Hints::default())?;
/// assert_eq!(found, ["127.0.0.1:80".parse().unwrap()]);
/// let error = resolve("127.0.0.\0", 80, &Hints::default()).unwrap_err();
/// assert_eq!(error.to_string(), "getaddrinfo: the name has a NUL byte inside (EAI_NONAME)");
/// # Ok::<(), evloop_ffi::resolve::ResolveError>(())
/// ```
///
/// # Errors
/// The code that getaddrinfo(3) gives; `EAI_NONAME` for a name with a NUL inside or of more than 255 bytes, for which nobody is
/// asked.
pub fn resolve(host: &str, port: u16, hints: &Hints) -> Result<Vec<SocketAddr>, ResolveError> {
    Ok(ask(Some(&*c_name(host)?), None, flags(hints), hints)?.addresses(Some(port)))
}

/// Looks up a host and a service, e.g. `"http"` or `"80"`; every address found carries the service's port. Without a host it is
/// about this one.
///
/// ```
/// use evloop_ffi::resolve::{Family, Hints, resolve_service};
///
/// let hints = Hints { family: Family::V4, passive: true, ..Hints::default() };
/// assert_eq!(resolve_service(None, "8080", &hints)?, ["0.0.0.0:8080".parse().unwrap()]);
/// # Ok::<(), evloop_ffi::resolve::ResolveError>(())
/// ```
///
/// # Errors
/// As [`resolve`]; `EAI_SERVICE` when nobody knows the service (where the resolver cannot tell host from service,
/// `EAI_NONAME`).
pub fn resolve_service(
    host: Option<&str>,
    service: &str,
    hints: &Hints,
) -> Result<Vec<SocketAddr>, ResolveError> {
    let host = host.map(c_name).transpose()?;
    Ok(ask(host.as_deref(), Some(&*c_name(service)?), flags(hints), hints)?.addresses(None))
}

/// The name that the resolver takes for the host's proper one (`AI_CANONNAME`): where an alias leads, and a short name with its
/// domain.
///
/// ```
/// use evloop_ffi::resolve::{Hints, canonical_name};
///
/// assert_eq!(canonical_name("127.0.0.1", &Hints::default())?, "127.0.0.1");
/// # Ok::<(), evloop_ffi::resolve::ResolveError>(())
/// ```
///
/// # Errors
/// As [`resolve`].
pub fn canonical_name(host: &str, hints: &Hints) -> Result<String, ResolveError> {
    let list = ask(Some(&*c_name(host)?), None, flags(hints) | libc::AI_CANONNAME, hints)?;
    Ok(list.canonical_name().unwrap_or_else(|| host.to_owned()))
}

fn ask(
    host: Option<&CStr>,
    service: Option<&CStr>,
    flags: libc::c_int,
    hints: &Hints,
) -> Result<List, ResolveError> {
    // SAFETY: addrinfo is plain old data, for which all-zero is a valid value.
    let mut wanted: libc::addrinfo = unsafe { mem::zeroed() };
    wanted.ai_family = match hints.family {
        Family::Any => libc::AF_UNSPEC,
        Family::V4 => libc::AF_INET,
        Family::V6 => libc::AF_INET6,
    };
    // Otherwise every address comes three times: for streams, datagrams and raw sockets.
    wanted.ai_socktype = if hints.datagrams { libc::SOCK_DGRAM } else { libc::SOCK_STREAM };
    wanted.ai_flags = flags;
    let mut list: *mut libc::addrinfo = ptr::null_mut();
    let pointer = |text: Option<&CStr>| text.map_or(ptr::null(), CStr::as_ptr);
    // SAFETY: both names are null or NUL-terminated, the hints are valid, and the list is freed when it is dropped.
    let code = unsafe { libc::getaddrinfo(pointer(host), pointer(service), &wanted, &mut list) };
    if code == 0 { Ok(List(list)) } else { Err(ResolveError::last("getaddrinfo", code)) }
}

fn flags(hints: &Hints) -> libc::c_int {
    let choices = [
        (hints.configured, libc::AI_ADDRCONFIG),
        (hints.numeric, libc::AI_NUMERICHOST),
        (hints.numeric_service, libc::AI_NUMERICSERV),
        (hints.passive, libc::AI_PASSIVE),
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
    /// All addresses, with `port` if there is no service that has told it.
    fn addresses(&self, port: Option<u16>) -> Vec<SocketAddr> {
        let mut found = Vec::new();
        let mut next = self.0;
        // SAFETY: the list is valid until it is freed, and ends with a null pointer.
        while let Some(entry) = unsafe { next.as_ref() } {
            // SAFETY: each entry describes one address by pointer and length.
            let address = unsafe { RawAddress::copied(entry.ai_addr, entry.ai_addrlen) };
            found.extend(address.decode().map(|mut address| {
                address.set_port(port.unwrap_or(address.port()));
                address
            }));
            next = entry.ai_next;
        }
        found
    }

    /// The first entry has the name.
    fn canonical_name(&self) -> Option<String> {
        // SAFETY: the list is valid until it is freed.
        let name = unsafe { self.0.as_ref() }?.ai_canonname;
        // SAFETY: the name is null or NUL-terminated, and belongs to the list.
        (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned())
    }
}

impl Drop for List {
    fn drop(&mut self) {
        // SAFETY: the list came from getaddrinfo and is freed once.
        unsafe { libc::freeaddrinfo(self.0) };
    }
}
