//! Addresses in the kernel's form and in Rust's.

use crate::{Error, Result};
use std::ffi::OsStr;
use std::mem;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;

/// How many bytes of a Unix address are not the path.
const BEFORE_PATH: usize = mem::offset_of!(libc::sockaddr_un, sun_path);

/// How long the path of a Unix socket may be, with the NUL behind it: 108 bytes on Linux, 104 on the BSDs.
const PATH_ROOM: usize = mem::size_of::<libc::sockaddr_un>() - BEFORE_PATH;

/// An address as the kernel reads it: a buffer large enough for any family, and the length in use.
pub struct RawAddress {
    storage: libc::sockaddr_storage,
    length: libc::socklen_t,
}

impl RawAddress {
    /// An empty buffer for the kernel to fill.
    pub(crate) fn empty() -> RawAddress {
        // SAFETY: sockaddr_storage is plain old data, for which all-zero is a valid value.
        let storage = unsafe { mem::zeroed() };
        RawAddress { storage, length: mem::size_of::<libc::sockaddr_storage>() as libc::socklen_t }
    }

    /// No address at all: to connect a datagram socket to it is to disconnect it.
    pub(crate) fn unspecified() -> RawAddress {
        let mut raw = RawAddress::empty();
        raw.storage.ss_family = libc::AF_UNSPEC as libc::sa_family_t;
        raw
    }

    /// A copy of an address that C code made.
    ///
    /// # Safety
    /// `length` bytes must be readable at `address`.
    pub(crate) unsafe fn copied(address: *const libc::sockaddr, length: libc::socklen_t) -> RawAddress {
        let mut raw = RawAddress::empty();
        raw.length = length.min(raw.length);
        // SAFETY: the caller vouches for the source; the length is cut to the size of the storage.
        unsafe {
            ptr::copy_nonoverlapping(address.cast::<u8>(), (&raw mut raw.storage).cast(), raw.length as usize)
        };
        raw
    }

    /// Says what the buffer holds, where the system has not.
    pub(crate) fn set_family(&mut self, family: libc::c_int) {
        self.storage.ss_family = family as libc::sa_family_t;
    }

    /// The buffer itself, for calls that take it within something larger.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub(crate) fn storage(&self) -> &libc::sockaddr_storage {
        &self.storage
    }

    pub(crate) fn as_ptr(&self) -> *const libc::sockaddr {
        (&raw const self.storage).cast()
    }

    pub(crate) fn as_mut_ptr(&mut self) -> *mut libc::sockaddr {
        (&raw mut self.storage).cast()
    }

    pub(crate) fn length(&self) -> libc::socklen_t {
        self.length
    }

    pub(crate) fn length_mut(&mut self) -> &mut libc::socklen_t {
        &mut self.length
    }

    /// The family the buffer holds, `AF_INET` or another.
    pub(crate) fn family(&self) -> libc::c_int {
        libc::c_int::from(self.storage.ss_family)
    }

    /// Rust's form; `None` when the buffer holds neither an IPv4 nor an IPv6 address.
    pub(crate) fn decode(&self) -> Option<SocketAddr> {
        match self.family() {
            libc::AF_INET => {
                // SAFETY: the family says which type the kernel wrote, and the storage is large and aligned
                // enough for every one.
                let raw = unsafe { &*(&raw const self.storage).cast::<libc::sockaddr_in>() };
                let ip = Ipv4Addr::from(u32::from_be(raw.sin_addr.s_addr));
                Some(SocketAddrV4::new(ip, u16::from_be(raw.sin_port)).into())
            }
            libc::AF_INET6 => {
                // SAFETY: as above.
                let raw = unsafe { &*(&raw const self.storage).cast::<libc::sockaddr_in6>() };
                let ip = Ipv6Addr::from(raw.sin6_addr.s6_addr);
                let port = u16::from_be(raw.sin6_port);
                Some(SocketAddrV6::new(ip, port, raw.sin6_flowinfo, raw.sin6_scope_id).into())
            }
            _ => None,
        }
    }

    /// The address of a Unix socket, for a `call` that takes one. A path that begins with a NUL byte is an abstract
    /// name, which Linux keeps in a table of its own, without a file.
    ///
    /// # Errors
    /// `ENAMETOOLONG` for a path of more than 107 bytes (103 on the BSDs), `EINVAL` for one that is empty or has a NUL
    /// within, and for abstract names where there are none.
    pub(crate) fn unix(call: &'static str, path: &Path) -> Result<RawAddress> {
        let bytes = path.as_os_str().as_bytes();
        let is_abstract = bytes.first() == Some(&0) && cfg!(any(target_os = "linux", target_os = "android"));
        if bytes.is_empty() || (bytes.contains(&0) && !is_abstract) {
            return Err(Error::new(call, libc::EINVAL));
        }
        // An abstract name is as long as the address says; a path has a NUL behind it.
        let room = if is_abstract { PATH_ROOM } else { PATH_ROOM - 1 };
        if bytes.len() > room {
            return Err(Error::new(call, libc::ENAMETOOLONG));
        }
        let mut raw = RawAddress::empty();
        raw.storage.ss_family = libc::AF_UNIX as libc::sa_family_t;
        let target = (&raw mut raw.storage).cast::<u8>();
        // SAFETY: the storage is large enough for any family's address, and so for a path that fits a sockaddr_un.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), target.add(BEFORE_PATH), bytes.len()) };
        raw.set_length(BEFORE_PATH + bytes.len() + usize::from(!is_abstract));
        Ok(raw)
    }

    /// The path of a Unix socket's address; `None` for other families, and for a socket that was given none.
    pub(crate) fn decode_unix(&self) -> Option<PathBuf> {
        let length = (self.length as usize).min(mem::size_of::<libc::sockaddr_un>());
        if self.family() != libc::AF_UNIX || length <= BEFORE_PATH {
            return None;
        }
        let start = (&raw const self.storage).cast::<u8>();
        // SAFETY: the length was cut to the size of the storage.
        let bytes = unsafe { std::slice::from_raw_parts(start.add(BEFORE_PATH), length - BEFORE_PATH) };
        let end = match bytes.first() {
            Some(0) => bytes.len(),
            _ => bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len()),
        };
        // The BSDs describe a socket without a path by zeros.
        let path = &bytes[..end];
        path.iter().any(|&byte| byte != 0).then(|| PathBuf::from(OsStr::from_bytes(path)))
    }

    fn set_length(&mut self, length: usize) {
        self.length = length as libc::socklen_t;
        // The BSDs keep the length inside the address, too.
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        {
            self.storage.ss_len = length as u8;
        }
    }
}

