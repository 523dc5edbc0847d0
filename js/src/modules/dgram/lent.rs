//! Sockets that are opened here for another process: nobody receives from them in this one.

use evloop::{DescriptorKind, UdpOptions, system};

use super::with_loop;
use crate::modules::net::{EINVAL, address, adopt, duplicate, errno, retire};
use crate::raw::{Answer, Args, Js};

/// `lend(v6, reuseAddr, reusePort, ipv6Only, address, port)`: a bound socket on its way, or a negative errno.
pub(super) fn bind<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let v6 = args.get(0).truthy(js);
    let place = address::from_js(js, args.get(4), args.get(5)).filter(|place| place.is_ipv6() == v6);
    let Some(place) = place else { return Ok(js.int(-EINVAL)) };
    let options = UdpOptions {
        reuse_address: args.get(1).truthy(js),
        reuse_port: args.get(2).truthy(js),
        ipv6_only: args.get(3).truthy(js),
        ..UdpOptions::default()
    };
    let made = with_loop(js, |lp| {
        let socket = lp.udp_with(place, &options, |_, _, _| {})?;
        let fd = socket.share(lp);
        // Before the loop has looked at it: what arrives is the other process'.
        socket.close(lp);
        fd
    })?;
    match made {
        Ok(fd) => adopt::object(js, fd),
        Err(error) => Ok(js.int(errno(&error))),
    }
}

/// `lendOpen(fd)`: the same by a number of ours, which leads nowhere from then on. `EINVAL` for all that is no UDP socket.
pub(super) fn open<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let number = args.get(0).as_int().unwrap_or(-1);
    let Ok(fd) = duplicate(number) else { return Ok(js.int(-EINVAL)) };
    if !matches!(system::descriptor_kind(&fd), Ok(DescriptorKind::Udp)) {
        return Ok(js.int(-EINVAL));
    }
    retire(number);
    adopt::object(js, fd)
}
