//! Listening.

use std::cell::Cell;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use evloop::{Conn, ListenOptions, Listener, Loop};

use super::conn::{self, Lane};
use super::handle::no_loop;
use super::{EINVAL, Net, address, errno, hook};
use crate::facts::Facts;
use crate::raw::{Answer, Args, Class, Held, Js, Thrown, Value};
use crate::{door, rooms};

/// What the room remembers of servers. That of sockets is made when the first connection comes.
pub(super) struct Servers {
    class: Class<ServerHandle>,
    prototype: Held,
    /// `(server, handle)`: somebody has connected.
    connection: Held,
    /// `(server, errno)`: the listener broke.
    error: Held,
}

/// What a server's `_handle` carries.
struct ServerHandle {
    /// None once it is closed.
    listener: Cell<Option<Listener>>,
}

/// `setupServer(hooks)`: called once by `net/server`.
pub(super) fn setup<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let given = args.get(0);
    let (connection, error) = (hook(js, given, "connection")?, hook(js, given, "error")?);
    let prototype = prototype(js)?;
    let prototype = js.hold(prototype.value());
    js.rooms().insert(Servers { class: js.class("TCPServer"), prototype, connection, error });
    Ok(js.undefined())
}

fn servers(js: &Js<'_>) -> Result<Rc<Servers>, Thrown> {
    js.rooms().get::<Servers>().ok_or_else(|| js.throw_error("the net room is closed"))
}

/// The prototype of servers' handles.
fn prototype<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let prototype = js.object()?;
    let functions = [
        ("close", js.function(c"close", 1, close)?),
        ("pause", js.function(c"pause", 0, pause)?),
        ("ref", js.function(c"ref", 0, |js, args| set_ref(js, args, true))?),
        ("unref", js.function(c"unref", 0, |js, args| set_ref(js, args, false))?),
        ("getsockname", js.function(c"getsockname", 1, local_address)?),
    ];
    for (name, function) in functions {
        prototype.value().define_hidden(js, js.atom(name), function);
    }
    Ok(prototype)
}

/// `listen(server, address, port, backlog, ipv6Only, reusePort)`: a handle, or a negative errno.
pub(super) fn listen<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(local) = address::from_js(js, args.get(1), args.get(2)) else { return Ok(js.int(-EINVAL)) };
    let options = ListenOptions {
        backlog: args.get(3).as_int().filter(|&backlog| backlog > 0).unwrap_or(511),
        ipv6_only: args.get(4).truthy(js),
        reuse_port: args.get(5).truthy(js),
        ..ListenOptions::default()
    };
    begin(js, args.get(0), Where::Internet(local), &options)
}

/// Where one listens.
pub(super) enum Where {
    Internet(SocketAddr),
    Path(String),
    /// A socket that listens already.
    Descriptor(OwnedFd),
}

/// The handle of a listener for a server, or a negative errno.
pub(super) fn begin<'a>(
    js: &mut Js<'a>,
    server: Value<'_>,
    place: Where,
    options: &ListenOptions,
) -> Answer<'a> {
    let servers = servers(js)?;
    let server = Rc::new(js.hold(server));
    let callback = {
        let (servers, server) = (servers.clone(), server.clone());
        move |lp: &mut Loop, conn: Conn| welcome(lp, &servers, &server, conn)
    };
    let begun = js.with_loop(|lp| {
        let listener = match place {
            Where::Internet(address) => lp.listen_with(address, options, callback),
            Where::Path(path) => lp.listen_unix_with(path, options, callback),
            Where::Descriptor(fd) => lp.listen_on(fd, options, callback),
        }?;
        let servers = servers.clone();
        listener.on_error(lp, move |lp, _, error| broke(lp, &servers, &server, &error));
        Ok::<Listener, evloop::Error>(listener)
    });
    match begun.ok_or_else(|| no_loop(js))? {
        Ok(listener) => {
            let handle = ServerHandle { listener: Cell::new(Some(listener)) };
            servers.class.make(js, servers.prototype.value(js), handle)
        }
        Err(error) => Ok(js.int(errno(&error))),
    }
}

