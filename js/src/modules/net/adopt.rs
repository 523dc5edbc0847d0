//! Sockets that other rooms bring and take away: ends of pipes to children, and what travels through a channel.

use std::cell::Cell;
use std::os::fd::{AsRawFd, OwnedFd};
use std::rc::Rc;

use evloop::{Conn, DescriptorKind, ListenOptions, system};

use super::conn::{self, Lane};
use super::handle::no_loop;
use super::server::{self, Where};
use super::{EINVAL, errno};
use crate::modules::dgram;
use crate::raw::{Answer, Args, Class, Held, Js, Thrown, Value};

/// A descriptor on its way: taken from a channel, and not yet part of the loop.
struct Transit {
    class: Class<Cell<Option<OwnedFd>>>,
    prototype: Held,
}

/// The handle object for a stream of the loop.
pub(crate) fn stream_handle<'a>(js: &mut Js<'a>, conn: Conn) -> Answer<'a> {
    let net = server::sockets(js)?;
    conn::handle_object(&net, js, conn, Rc::new(Lane::default()))
}

/// A descriptor as an object: of a connection its handle, else something that `listen` takes.
pub(crate) fn object<'a>(js: &mut Js<'a>, fd: OwnedFd) -> Answer<'a> {
    if !waits(&fd) {
        return match js.with_loop(|lp| lp.conn_on(fd)).ok_or_else(|| no_loop(js))? {
            Ok(conn) => stream_handle(js, conn),
            Err(error) => Ok(js.int(errno(&error))),
        };
    }
    let transit = match js.rooms().get::<Transit>() {
        Some(transit) => transit,
        None => open_transit(js)?,
    };
    let number = js.int(fd.as_raw_fd());
    let object = transit.class.make(js, transit.prototype.value(js), Cell::new(Some(fd)))?;
    object.value().define(js, js.atom("fd"), number);
    Ok(object)
}

fn open_transit(js: &mut Js<'_>) -> Result<Rc<Transit>, Thrown> {
    let prototype = js.object()?;
    let close = js.function(c"close", 0, close)?;
    prototype.value().define_hidden(js, js.atom("close"), close);
    let prototype = js.hold(prototype.value());
    Ok(js.rooms().insert(Transit { class: js.class("Pipe"), prototype }))
}

/// Whether it is no connection, so that whoever gets it must say what it shall be.
fn waits(fd: &OwnedFd) -> bool {
    use DescriptorKind::{TcpListener, Udp, UnixListener};
    matches!(system::descriptor_kind(fd), Ok(TcpListener | UnixListener | Udp))
}

/// `close()` of a descriptor on its way.
fn close<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    drop(take(js, args.this));
    Ok(js.undefined())
}

fn take(js: &Js<'_>, object: Value<'_>) -> Option<OwnedFd> {
    js.rooms().get::<Transit>()?.class.of(object)?.take()
}

/// A descriptor of our own of what a handle stands for; None for what is no open handle.
pub(crate) fn share(js: &Js<'_>, handle: Value<'_>) -> Option<evloop::Result<OwnedFd>> {
    if let Some(transit) = js.rooms().get::<Transit>()
        && let Some(kept) = transit.class.of(handle)
    {
        let fd = kept.take()?;
        let copy = fd.try_clone();
        kept.set(Some(fd));
        return copy.ok().map(Ok);
    }
    if let Some(listener) = server::listener(js, handle) {
        return js.with_loop(|lp| listener.share(lp));
    }
    if let Some(shared) = dgram::share(js, handle) {
        return Some(shared);
    }
    let net = js.rooms().get::<super::Net>()?;
    let conn = net.tcp.of(handle)?.tcp.get()?;
    js.with_loop(|lp| conn.share(lp))
}

/// `isHandle(value)`: whether it is one of those that [`share`] knows, open or not.
pub(super) fn is_handle<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let value = args.get(0);
    let in_transit = js.rooms().get::<Transit>().is_some_and(|transit| transit.class.of(value).is_some());
    let streams = js.rooms().get::<super::Net>().is_some_and(|net| net.tcp.of(value).is_some());
    Ok(js.bool(in_transit || streams || server::is_handle(js, value)))
}

/// `adopt(server, handle, backlog)`: listens by a handle that came from elsewhere, or is another server's. A handle, or
/// a negative errno.
pub(super) fn listen<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let given = args.get(1);
    let fd = match take(js, given) {
        Some(fd) => Ok(fd),
        None => match share(js, given) {
            Some(shared) => shared,
            None => return Ok(js.int(-EINVAL)),
        },
    };
    match fd {
        Ok(fd) => server::begin(js, args.get(0), Where::Descriptor(fd), &ListenOptions::default()),
        Err(error) => Ok(js.int(errno(&error))),
    }
}
