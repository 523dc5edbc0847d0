//! What a UDP socket can be told: groups, buffers and the rest.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use evloop::{Loop, Udp, system};

use super::{EBADF, UdpHandle, on_udp, receiver, status, with_loop};
use crate::modules::net::{EINVAL, errno};
use crate::raw::{Answer, Args, Js, Thrown, Value};

/// Puts the verbs on the handles' prototype.
pub(super) fn verbs(js: &mut Js<'_>, prototype: Value<'_>) -> Result<(), Thrown> {
    let verbs = [
        ("setBroadcast", js.function(c"setBroadcast", 1, set_broadcast)?),
        ("setTTL", js.function(c"setTTL", 1, set_ttl)?),
        ("setMulticastTTL", js.function(c"setMulticastTTL", 1, set_multicast_ttl)?),
        ("setMulticastLoopback", js.function(c"setMulticastLoopback", 1, set_multicast_loop)?),
        ("setMulticastInterface", js.function(c"setMulticastInterface", 1, set_multicast_interface)?),
        ("addMembership", js.function(c"addMembership", 2, |js, args| set_member(js, args, true))?),
        ("dropMembership", js.function(c"dropMembership", 2, |js, args| set_member(js, args, false))?),
        (
            "addSourceSpecificMembership",
            js.function(c"addSourceSpecificMembership", 3, |js, args| set_source(js, args, true))?,
        ),
        (
            "dropSourceSpecificMembership",
            js.function(c"dropSourceSpecificMembership", 3, |js, args| set_source(js, args, false))?,
        ),
        ("bufferSize", js.function(c"bufferSize", 2, buffer_size)?),
    ];
    for (name, function) in verbs {
        prototype.define_hidden(js, js.atom(name), function);
    }
    Ok(())
}

/// `setBroadcast(on)`: 0 or a negative errno, as all of these.
fn set_broadcast<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let on = args.get(0).truthy(js);
    on_udp(js, args, |lp, udp| udp.set_broadcast(lp, on))
}

/// `setMulticastLoopback(on)`
fn set_multicast_loop<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let on = args.get(0).truthy(js);
    on_udp(js, args, |lp, udp| udp.set_multicast_loop(lp, on))
}

/// `setTTL(hops)`
fn set_ttl<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    hops(js, args, 1, Udp::set_ttl)
}

/// `setMulticastTTL(hops)`
fn set_multicast_ttl<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    hops(js, args, 0, Udp::set_multicast_ttl)
}

fn hops<'a>(
    js: &mut Js<'a>,
    args: Args<'a>,
    least: u8,
    set: fn(Udp, &mut Loop, u8) -> evloop::Result<()>,
) -> Answer<'a> {
    let given = args.get(0).as_number().unwrap_or(-1.0);
    if !(f64::from(least)..=255.0).contains(&given) {
        return Ok(js.int(-EINVAL));
    }
    on_udp(js, args, |lp, udp| set(udp, lp, given as u8))
}

/// `setMulticastInterface(address)`: an IPv4 address, or an IPv6 one whose zone is the interface.
fn set_multicast_interface<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let text = args.get(0).text(js).unwrap_or_default();
    if receiver(js, args)?.v6 {
        return match interface_v6(&text) {
            Some(index) => on_udp(js, args, |lp, udp| udp.set_multicast_interface_v6(lp, index)),
            None => Ok(js.int(-EINVAL)),
        };
    }
    match text.parse() {
        Ok(address) => on_udp(js, args, |lp, udp| udp.set_multicast_interface_v4(lp, address)),
        Err(_) => Ok(js.int(-EINVAL)),
    }
}

/// The number of the interface that an IPv6 address names by its zone; 0, the system's choice, without one.
fn interface_v6(text: &str) -> Option<u32> {
    let (address, zone) = text.split_once('%').unwrap_or((text, ""));
    address.parse::<Ipv6Addr>().ok()?;
    match zone {
        "" => Some(0),
        zone => zone.parse().ok().or_else(|| system::interface_index(zone)),
    }
}

