//! Events of a connection on their way to JavaScript: up, as a byte goes.

use std::cell::Cell;
use std::rc::Rc;

use evloop::{Error, Event, Loop, Tcp};

use super::{Net, errno, fast};
use crate::door;
use crate::facts::Facts;
use crate::raw::{Answer, Held, Js, Owned, Thrown, Value};

/// What the reactor's callback for a connection and the socket's handle both know of it.
#[derive(Default)]
pub(super) struct Lane {
    /// The connection stands.
    pub(super) connected: Cell<bool>,
    /// It shall not keep the program alive.
    pub(super) unreferenced: Cell<bool>,
    /// Somebody measures idleness (`socket.setTimeout`), so JavaScript must see every event.
    pub(super) timed: Cell<bool>,
    /// From how many bytes on `write` answers false: the socket's high water mark.
    pub(super) high_water: Cell<u32>,
    /// The pipe that all data goes to, and how often JavaScript had run when that was last found true.
    pub(super) pipe: Cell<Option<(Tcp, u64)>>,
    /// What was read and written, once the connection is gone and cannot be asked any more.
    pub(super) totals: Cell<(u64, u64)>,
}

/// Starts a connection that was accepted: from now on `socket` hears of it.
pub(super) fn start(lp: &mut Loop, net: Rc<Net>, tcp: Tcp, socket: Held, lane: Rc<Lane>) {
    // Any byte that the kernel does not take is worth an event when it has gone: a write's callback waits for it.
    tcp.set_high_water(lp, 1);
    tcp.start(lp, callback(net, socket, lane));
}

/// What the reactor calls for a connection.
pub(super) fn callback(
    net: Rc<Net>,
    socket: Held,
    lane: Rc<Lane>,
) -> impl FnMut(&mut Loop, Tcp, Event<'_>) + 'static {
    // What befalls a connection seldom is in functions of their own, so that the way of the bytes stays short.
    move |lp, tcp, event| match event {
        Event::Data(bytes) => fast::data(&net, &socket, &lane, lp, bytes),
        Event::End => tell(lp, &net.hooks.end, &socket, "end"),
        Event::Drain => tell(lp, &net.hooks.drain, &socket, "drain"),
        Event::Finish => tell(lp, &net.hooks.finish, &socket, "finish"),
        Event::Connected => stands(lp, &net, &socket, &lane, tcp),
        Event::Error(error) => broke(lp, &net, &socket, &lane, tcp, error),
        Event::Closed => tell(lp, &net.hooks.close, &socket, "close"),
        other => log::warn!("{:?} is not known to net: {other:?}", tcp.id()),
    }
}

/// Calls a hook with the socket, whose listeners to an event are told.
#[inline(never)]
fn tell(lp: &mut Loop, hook: &Held, socket: &Held, event: &'static str) {
    let say = |js: &mut Js<'_>, facts: &Facts| told(js, facts, socket, event);
    door::enter_as(hook.context(), lp, say, |js| {
        hook.value(js).call(js, Value::UNDEFINED, &[socket.value(js)]).map(drop)
    });
}

/// Writes down that the listeners to an event of a socket are called.
#[cold]
pub(super) fn told(js: &mut Js<'_>, facts: &Facts, socket: &Held, event: &'static str) {
    facts.tells(js, socket.value(js), event, "net.Socket");
}

#[inline(never)]
fn stands(lp: &mut Loop, net: &Net, socket: &Held, lane: &Lane, tcp: Tcp) {
    tcp.set_high_water(lp, 1);
    lane.connected.set(true);
    tell(lp, &net.hooks.connect, socket, "connect");
}

/// Tells that the connection broke: the errno, and the system call in libuv's words.
#[cold]
fn broke(lp: &mut Loop, net: &Net, socket: &Held, lane: &Lane, tcp: Tcp, error: Error) {
    lane.totals.set((tcp.bytes_read(lp), tcp.bytes_written(lp)));
    let syscall = match error.call() {
        "send" | "sendmsg" | "write" | "writev" => "write",
        "recv" | "recvmsg" | "read" | "readv" => "read",
        "shutdown" => "shutdown",
        "bind" => "bind",
        _ => "connect",
    };
    let errno = errno(&error);
    let say = |js: &mut Js<'_>, facts: &Facts| told(js, facts, socket, "error");
    door::enter_as(socket.context(), lp, say, |js| {
        let (errno, syscall) = (js.int(errno), js.string(syscall)?);
        let arguments = [socket.value(js), errno.value(), syscall.value()];
        net.hooks.error.value(js).call(js, Value::UNDEFINED, &arguments).map(drop)
    });
}

/// Gives bytes to the stream machinery: the general way.
pub(super) fn push<'a>(net: &Net, js: &mut Js<'a>, socket: &Held, bytes: &[u8]) -> Answer<'a> {
    let chunk = net.slab.buffer(js, bytes)?;
    net.hooks.data.value(js).call(js, Value::UNDEFINED, &[socket.value(js), chunk.value()])
}

/// The handle object for a connection.
pub(super) fn handle_object<'a>(
    net: &Net,
    js: &Js<'a>,
    tcp: Tcp,
    lane: Rc<Lane>,
) -> Result<Owned<'a>, Thrown> {
    net.tcp.make(js, net.tcp_prototype.value(js), super::TcpHandle { tcp: Cell::new(Some(tcp)), lane })
}