/// Somebody has connected.
fn welcome(lp: &mut Loop, servers: &Servers, server: &Held, conn: Conn) {
    let say = |js: &mut Js<'_>, facts: &Facts| facts.tells(js, server.value(js), "connection", "net.Server");
    door::enter_as(server.context(), lp, say, |js| {
        let net = sockets(js)?;
        let handle = conn::handle_object(&net, js, conn, Rc::new(Lane::default()))?;
        let arguments = [server.value(js), handle.value()];
        servers.connection.value(js).call(js, Value::UNDEFINED, &arguments).map(drop)
    });
}

/// The memory of sockets, which the first connection makes.
pub(super) fn sockets(js: &mut Js<'_>) -> Result<Rc<Net>, Thrown> {
    if js.rooms().get::<Net>().is_none() {
        rooms::require(js, "net/socket")?;
    }
    super::net(js)
}

fn broke(lp: &mut Loop, servers: &Servers, server: &Held, error: &evloop::Error) {
    let errno = errno(error);
    let say = |js: &mut Js<'_>, facts: &Facts| facts.tells(js, server.value(js), "error", "net.Server");
    door::enter_as(server.context(), lp, say, |js| {
        let errno = js.int(errno);
        let arguments = [server.value(js), errno.value()];
        servers.error.value(js).call(js, Value::UNDEFINED, &arguments).map(drop)
    });
}

/// The listener of a server's handle, for other files.
pub(super) fn listener(js: &Js<'_>, handle: Value<'_>) -> Option<Listener> {
    js.rooms().get::<Servers>()?.class.of(handle)?.listener.get()
}

pub(super) fn is_handle(js: &Js<'_>, value: Value<'_>) -> bool {
    js.rooms().get::<Servers>().is_some_and(|servers| servers.class.of(value).is_some())
}

fn receiver<'a>(js: &Js<'a>, args: Args<'a>) -> Result<&'a ServerHandle, Thrown> {
    servers(js)?
        .class
        .of(args.this)
        .ok_or_else(|| js.throw_type_error("the receiver is no TCP server handle"))
}

/// `close(callback)`: listens no more; the callback is called in the closing phase.
fn close<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let handle = receiver(js, args)?;
    let Some(listener) = handle.listener.take() else { return Ok(js.bool(false)) };
    let callback = args.get(0).is_function(js).then(|| js.hold(args.get(0)));
    let say = |js: &mut Js<'_>, facts: &Facts| facts.tells(js, Value::UNDEFINED, "close", "net.Server");
    let closed = js.with_loop(|lp| match callback {
        Some(callback) => listener.close_then(lp, move |lp| {
            door::enter_as(callback.context(), lp, say, |js| {
                callback.value(js).call(js, Value::UNDEFINED, &[]).map(drop)
            });
        }),
        None => listener.close(lp),
    });
    closed.map(|closed| js.bool(closed)).ok_or_else(|| no_loop(js))
}

/// `pause()`: takes nobody in, and does not keep the program alive; others who have the socket too may.
fn pause<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    if let Some(listener) = receiver(js, args)?.listener.get() {
        js.with_loop(|lp| listener.pause(lp)).ok_or_else(|| no_loop(js))?;
    }
    Ok(js.undefined())
}

fn set_ref<'a>(js: &mut Js<'a>, args: Args<'a>, referenced: bool) -> Answer<'a> {
    if let Some(listener) = receiver(js, args)?.listener.get() {
        js.with_loop(|lp| listener.set_ref(lp, referenced)).ok_or_else(|| no_loop(js))?;
    }
    Ok(js.undefined())
}

/// `getsockname(object)`: puts `address`, `family` and `port` into it. 0 or a negative errno.
fn local_address<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(listener) = receiver(js, args)?.listener.get() else { return Ok(js.int(-EINVAL)) };
    let found = js.with_loop(|lp| listener.local_addr(lp)).ok_or_else(|| no_loop(js))?;
    address::fill(js, args.get(0), found)
}
