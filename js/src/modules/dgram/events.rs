//! What befalls a UDP socket, on its way to JavaScript.

use std::net::SocketAddr;
use std::rc::Rc;

use evloop::{Error, Loop, Udp, UdpEvent};

use super::{Dgram, Lane, send};
use crate::door;
use crate::facts::Facts;
use crate::modules::net::{address, errno};
use crate::raw::{Held, Js, Value};

/// What the reactor calls for a socket.
pub(super) fn callback(
    room: Rc<Dgram>,
    socket: Rc<Held>,
    lane: Rc<Lane>,
) -> impl FnMut(&mut Loop, Udp, UdpEvent<'_>) + 'static {
    move |lp, udp, event| {
        if lane.closed.get() {
            return;
        }
        match event {
            UdpEvent::Data { bytes, from, .. } => message(lp, &room, &socket, bytes, &from),
            UdpEvent::Drain => send::gone(lp, &lane, 0, None),
            UdpEvent::Error(error) => failed(lp, &room, &socket, &lane, udp, &error),
            UdpEvent::Closed => {}
            other => log::warn!("{} is not known to dgram: {other:?}", udp.id()),
        }
    }
}

/// A datagram has arrived.
fn message(lp: &mut Loop, room: &Dgram, socket: &Held, bytes: &[u8], from: &SocketAddr) {
    let say = |js: &mut Js<'_>, facts: &Facts| facts.tells(js, socket.value(js), "message", "dgram.Socket");
    door::enter_as(socket.context(), lp, say, |js| {
        let chunk = crate::modules::buffer::copy(js, bytes)?;
        let sender = address::to_js(js, from)?;
        sender.value().define(js, js.atom("size"), js.int(bytes.len() as i32));
        let arguments = [socket.value(js), chunk.value(), sender.value()];
        room.message.value(js).call(js, Value::UNDEFINED, &arguments).map(drop)
    });
}

/// A datagram that waited could not be sent, or an earlier one came to where nobody receives.
fn failed(lp: &mut Loop, room: &Dgram, socket: &Held, lane: &Lane, udp: Udp, error: &Error) {
    let errno = errno(error);
    let waits = udp.waiting(lp);
    let told = lane.waiting.borrow().len();
    // Of those that waited, one has left the loop's queue without being sent.
    if told > waits && error.call().starts_with("send") {
        return send::gone(lp, lane, waits, Some(errno));
    }
    let say = |js: &mut Js<'_>, facts: &Facts| facts.tells(js, socket.value(js), "error", "dgram.Socket");
    door::enter_as(socket.context(), lp, say, |js| {
        let errno = js.int(errno);
        let arguments = [socket.value(js), errno.value()];
        room.error.value(js).call(js, Value::UNDEFINED, &arguments).map(drop)
    });
}
