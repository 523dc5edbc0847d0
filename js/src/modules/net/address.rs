//! Addresses for JavaScript.

use std::net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV6};

use crate::raw::{Answer, Args, Js, Value};

/// An address from its text and port. IPv6 may have a zone: `fe80::1%eth0`.
pub(crate) fn from_js(js: &Js<'_>, address: Value<'_>, port: Value<'_>) -> Option<SocketAddr> {
    let text = address.text(js)?;
    let port = u16::try_from(port.as_int()?).ok()?;
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Some(SocketAddr::new(ip, port));
    }
    let (ip, zone) = text.split_once('%')?;
    let scope = zone.parse().ok().or_else(|| evloop::system::interface_index(zone))?;
    Some(SocketAddr::V6(SocketAddrV6::new(ip.parse().ok()?, port, 0, scope)))
}

/// `{ address, family, port }`, as `socket.address()` gives it.
pub(crate) fn to_js<'a>(js: &Js<'a>, address: &SocketAddr) -> Answer<'a> {
    let object = js.object()?;
    let (text, family) = describe(address);
    object.value().define(js, js.atom("address"), js.string(&text)?);
    object.value().define(js, js.atom("family"), js.string(family)?);
    object.value().define(js, js.atom("port"), js.int(i32::from(address.port())));
    Ok(object)
}

fn describe(address: &SocketAddr) -> (String, &'static str) {
    match address {
        SocketAddr::V4(v4) => (v4.ip().to_string(), "IPv4"),
        SocketAddr::V6(v6) => (with_zone(v6), "IPv6"),
    }
}

/// An IPv6 address, and behind it the interface that one without a network is about.
fn with_zone(address: &SocketAddrV6) -> String {
    let name = match address.scope_id() {
        0 => None,
        scope => evloop::system::interface_name(scope).ok(),
    };
    name.map_or_else(|| address.ip().to_string(), |name| format!("{}%{name}", address.ip()))
}

/// `ipVersion(text)`: 4, 6, or 0 for what is no address.
pub(super) fn ip_version<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let text = args.get(0).text(js).unwrap_or_default();
    let version = match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 4,
        Ok(IpAddr::V6(_)) => 6,
        Err(_) if has_zone(&text) => 6,
        Err(_) => 0,
    };
    Ok(js.int(version))
}

/// True for an IPv6 address with a zone behind it.
fn has_zone(text: &str) -> bool {
    text.split_once('%').is_some_and(|(ip, zone)| {
        ip.parse::<Ipv6Addr>().is_ok()
            && !zone.is_empty()
            && zone.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:_".contains(&byte))
    })
}

/// `addressHex(text)`: an address as a number, in 8 or 32 hexadecimal digits; undefined for what is none.
pub(super) fn address_hex<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let text = args.get(0).text(js).unwrap_or_default();
    let address = text.split_once('%').map_or(text.as_str(), |(address, _)| address);
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(v4)) => js.string(&format!("{:08x}", v4.to_bits())),
        Ok(IpAddr::V6(v6)) => js.string(&format!("{:032x}", v6.to_bits())),
        Err(_) => Ok(js.undefined()),
    }
}

/// Puts `address`, `family` and `port` into `object`: 0, or a negative errno.
pub(super) fn fill<'a>(js: &mut Js<'a>, object: Value<'_>, found: evloop::Result<SocketAddr>) -> Answer<'a> {
    let address = match found {
        Ok(address) => address,
        Err(error) => return Ok(js.int(super::errno(&error))),
    };
    let (text, family) = describe(&address);
    let text = js.string(&text)?;
    object.set(js, js.atom("address"), text)?;
    let family = js.string(family)?;
    object.set(js, js.atom("family"), family)?;
    let port = js.int(i32::from(address.port()));
    object.set(js, js.atom("port"), port)?;
    Ok(js.int(0))
}
