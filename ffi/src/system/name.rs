//! What the system is called, and its host.

use crate::Result;
use crate::error::check;
use std::ffi::CStr;
use std::mem;

/// How the system describes itself, see uname(2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// `"Linux"`, `"FreeBSD"`, …
    pub system: String,
    /// The name of this host.
    pub node: String,
    /// The kernel's release, e.g. `"6.1.0"`.
    pub release: String,
    /// The kernel's version: when and how it was built.
    pub version: String,
    /// `"x86_64"`, `"aarch64"`, …
    pub machine: String,
}

/// How the system describes itself.
///
/// ```
/// use evloop_ffi::system;
///
/// let identity = system::identity()?;
/// println!("{} {} on {}", identity.system, identity.release, identity.machine);
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
pub fn identity() -> Result<Identity> {
    // SAFETY: utsname is plain old data, for which all-zero is a valid value.
    let mut raw: libc::utsname = unsafe { mem::zeroed() };
    // SAFETY: the pointer is to a valid utsname.
    check("uname", || unsafe { libc::uname(&mut raw) })?;
    // SAFETY: uname(2) ended each field with a NUL inside its array.
    let text =
        |field: &[libc::c_char]| unsafe { CStr::from_ptr(field.as_ptr()) }.to_string_lossy().into_owned();
    Ok(Identity {
        system: text(&raw.sysname),
        node: text(&raw.nodename),
        release: text(&raw.release),
        version: text(&raw.version),
        machine: text(&raw.machine),
    })
}

/// The name of this host, as [`identity`] tells it.
///
/// ```
/// use evloop_ffi::system;
///
/// assert_eq!(system::host_name()?, system::identity()?.node);
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
pub fn host_name() -> Result<String> {
    Ok(identity()?.node)
}
