//! From addresses to names: getnameinfo(3).

use super::ResolveError;
use crate::address::RawAddress;
use std::ffi::CStr;
use std::net::SocketAddr;

/// Room for a host's name (`NI_MAXHOST`) …
const HOST_ROOM: usize = 1025;
/// … and a service's (`NI_MAXSERV`).
const SERVICE_ROOM: usize = 32;

/// How to look an address up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameHints {
    /// No look-up: the host in digits (`NI_NUMERICHOST`).
    pub numeric_host: bool,
    /// The port in digits (`NI_NUMERICSERV`).
    pub numeric_service: bool,
    /// A host without a name is an error, and not told in digits (`NI_NAMEREQD`).
    pub name_required: bool,
    /// For hosts of one's own domain the name alone (`NI_NOFQDN`).
    pub short: bool,
    /// The service is one for datagrams: some ports mean something else then (`NI_DGRAM`).
    pub datagrams: bool,
}

/// What an address is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The host, by its name or in digits.
    pub host: String,
    /// The service, by its name or in digits.
    pub service: String,
}

/// Looks an address up. Blocks for as long as the name servers take.
///
/// ```
/// use evloop_ffi::resolve::{NameHints, names_of};
///
/// let digits = NameHints { numeric_host: true, numeric_service: true, ..NameHints::default() };
/// let names = names_of("[::1]:80".parse().unwrap(), &digits)?;
/// assert_eq!((names.host.as_str(), names.service.as_str()), ("::1", "80"));
/// # Ok::<(), evloop_ffi::resolve::ResolveError>(())
/// ```
///
/// # Errors
/// The code that getnameinfo(3) gives: `EAI_NONAME` when a name is required and there is none, `EAI_AGAIN` when the servers do
/// not answer.
pub fn names_of(address: SocketAddr, hints: &NameHints) -> Result<Names, ResolveError> {
    let raw = RawAddress::from(address);
    let (mut host, mut service) = ([0; HOST_ROOM], [0; SERVICE_ROOM]);
    // SAFETY: the address is valid for its length, and both buffers are writable for theirs.
    let code = unsafe {
        libc::getnameinfo(
            raw.as_ptr(),
            raw.length(),
            host.as_mut_ptr(),
            HOST_ROOM as _,
            service.as_mut_ptr(),
            SERVICE_ROOM as _,
            flags(hints),
        )
    };
    if code != 0 {
        return Err(ResolveError::last("getnameinfo", code));
    }
    // SAFETY: after a success both buffers hold NUL-terminated names.
    let text =
        |name: &[libc::c_char]| unsafe { CStr::from_ptr(name.as_ptr()) }.to_string_lossy().into_owned();
    Ok(Names { host: text(&host), service: text(&service) })
}

fn flags(hints: &NameHints) -> libc::c_int {
    let choices = [
        (hints.numeric_host, libc::NI_NUMERICHOST),
        (hints.numeric_service, libc::NI_NUMERICSERV),
        (hints.name_required, libc::NI_NAMEREQD),
        (hints.short, libc::NI_NOFQDN),
        (hints.datagrams, libc::NI_DGRAM),
    ];
    choices.iter().filter(|(wanted, _)| *wanted).fold(0, |flags, (_, flag)| flags | flag)
}
