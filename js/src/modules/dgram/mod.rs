//! The native half of `dgram`: UDP sockets.
//!
//! | file | what is in it |
//! |---|---|
//! | `mod.rs` | the room's memory, and making a socket |
//! | `events.rs` | what befalls a socket, on its way to JavaScript |
//! | `send.rs` | datagrams on their way out |
//! | `lent.rs` | sockets that are opened for another process |
//! | `options.rs` | groups, buffers and the rest that a socket can be told |

mod events;
mod lent;
mod options;
mod send;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::rc::Rc;

use evloop::{Loop, Udp, UdpOptions};

use super::net::{EINVAL, address, errno, hook};
use crate::raw::{Answer, Args, Class, Held, Js, Thrown, Value};

/// What the room remembers.
pub(crate) struct Dgram {
    class: Class<UdpHandle>,
    prototype: Held,
    /// `(socket, chunk, sender)`: a datagram has arrived.
    message: Held,
    /// `(socket, errno)`: an earlier datagram could not be delivered.
    error: Held,
}

/// What a socket's handle carries.
pub(crate) struct UdpHandle {
    lane: Rc<Lane>,
    /// The `dgram.Socket`.
    socket: Rc<Held>,
    v6: bool,
    /// It shall not keep the program alive, not when it is bound either.
    unreferenced: Cell<bool>,
    options: UdpOptions,
}

/// What the reactor's callback and the handle both know.
#[derive(Default)]
struct Lane {
    /// None before the socket is bound, and once it is closed.
    udp: Cell<Option<Udp>>,
    closed: Cell<bool>,
    /// What is to be told of the datagrams that wait in the loop, in their order.
    waiting: RefCell<VecDeque<send::Waiting>>,
}

/// `EBADF`, negative: the socket is not open.
const EBADF: i32 = -9;

/// The natives of `dgram/native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    for (name, function) in [
        ("setup", js.function(c"setup", 1, setup)?),
        ("create", js.function(c"create", 5, create)?),
        ("lend", js.function(c"lend", 6, lent::bind)?),
        ("lendOpen", js.function(c"lendOpen", 1, lent::open)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

/// `setup(hooks)`: called once by `dgram`.
fn setup<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let given = args.get(0);
    let (message, error) = (hook(js, given, "message")?, hook(js, given, "error")?);
    let prototype = js.object()?;
    let verbs = [
        ("bind", js.function(c"bind", 2, bind)?),
        ("open", js.function(c"open", 1, open)?),
        ("close", js.function(c"close", 0, close)?),
        ("connect", js.function(c"connect", 2, connect)?),
        ("disconnect", js.function(c"disconnect", 0, disconnect)?),
        ("send", js.function(c"send", 4, send::send)?),
        ("getSendQueueSize", js.function(c"getSendQueueSize", 0, send::queue_size)?),
        ("getSendQueueCount", js.function(c"getSendQueueCount", 0, send::queue_count)?),
        ("getsockname", js.function(c"getsockname", 0, |js, args| name(js, args, Udp::local_addr))?),
        ("getpeername", js.function(c"getpeername", 0, |js, args| name(js, args, Udp::peer_addr))?),
        ("ref", js.function(c"ref", 0, |js, args| set_ref(js, args, true))?),
        ("unref", js.function(c"unref", 0, |js, args| set_ref(js, args, false))?),
    ];
    for (name, function) in verbs {
        prototype.value().define_hidden(js, js.atom(name), function);
    }
    options::verbs(js, prototype.value())?;
    let prototype = js.hold(prototype.value());
    js.rooms().insert(Dgram { class: js.class("UDP"), prototype, message, error });
    Ok(js.undefined())
}

fn room(js: &Js<'_>) -> Result<Rc<Dgram>, Thrown> {
    js.rooms().get::<Dgram>().ok_or_else(|| js.throw_error("the dgram room is closed"))
}

/// `create(socket, v6, reuseAddr, reusePort, ipv6Only)`: a handle, not yet bound.
fn create<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = room(js)?;
    let handle = UdpHandle {
        lane: Rc::default(),
        socket: Rc::new(js.hold(args.get(0))),
        v6: args.get(1).truthy(js),
        unreferenced: Cell::new(false),
        options: UdpOptions {
            reuse_address: args.get(2).truthy(js),
            reuse_port: args.get(3).truthy(js),
            ipv6_only: args.get(4).truthy(js),
            ..UdpOptions::default()
        },
    };
    room.class.make(js, room.prototype.value(js), handle)
}

/// A descriptor of our own of what a handle stands for; None for what is no open handle.
pub(crate) fn share(js: &Js<'_>, handle: Value<'_>) -> Option<evloop::Result<OwnedFd>> {
    let udp = js.rooms().get::<Dgram>()?.class.of(handle)?.lane.udp.get()?;
    js.with_loop(|lp| udp.share(lp))
}

/// The handle that a verb was called on.
fn receiver<'a>(js: &Js<'a>, args: Args<'a>) -> Result<&'a UdpHandle, Thrown> {
    room(js)?.class.of(args.this).ok_or_else(|| js.throw_type_error("the receiver is no UDP handle"))
}

/// Does something with the loop at hand.
fn with_loop<R>(js: &Js<'_>, body: impl FnOnce(&mut Loop) -> R) -> Result<R, Thrown> {
    js.with_loop(body).ok_or_else(|| js.throw_error("the loop is not at hand here"))
}