/// An IPv4 interface by its address; without one the system chooses.
fn interface_v4(text: Option<&str>) -> Option<Ipv4Addr> {
    text.map_or(Some(Ipv4Addr::UNSPECIFIED), |text| text.parse().ok())
}

/// Does something with the socket, which is bound for it if need be.
fn on_bound<'a>(
    js: &mut Js<'a>,
    handle: &UdpHandle,
    verb: impl FnOnce(&mut Loop, Udp) -> evloop::Result<()>,
) -> Answer<'a> {
    let outcome = match handle.bound(js)? {
        Ok(udp) => with_loop(js, |lp| verb(lp, udp))?,
        Err(error) => Err(error),
    };
    Ok(js.int(status(outcome)))
}

/// `addMembership(group, interface)`, `dropMembership(group, interface)`
fn set_member<'a>(js: &mut Js<'a>, args: Args<'a>, joins: bool) -> Answer<'a> {
    let handle = receiver(js, args)?;
    let (group, interface) = (args.get(0).text(js).unwrap_or_default(), args.get(1).text(js));
    let interface = interface.as_deref();
    match group.parse() {
        Ok(IpAddr::V4(group)) => {
            let Some(interface) = interface_v4(interface) else { return Ok(js.int(-EINVAL)) };
            let verb = if joins { Udp::join_multicast_v4 } else { Udp::leave_multicast_v4 };
            on_bound(js, handle, |lp, udp| verb(udp, lp, group, interface))
        }
        Ok(IpAddr::V6(group)) => {
            let Some(interface) = interface_v6(interface.unwrap_or("::")) else { return Ok(js.int(-EINVAL)) };
            let verb = if joins { Udp::join_multicast_v6 } else { Udp::leave_multicast_v6 };
            on_bound(js, handle, |lp, udp| verb(udp, lp, group, interface))
        }
        Err(_) => Ok(js.int(-EINVAL)),
    }
}

/// `addSourceSpecificMembership(source, group, interface)`, `dropSourceSpecificMembership(…)`
fn set_source<'a>(js: &mut Js<'a>, args: Args<'a>, joins: bool) -> Answer<'a> {
    let handle = receiver(js, args)?;
    let text = |place: usize| args.get(place).text(js);
    let (source, group, interface) = (text(0).unwrap_or_default(), text(1).unwrap_or_default(), text(2));
    let interface = interface.as_deref();
    match (source.parse(), group.parse()) {
        (Ok(IpAddr::V4(source)), Ok(IpAddr::V4(group))) => {
            let Some(interface) = interface_v4(interface) else { return Ok(js.int(-EINVAL)) };
            let verb = if joins { Udp::join_source_v4 } else { Udp::leave_source_v4 };
            on_bound(js, handle, |lp, udp| verb(udp, lp, group, source, interface))
        }
        (Ok(IpAddr::V6(source)), Ok(IpAddr::V6(group))) => {
            let Some(interface) = interface_v6(interface.unwrap_or("::")) else { return Ok(js.int(-EINVAL)) };
            let verb = if joins { Udp::join_source_v6 } else { Udp::leave_source_v6 };
            on_bound(js, handle, |lp, udp| verb(udp, lp, group, source, interface))
        }
        _ => Ok(js.int(-EINVAL)),
    }
}

/// `bufferSize(size, receives)`: sets the size of a kernel buffer, or says it if `size` is 0. Bytes, or a negative errno.
fn buffer_size<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(udp) = receiver(js, args)?.lane.udp.get() else { return Ok(js.int(EBADF)) };
    let size = args.get(0).as_number().unwrap_or(0.0);
    if size > f64::from(i32::MAX) {
        return Ok(js.int(-EINVAL));
    }
    let (size, receives) = (size as usize, args.get(1).truthy(js));
    let outcome = with_loop(js, |lp| match (size, receives) {
        (0, true) => udp.receive_buffer(lp),
        (0, false) => udp.send_buffer(lp),
        (_, true) => udp.set_receive_buffer(lp, size).map(|()| size),
        (_, false) => udp.set_send_buffer(lp, size).map(|()| size),
    })?;
    Ok(match outcome {
        Ok(size) => js.number(size as f64),
        Err(error) => js.int(errno(&error)),
    })
}