impl From<SocketAddr> for RawAddress {
    fn from(address: SocketAddr) -> RawAddress {
        let mut raw = RawAddress::empty();
        match address {
            SocketAddr::V4(v4) => {
                // SAFETY: the storage is zeroed, and large and aligned enough for a sockaddr_in.
                let target = unsafe { &mut *(&raw mut raw.storage).cast::<libc::sockaddr_in>() };
                target.sin_family = libc::AF_INET as libc::sa_family_t;
                target.sin_port = v4.port().to_be();
                target.sin_addr.s_addr = u32::from(*v4.ip()).to_be();
                raw.set_length(mem::size_of::<libc::sockaddr_in>());
            }
            SocketAddr::V6(v6) => {
                // SAFETY: the storage is zeroed, and large and aligned enough for a sockaddr_in6.
                let target = unsafe { &mut *(&raw mut raw.storage).cast::<libc::sockaddr_in6>() };
                target.sin6_family = libc::AF_INET6 as libc::sa_family_t;
                target.sin6_port = v6.port().to_be();
                target.sin6_flowinfo = v6.flowinfo();
                target.sin6_scope_id = v6.scope_id();
                target.sin6_addr.s6_addr = v6.ip().octets();
                raw.set_length(mem::size_of::<libc::sockaddr_in6>());
            }
        }
        raw
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_survive_the_journey() {
        for text in ["127.0.0.1:80", "[::1]:65535", "[fe80::1%3]:1", "0.0.0.0:0"] {
            let address: SocketAddr = text.parse().unwrap();
            assert_eq!(RawAddress::from(address).decode(), Some(address));
        }
        assert_eq!(RawAddress::empty().decode(), None);
    }

    #[test]
    fn so_do_paths_if_they_fit() {
        let longest = "x".repeat(PATH_ROOM - 1);
        for path in ["/run/x.sock", "x", &longest] {
            let raw = RawAddress::unix("bind", Path::new(path)).unwrap();
            assert_eq!(raw.decode_unix().as_deref(), Some(Path::new(path)));
            assert_eq!(raw.decode(), None);
        }
        let refused = |path: &str| RawAddress::unix("bind", Path::new(path)).err().map(|error| error.name());
        assert_eq!(refused(&"x".repeat(PATH_ROOM)), Some("ENAMETOOLONG"));
        assert_eq!(refused(""), Some("EINVAL"));
        assert_eq!(refused("a\0b"), Some("EINVAL"));
        assert_eq!(RawAddress::empty().decode_unix(), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn abstract_names_are_as_long_as_they_are() {
        let name = format!("\0{}", "x".repeat(PATH_ROOM - 1));
        for name in ["\0name", "\0with\0within", &name] {
            let raw = RawAddress::unix("bind", Path::new(name)).unwrap();
            assert_eq!(raw.decode_unix().as_deref(), Some(Path::new(name)));
        }
        let longer = format!("{name}x");
        assert_eq!(
            RawAddress::unix("bind", Path::new(&longer)).err().map(|error| error.name()),
            Some("ENAMETOOLONG")
        );
    }
}