/// An outcome as JavaScript gets it: 0 or a negative errno.
fn status(outcome: evloop::Result<()>) -> i32 {
    outcome.err().map_or(0, |error| errno(&error))
}

/// Does something with the socket, if it is open: its status, or `EBADF`.
fn on_udp<'a>(
    js: &mut Js<'a>,
    args: Args<'a>,
    verb: impl FnOnce(&mut Loop, Udp) -> evloop::Result<()>,
) -> Answer<'a> {
    let Some(udp) = receiver(js, args)?.lane.udp.get() else { return Ok(js.int(EBADF)) };
    let outcome = with_loop(js, |lp| verb(lp, udp))?;
    Ok(js.int(status(outcome)))
}

impl UdpHandle {
    fn anywhere(&self) -> SocketAddr {
        match self.v6 {
            true => (Ipv6Addr::UNSPECIFIED, 0).into(),
            false => (Ipv4Addr::UNSPECIFIED, 0).into(),
        }
    }

    /// The socket, bound to a port of the system's choice if nobody has bound it yet.
    fn bound(&self, js: &Js<'_>) -> Result<evloop::Result<Udp>, Thrown> {
        match self.lane.udp.get() {
            Some(udp) => Ok(Ok(udp)),
            None => self.begin(js, Where::Address(self.anywhere())),
        }
    }

    fn begin(&self, js: &Js<'_>, place: Where) -> Result<evloop::Result<Udp>, Thrown> {
        let callback = events::callback(room(js)?, self.socket.clone(), self.lane.clone());
        let made = with_loop(js, |lp| {
            let udp = match place {
                Where::Address(address) => lp.udp_with(address, &self.options, callback),
                Where::Descriptor(fd) => lp.udp_on(fd, &self.options, callback),
            }?;
            // Whatever has to wait is told of when it has gone.
            udp.set_high_water(lp, 0);
            udp.set_ref(lp, !self.unreferenced.get());
            Ok(udp)
        })?;
        if let Ok(udp) = made {
            self.lane.udp.set(Some(udp));
        }
        Ok(made)
    }

    /// An address of the socket's family; in an IPv6 socket a name of IPv4 has none.
    fn address(
        &self,
        js: &Js<'_>,
        address: crate::raw::Value<'_>,
        port: crate::raw::Value<'_>,
    ) -> Option<SocketAddr> {
        address::from_js(js, address, port).filter(|address| address.is_ipv6() == self.v6)
    }
}

/// What a socket is made of.
enum Where {
    Address(SocketAddr),
    Descriptor(OwnedFd),
}

/// `bind(address, port)`: 0 or a negative errno.
fn bind<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let handle = receiver(js, args)?;
    let place = handle.address(js, args.get(0), args.get(1));
    match place {
        Some(place) if handle.lane.udp.get().is_none() => {
            let outcome = handle.begin(js, Where::Address(place))?;
            Ok(js.int(status(outcome.map(drop))))
        }
        _ => Ok(js.int(-EINVAL)),
    }
}

/// `open(fd)`: takes in a socket that is open already. 0 or a negative errno.
fn open<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let handle = receiver(js, args)?;
    let fd = args.get(0).as_int().unwrap_or(-1);
    let own = match super::net::duplicate(fd) {
        Ok(own) => own,
        Err(errno) => return Ok(js.int(errno)),
    };
    let outcome = handle.begin(js, Where::Descriptor(own))?;
    if outcome.is_ok() {
        super::net::retire(fd);
    }
    Ok(js.int(status(outcome.map(drop))))
}

/// `close()`: nothing is told any more.
fn close<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let handle = receiver(js, args)?;
    handle.lane.closed.set(true);
    handle.lane.waiting.borrow_mut().clear();
    if let Some(udp) = handle.lane.udp.take() {
        with_loop(js, |lp| udp.close(lp))?;
    }
    Ok(js.undefined())
}

/// `connect(address, port)`: 0 or a negative errno.
fn connect<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(to) = receiver(js, args)?.address(js, args.get(0), args.get(1)) else {
        return Ok(js.int(-EINVAL));
    };
    on_udp(js, args, |lp, udp| udp.connect(lp, to))
}

/// `disconnect()`: 0 or a negative errno.
fn disconnect<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    on_udp(js, args, |lp, udp| udp.disconnect(lp))
}

/// `getsockname()`, `getpeername()`: `{ address, family, port }`, or a negative errno.
fn name<'a>(
    js: &mut Js<'a>,
    args: Args<'a>,
    ask: fn(Udp, &Loop) -> evloop::Result<SocketAddr>,
) -> Answer<'a> {
    let Some(udp) = receiver(js, args)?.lane.udp.get() else { return Ok(js.int(EBADF)) };
    match with_loop(js, |lp| ask(udp, lp))? {
        Ok(address) => address::to_js(js, &address),
        Err(error) => Ok(js.int(errno(&error))),
    }
}

/// `ref()`, `unref()`
fn set_ref<'a>(js: &mut Js<'a>, args: Args<'a>, referenced: bool) -> Answer<'a> {
    let handle = receiver(js, args)?;
    handle.unreferenced.set(!referenced);
    if let Some(udp) = handle.lane.udp.get() {
        with_loop(js, |lp| udp.set_ref(lp, referenced))?;
    }
    Ok(js.undefined())
}
