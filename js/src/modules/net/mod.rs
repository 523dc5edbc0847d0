//! The native half of `net`: what happens to every byte and every event.
//!
//! | file | what is in it |
//! |---|---|
//! | `mod.rs` | the room's memory: the classes, and JavaScript's side of the events |
//! | `conn.rs` | events of a connection on their way to JavaScript |
//! | `fast.rs` | the fast ways: a pipe without JavaScript, a 'data' listener called directly, a direct write |
//! | `handle.rs` | the verbs of a socket's `_handle` |
//! | `server.rs` | listening |
//! | `terminal.rs` | streams on terminals |
//! | `slab.rs` | Buffers for what was read |
//! | `lookup.rs` | names to addresses |
//! | `adopt.rs` | sockets that come from elsewhere and go elsewhere |
//! | `path.rs` | the same by paths: Unix sockets |
//! | `address.rs` | addresses for JavaScript |
//! | `descriptor.rs` | sockets by the numbers of their descriptors |

pub(crate) mod address;
pub(crate) mod adopt;
mod conn;
mod descriptor;
mod fast;
mod handle;
mod lookup;
mod path;
mod server;
mod slab;
mod terminal;

use std::rc::Rc;

use crate::door;
use crate::facts::Facts;
use crate::raw::{Answer, Args, Atom, Class, Held, Js, Thrown, Value};

pub(crate) use descriptor::{duplicate, retire};
use handle::TcpHandle;
use slab::Slab;

/// What the room remembers of sockets. Servers have a memory of their own, see [`server::Servers`].
pub(crate) struct Net {
    tcp: Class<TcpHandle>,
    tcp_prototype: Held,
    hooks: Hooks,
    names: Names,
    slab: Slab,
    /// Who writes down what happens, if anybody does.
    facts: Option<Rc<Facts>>,
    /// False with `EVLOOP_FAST=0`: then every byte takes the general way, which programs must not be able to tell.
    fast: bool,
}

/// JavaScript's side of the events: functions of `net/socket`, and what the fast ways compare with.
struct Hooks {
    /// `(socket, chunk)`: bytes have come.
    data: Held,
    /// `(socket)`: the peer has ended.
    end: Held,
    /// `(socket)`: what was queued is out.
    drain: Held,
    /// `(socket)`: our end is out.
    finish: Held,
    /// `(socket, errno, syscall)`: the connection broke.
    error: Held,
    /// `(socket)`: the connection stands.
    connect: Held,
    /// `(socket)`: the handle is closed.
    close: Held,
    /// `(socket, left)`: a fast write could not send all; `left` bytes wait.
    partial: Held,
    /// `EventEmitter.prototype.emit` as it was.
    emit: Held,
    /// `Writable.prototype.write`: the general way to write.
    write: Held,
    /// `Socket.prototype.write` as it was: the native one.
    fast_write: Held,
}

/// Property names.
struct Names {
    emit: Atom,
    events: Atom,
    data: Atom,
    drain: Atom,
    pause: Atom,
    resume: Atom,
    readable_state: Atom,
    writable_state: Atom,
    state: Atom,
    pipe: Atom,
    ondata: Atom,
    ondrain: Atom,
    dest: Atom,
    write: Atom,
    handle: Atom,
    default_encoding: Atom,
}

impl Names {
    fn new(js: &Js<'_>) -> Names {
        Names {
            emit: js.atom("emit"),
            events: js.atom("_events"),
            data: js.atom("data"),
            drain: js.atom("drain"),
            pause: js.atom("pause"),
            resume: js.atom("resume"),
            readable_state: js.atom("_readableState"),
            writable_state: js.atom("_writableState"),
            state: js.atom("state"),
            pipe: js.atom("pipe"),
            ondata: js.atom("ondata"),
            ondrain: js.atom("ondrain"),
            dest: js.atom("dest"),
            write: js.atom("write"),
            handle: js.atom("_handle"),
            default_encoding: js.atom("defaultEncoding"),
        }
    }
}

/// The natives of `net/native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    let functions = [
        ("setup", js.function(c"setup", 1, setup)?),
        ("setupServer", js.function(c"setupServer", 1, server::setup)?),
        ("write", js.function(c"write", 3, fast::write)?),
        ("handle", js.function(c"handle", 0, handle::create)?),
        ("connect", js.function(c"connect", 7, handle::connect)?),
        ("listen", js.function(c"listen", 6, server::listen)?),
        ("connectPath", js.function(c"connectPath", 4, path::connect)?),
        ("listenPath", js.function(c"listenPath", 3, path::listen)?),
        ("open", js.function(c"open", 2, descriptor::open)?),
        ("listenOn", js.function(c"listenOn", 3, descriptor::listen)?),
        ("isHandle", js.function(c"isHandle", 1, adopt::is_handle)?),
        ("adopt", js.function(c"adopt", 2, adopt::listen)?),
        ("permit", js.function(c"permit", 2, path::permit)?),
        ("lookup", js.function(c"lookup", 4, lookup::lookup)?),
        ("addressHex", js.function(c"addressHex", 1, address::address_hex)?),
        ("ipVersion", js.function(c"ipVersion", 1, address::ip_version)?),
    ];
    for (name, function) in functions {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

/// `setup(hooks)`: called once by `net/socket`.
fn setup<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let given = args.get(0);
    let hooks = Hooks {
        data: hook(js, given, "data")?,
        end: hook(js, given, "end")?,
        drain: hook(js, given, "drain")?,
        finish: hook(js, given, "finish")?,
        error: hook(js, given, "error")?,
        connect: hook(js, given, "connect")?,
        close: hook(js, given, "close")?,
        partial: hook(js, given, "partial")?,
        emit: hook(js, given, "emit")?,
        write: hook(js, given, "write")?,
        fast_write: hook(js, given, "fastWrite")?,
    };
    let slab = Slab::new(hook(js, given, "Buffer")?, hook(js, given, "Uint8Array")?);
    let tcp_prototype = handle::prototype(js)?;
    let net = Net {
        tcp: js.class("TCP"),
        tcp_prototype: js.hold(tcp_prototype.value()),
        hooks,
        names: Names::new(js),
        slab,
        facts: door::door_of(js)?.facts.clone(),
        fast: std::env::var_os("EVLOOP_FAST").is_none_or(|value| value != "0"),
    };
    js.rooms().insert_first(net);
    Ok(js.undefined())
}

/// One function of the object given to `setup`.
pub(crate) fn hook(js: &mut Js<'_>, hooks: Value<'_>, name: &str) -> Result<Held, Thrown> {
    let atom = js.atom(name);
    let function = hooks.get(js, atom)?;
    if !function.value().is_function(js) {
        return Err(js.throw_type_error(&format!("net needs the hook {name}")));
    }
    Ok(js.hold(function.value()))
}

/// The room's memory, for natives.
#[inline]
fn net(js: &Js<'_>) -> Result<Rc<Net>, Thrown> {
    js.rooms().get::<Net>().ok_or_else(|| js.throw_error("the net room is closed"))
}

/// A failure as JavaScript gets it: a negative errno.
pub(crate) fn errno(error: &evloop::Error) -> i32 {
    -error.errno().unwrap_or(EINVAL)
}

/// For failures that are no system call's; the reactor has none for sockets.
pub(crate) const EINVAL: i32 = 22;
