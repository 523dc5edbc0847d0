//! Names to addresses and back, by the system's resolver. Blocking: the reactor calls it on threads of its pool.
//!
//! `resolve/forward.rs` asks for the addresses of a host, `resolve/back.rs` for the names of an address.

mod back;
mod forward;

pub use back::{NameHints, Names, names_of};
pub use forward::{Family, Hints, canonical_name, resolve, resolve_service};

use std::ffi::{CStr, CString};
use std::fmt;

/// How long a host's name may be, as RFC 1035 limits it. Resolvers differ in what they do about longer ones.
const LONGEST_NAME: usize = 255;

/// Why a name, or an address, could not be resolved.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ResolveError {
    /// The function that failed: `"getaddrinfo"` or `"getnameinfo"`.
    pub call: &'static str,
    /// Its answer, one of the `EAI_` numbers of this system.
    pub code: i32,
    /// When the code is `EAI_SYSTEM`: errno.
    pub errno: Option<i32>,
    /// What is wrong with the name itself, so that nobody was asked.
    unfit: Option<Unfit>,
}

/// What is wrong with a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unfit {
    Nul,
    TooLong,
}

impl ResolveError {
    /// What a call has answered just now.
    fn last(call: &'static str, code: i32) -> ResolveError {
        let errno = (code == libc::EAI_SYSTEM).then(|| crate::Error::last(call).errno);
        ResolveError { call, code, errno, unfit: None }
    }

    /// The symbol of the code, e.g. `"EAI_NONAME"`.
    pub fn name(&self) -> &'static str {
        match self.code {
            libc::EAI_AGAIN => "EAI_AGAIN",
            libc::EAI_BADFLAGS => "EAI_BADFLAGS",
            libc::EAI_FAIL => "EAI_FAIL",
            libc::EAI_FAMILY => "EAI_FAMILY",
            libc::EAI_MEMORY => "EAI_MEMORY",
            libc::EAI_NONAME => "EAI_NONAME",
            libc::EAI_OVERFLOW => "EAI_OVERFLOW",
            libc::EAI_SERVICE => "EAI_SERVICE",
            libc::EAI_SOCKTYPE => "EAI_SOCKTYPE",
            libc::EAI_SYSTEM => "EAI_SYSTEM",
            #[cfg(target_os = "linux")]
            libc::EAI_NODATA => "EAI_NODATA",
            _ => more_names(self.code).unwrap_or("EAI_UNKNOWN"),
        }
    }

    /// What the C library says about the code; what is wrong with a name that nobody was asked for.
    pub fn message(&self) -> String {
        match (self.unfit, self.errno) {
            (Some(Unfit::Nul), _) => return "the name has a NUL byte inside".to_owned(),
            (Some(Unfit::TooLong), _) => return format!("the name has more than {LONGEST_NAME} bytes"),
            (None, Some(errno)) => return crate::Error::new(self.call, errno).message(),
            (None, None) => {}
        }
        // SAFETY: gai_strerror returns a NUL-terminated constant for every number.
        unsafe { CStr::from_ptr(libc::gai_strerror(self.code)) }.to_string_lossy().to_lowercase()
    }
}

/// Numbers that the libc crate does not name, from glibc's and FreeBSD's netdb.h. No two systems' contradict each other.
fn more_names(code: i32) -> Option<&'static str> {
    match code {
        #[cfg(target_os = "linux")]
        -9 => Some("EAI_ADDRFAMILY"),
        #[cfg(any(
            target_os = "freebsd",
            target_os = "dragonfly",
            target_os = "netbsd",
            target_vendor = "apple"
        ))]
        1 => Some("EAI_ADDRFAMILY"),
        #[cfg(any(
            target_os = "freebsd",
            target_os = "dragonfly",
            target_os = "netbsd",
            target_vendor = "apple"
        ))]
        7 => Some("EAI_NODATA"),
        _ => None,
    }
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.call, self.message(), self.name())
    }
}

impl fmt::Debug for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResolveError({} {})", self.call, self.name())
    }
}

impl std::error::Error for ResolveError {}

/// A name as the system takes it.
fn c_name(name: &str) -> Result<CString, ResolveError> {
    let unfit =
        |what| ResolveError { call: "getaddrinfo", code: libc::EAI_NONAME, errno: None, unfit: Some(what) };
    if name.len() > LONGEST_NAME {
        return Err(unfit(Unfit::TooLong));
    }
    CString::new(name).map_err(|_| unfit(Unfit::Nul))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_manual_page_has_its_symbol() {
        let codes = [
            (libc::EAI_AGAIN, "EAI_AGAIN"),
            (libc::EAI_BADFLAGS, "EAI_BADFLAGS"),
            (libc::EAI_FAIL, "EAI_FAIL"),
            (libc::EAI_FAMILY, "EAI_FAMILY"),
            (libc::EAI_MEMORY, "EAI_MEMORY"),
            (libc::EAI_NONAME, "EAI_NONAME"),
            (libc::EAI_SERVICE, "EAI_SERVICE"),
            (libc::EAI_SOCKTYPE, "EAI_SOCKTYPE"),
            (libc::EAI_OVERFLOW, "EAI_OVERFLOW"),
            (12_345, "EAI_UNKNOWN"),
        ];
        for (code, name) in codes {
            let error = ResolveError::last("getaddrinfo", code);
            assert_eq!((error.name(), error.errno), (name, None));
            assert!(!error.message().is_empty());
        }
    }

    #[test]
    fn a_systems_error_is_told_by_its_errno() {
        let error =
            ResolveError { errno: Some(libc::EMFILE), ..ResolveError::last("getnameinfo", libc::EAI_SYSTEM) };
        assert_eq!(error.to_string(), "getnameinfo: too many open files (EAI_SYSTEM)");
    }
}
