//! Network interfaces and their addresses.

use crate::address::RawAddress;
use crate::error::check;
use crate::{Error, Result};
use std::ffi::{CStr, CString};
use std::net::{IpAddr, SocketAddr};
use std::ptr;

/// The number of a network interface, for the scope of a link-local IPv6 address; `None` if there is none of the name.
///
/// ```
/// use evloop_ffi::system;
///
/// assert_eq!(system::interface_index("no such interface"), None);
/// ```
pub fn interface_index(name: &str) -> Option<u32> {
    let name = CString::new(name).ok()?;
    // SAFETY: the name is a NUL-terminated string that lives over the call.
    let index = unsafe { libc::if_nametoindex(name.as_ptr()) };
    (index != 0).then_some(index)
}

/// The name of the network interface of this number; the inverse of [`interface_index`].
///
/// ```
/// use evloop_ffi::system::{interface_index, interface_name, interfaces};
///
/// for interface in interfaces()? {
///     let index = interface_index(&interface.name).unwrap();
///     assert_eq!(interface_name(index)?, interface.name);
/// }
/// assert_eq!(interface_name(u32::MAX).unwrap_err().name(), "ENXIO");
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `ENXIO` when there is none (on Linux also `ENODEV`).
pub fn interface_name(index: u32) -> Result<String> {
    let mut name = [0; libc::IF_NAMESIZE];
    // SAFETY: the buffer has the size that if_indextoname(3) asks for.
    let found = unsafe { libc::if_indextoname(index, name.as_mut_ptr()) };
    if found.is_null() {
        return Err(Error::last("if_indextoname"));
    }
    // SAFETY: after a success the buffer holds a NUL-terminated name.
    Ok(unsafe { CStr::from_ptr(name.as_ptr()) }.to_string_lossy().into_owned())
}

/// One address of a network interface that is up. An interface with several addresses comes several times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name, e.g. `"eth0"`.
    pub name: String,
    /// The address.
    pub address: IpAddr,
    /// Which bits of it name the network.
    pub netmask: IpAddr,
    /// The hardware's address; zeros where there is none.
    pub hardware: [u8; 6],
    /// Whether it leads to this host itself.
    pub internal: bool,
    /// Of a link-local IPv6 address: the number of the interface it belongs to. Otherwise 0.
    pub scope: u32,
}

impl Interface {
    /// How many bits of the address name the network, as in `127.0.0.1/8`; `None` for a mask with gaps.
    ///
    /// ```
    /// let interfaces = evloop_ffi::system::interfaces()?;
    /// let local = interfaces.iter().find(|interface| interface.address.to_string() == "127.0.0.1");
    /// assert!(local.is_none_or(|local| local.internal && local.prefix() == Some(8)));
    /// # Ok::<(), evloop_ffi::Error>(())
    /// ```
    pub fn prefix(&self) -> Option<u32> {
        let (bits, length) = match self.netmask {
            IpAddr::V4(mask) => (u128::from(mask.to_bits()) << 96, 32),
            IpAddr::V6(mask) => (mask.to_bits(), 128),
        };
        let ones = bits.leading_ones().min(length);
        (bits.count_ones() == ones).then_some(ones)
    }
}

/// The addresses of all network interfaces that are up and running, in the system's order.
///
/// ```
/// for interface in evloop_ffi::system::interfaces()? {
///     println!("{}: {}/{:?}", interface.name, interface.address, interface.prefix());
/// }
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `EMFILE`, `ENFILE` or `ENOMEM` when there is nothing left to ask with. See getifaddrs(3).
pub fn interfaces() -> Result<Vec<Interface>> {
    let mut first = ptr::null_mut();
    // SAFETY: the pointer is to a pointer; the list is freed below.
    check("getifaddrs", || unsafe { libc::getifaddrs(&mut first) })?;
    let list = List(first);
    let running = list.entries().filter(|entry| entry.ifa_flags as i32 & UP == UP);
    let mut found: Vec<Interface> = running.filter_map(interface).collect();
    // The hardware's address is an entry of its own, before or after the others.
    for entry in list.entries() {
        let Some(hardware) = hardware(entry) else { continue };
        let name = name(entry);
        found.iter_mut().filter(|own| own.name == name).for_each(|own| own.hardware = hardware);
    }
    Ok(found)
}

const UP: libc::c_int = libc::IFF_UP | libc::IFF_RUNNING;

/// The linked list that getifaddrs(3) made, freed when dropped.
struct List(*mut libc::ifaddrs);

impl List {
    fn entries(&self) -> impl Iterator<Item = &libc::ifaddrs> {
        // SAFETY: the list is valid until it is freed, and ends with a null pointer.
        let at = |entry: *mut libc::ifaddrs| unsafe { entry.as_ref() };
        std::iter::successors(at(self.0), move |entry| at(entry.ifa_next))
    }
}

impl Drop for List {
    fn drop(&mut self) {
        // SAFETY: the list came from getifaddrs(3) and is freed once.
        unsafe { libc::freeifaddrs(self.0) };
    }
}

fn name(entry: &libc::ifaddrs) -> String {
    // SAFETY: every entry has a NUL-terminated name.
    unsafe { CStr::from_ptr(entry.ifa_name) }.to_string_lossy().into_owned()
}

fn interface(entry: &libc::ifaddrs) -> Option<Interface> {
    let address = address(entry.ifa_addr, None)?;
    let netmask =
        address_family(entry.ifa_addr).and_then(|family| self::address(entry.ifa_netmask, Some(family)));
    let scope = match address {
        SocketAddr::V6(address) => address.scope_id(),
        SocketAddr::V4(_) => 0,
    };
    Some(Interface {
        name: name(entry),
        address: address.ip(),
        // A point-to-point link may have none.
        netmask: netmask.map_or_else(|| all_ones(address.ip()), |mask| mask.ip()),
        hardware: [0; 6],
        internal: entry.ifa_flags as i32 & libc::IFF_LOOPBACK != 0,
        scope,
    })
}

fn all_ones(like: IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => IpAddr::from([0xff; 4]),
        IpAddr::V6(_) => IpAddr::from([0xff; 16]),
    }
}

fn address_family(address: *const libc::sockaddr) -> Option<libc::c_int> {
    // SAFETY: an address of the list is null, or valid at least up to its family.
    unsafe { address.as_ref() }.map(|address| libc::c_int::from(address.sa_family))
}

/// An IPv4 or IPv6 address of the list. The BSDs leave the family out of a netmask, so it is told.
fn address(address: *const libc::sockaddr, family: Option<libc::c_int>) -> Option<SocketAddr> {
    let own = address_family(address)?;
    let length = match family.unwrap_or(own) {
        libc::AF_INET => size_of::<libc::sockaddr_in>(),
        libc::AF_INET6 => size_of::<libc::sockaddr_in6>(),
        _ => return None,
    };
    // SAFETY: an address is as long as its family, or as it says itself; the rest stays zero.
    let mut raw = unsafe { RawAddress::copied(address, shortened(address, length) as libc::socklen_t) };
    raw.set_family(family.unwrap_or(own));
    raw.decode()
}

/// # Safety
/// The address must be valid up to its family.
#[cfg(any(target_os = "linux", target_os = "android"))]
unsafe fn shortened(_address: *const libc::sockaddr, length: usize) -> usize {
    length
}

/// The BSDs cut the zeros off a netmask's end.
///
/// # Safety
/// The address must be valid up to its family.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
unsafe fn shortened(address: *const libc::sockaddr, length: usize) -> usize {
    // SAFETY: as the caller says; the length stands before the family.
    length.min(usize::from(unsafe { (*address).sa_len }))
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn hardware(entry: &libc::ifaddrs) -> Option<[u8; 6]> {
    if address_family(entry.ifa_addr)? != libc::AF_PACKET {
        return None;
    }
    // SAFETY: the family says which type it is.
    let link = unsafe { ptr::read_unaligned(entry.ifa_addr.cast::<libc::sockaddr_ll>()) };
    link.sll_addr[..6].try_into().ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn hardware(entry: &libc::ifaddrs) -> Option<[u8; 6]> {
    if address_family(entry.ifa_addr)? != libc::AF_LINK {
        return None;
    }
    // SAFETY: the family says which type it is.
    let link = unsafe { ptr::read_unaligned(entry.ifa_addr.cast::<libc::sockaddr_dl>()) };
    // The address stands behind the name.
    let place = std::mem::offset_of!(libc::sockaddr_dl, sdl_data) + usize::from(link.sdl_nlen);
    if link.sdl_alen != 6 {
        return None;
    }
    // SAFETY: the address is as long as it says itself, name and hardware's address included.
    Some(unsafe { ptr::read_unaligned(entry.ifa_addr.cast::<u8>().add(place).cast()) })
}
