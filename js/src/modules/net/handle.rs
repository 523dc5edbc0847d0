//! The verbs of a socket's `_handle`: down, as a byte goes.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use evloop::{ConnectOptions, Flow, Loop, Tcp};

use super::conn::{self, Lane};
use super::{EINVAL, Net, address, errno, net, terminal};
use crate::raw::{Answer, Args, Js, Owned, Thrown, Value};

/// What a `_handle` object carries.
pub(super) struct TcpHandle {
    /// None once it is closed.
    pub(super) tcp: Cell<Option<Tcp>>,
    pub(super) lane: Rc<Lane>,
}

impl TcpHandle {
    /// True if a write may go to the kernel without JavaScript's knowing.
    #[inline]
    pub(super) fn writes_directly(&self) -> bool {
        self.lane.connected.get() && !self.lane.timed.get()
    }
}

/// `EBADF`, negative: the handle is closed.
const EBADF: i32 = -9;

/// The prototype of handles.
pub(super) fn prototype<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let prototype = js.object()?;
    let functions = [
        ("start", js.function(c"start", 2, start)?),
        ("readStart", js.function(c"readStart", 0, read_start)?),
        ("readStop", js.function(c"readStop", 0, read_stop)?),
        ("write", js.function(c"write", 1, write)?),
        ("writev", js.function(c"writev", 1, write_vectored)?),
        ("shutdown", js.function(c"shutdown", 0, shutdown)?),
        ("close", js.function(c"close", 0, close)?),
        ("reset", js.function(c"reset", 0, reset)?),
        ("ref", js.function(c"ref", 0, |js, args| set_ref(js, args, true))?),
        ("unref", js.function(c"unref", 0, |js, args| set_ref(js, args, false))?),
        ("setTimed", js.function(c"setTimed", 1, set_timed)?),
        ("setNoDelay", js.function(c"setNoDelay", 1, set_no_delay)?),
        ("setKeepAlive", js.function(c"setKeepAlive", 2, set_keep_alive)?),
        ("hasRef", js.function(c"hasRef", 0, has_ref)?),
        ("getsockname", js.function(c"getsockname", 1, |js, args| name(js, args, Tcp::local_addr))?),
        ("getpeername", js.function(c"getpeername", 1, |js, args| name(js, args, Tcp::peer_addr))?),
        ("setRawMode", js.function(c"setRawMode", 1, terminal::set_raw_mode)?),
        ("setTypeOfService", js.function(c"setTypeOfService", 1, set_type_of_service)?),
        ("getTypeOfService", js.function(c"getTypeOfService", 0, type_of_service)?),
        ("getWindowSize", js.function(c"getWindowSize", 1, terminal::window_size)?),
        ("queued", js.function(c"queued", 0, queued)?),
        ("totals", js.function(c"totals", 0, totals)?),
    ];
    for (name, function) in functions {
        prototype.value().define_hidden(js, js.atom(name), function);
    }
    Ok(prototype)
}

/// The room and the handle that a verb was called on.
fn receiver<'a>(js: &Js<'a>, args: Args<'a>) -> Result<(Rc<Net>, &'a TcpHandle), Thrown> {
    let net = net(js)?;
    match net.tcp.of(args.this) {
        Some(handle) => Ok((net, handle)),
        None => Err(js.throw_type_error("the receiver is no TCP handle")),
    }
}

/// Runs a verb on an open connection. `closed` answers for one that is closed.
pub(super) fn on_tcp<'a, R>(
    js: &mut Js<'a>,
    args: Args<'a>,
    closed: R,
    verb: impl FnOnce(&mut Loop, Tcp) -> R,
) -> Result<R, Thrown> {
    let (_, handle) = receiver(js, args)?;
    let Some(tcp) = handle.tcp.get() else { return Ok(closed) };
    js.with_loop(|lp| verb(lp, tcp)).ok_or_else(|| no_loop(js))
}

pub(super) fn no_loop(js: &Js<'_>) -> Thrown {
    js.throw_error("the loop is not at hand here")
}

/// `start(socket, highWaterMark)`: from now on the socket hears of an accepted connection; it reads nothing yet.
fn start<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (net, handle) = receiver(js, args)?;
    let Some(tcp) = handle.tcp.get() else { return Ok(js.int(EBADF)) };
    let socket = js.hold(args.get(0));
    let lane = handle.lane.clone();
    lane.connected.set(true);
    lane.high_water.set(args.get(1).as_int().unwrap_or(0).max(0) as u32);
    js.with_loop(|lp| {
        conn::start(lp, net, tcp, socket, lane);
        tcp.pause(lp)
    })
    .ok_or_else(|| no_loop(js))?;
    Ok(js.int(0))
}

/// `connect(handle, owner, address, port, localAddress, localPort, highWaterMark)`: sends the handle's connection on its
/// way. 0 or a negative errno.
pub(super) fn connect<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(remote) = address::from_js(js, args.get(2), args.get(3)) else { return Ok(js.int(-EINVAL)) };
    let mut options = ConnectOptions::default();
    if let Some(local) = args.get(4).text(js) {
        let port = args.get(5).as_int().unwrap_or(0).clamp(0, 65535) as u16;
        let Ok(ip) = local.parse() else { return Ok(js.int(-EINVAL)) };
        options.local_address = Some(SocketAddr::new(ip, port));
    }
    begin(js, args, args.get(6), Whom::Internet(remote, options))
}

/// Whom one connects to.
pub(super) enum Whom {
    Internet(SocketAddr, ConnectOptions),
    Path(String),
}

/// Sends the connection of a handle (the first argument) on its way; the second hears of it. It reads nothing yet. 0 or a
/// negative errno.
pub(super) fn begin<'a>(js: &mut Js<'a>, args: Args<'a>, high_water: Value<'_>, whom: Whom) -> Answer<'a> {
    let net = net(js)?;
    let Some(handle) = net.tcp.of(args.get(0)) else {
        return Err(js.throw_type_error("a TCP handle is wanted"));
    };
    let lane = handle.lane.clone();
    lane.high_water.set(high_water.as_int().unwrap_or(0).max(0) as u32);
    let callback = conn::callback(net.clone(), js.hold(args.get(1)), lane.clone());
    let begun = js.with_loop(|lp| {
        let tcp = match whom {
            Whom::Internet(remote, options) => lp.connect_with(remote, &options, callback),
            Whom::Path(path) => lp.connect_unix(path, callback),
        }?;
        tcp.pause(lp);
        if lane.unreferenced.get() {
            tcp.set_ref(lp, false);
        }
        Ok::<Tcp, evloop::Error>(tcp)
    });
    match begun.ok_or_else(|| no_loop(js))? {
        Ok(tcp) => {
            handle.tcp.set(Some(tcp));
            Ok(js.int(0))
        }
        Err(error) => Ok(js.int(errno(&error))),
    }
}

/// `readStart()`
fn read_start<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let open = on_tcp(js, args, false, |lp, tcp| tcp.resume(lp))?;
    Ok(js.int(if open { 0 } else { EBADF }))
}

/// `readStop()`
fn read_stop<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let open = on_tcp(js, args, false, |lp, tcp| tcp.pause(lp))?;
    Ok(js.int(if open { 0 } else { EBADF }))
}

/// How a write went: 0, all is out; 1, some waits and 'drain' will tell; a negative errno.
fn written(flow: Flow) -> i32 {
    match flow {
        Flow::Open => 0,
        Flow::Full => 1,
        // Broken: why, an event of its own will tell.
        Flow::Closed => 1,
    }
}

/// `write(chunk)`: a Uint8Array, or a string in UTF-8.
fn write<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (_, handle) = receiver(js, args)?;
    let Some(tcp) = handle.tcp.get() else { return Ok(js.int(EBADF)) };
    let chunk = args.get(0);
    let flow = match chunk.utf8(js) {
        Some(text) => js.with_loop(|lp| tcp.write(lp, text.lossy().as_bytes())),
        None => match chunk.bytes(js) {
            Some(bytes) => js.with_loop(|lp| tcp.write(lp, bytes)),
            None => return Err(js.throw_type_error("a string or a Uint8Array is wanted")),
        },
    };
    flow.map(|flow| js.int(written(flow))).ok_or_else(|| no_loop(js))
}

/// `writev(chunks)`: several Uint8Arrays in one call.
fn write_vectored<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (_, handle) = receiver(js, args)?;
    let Some(tcp) = handle.tcp.get() else { return Ok(js.int(EBADF)) };
    let chunks = args.get(0);
    let mut kept: Vec<Owned<'a>> = Vec::new();
    for index in 0..chunks.length(js)? {
        kept.push(chunks.get_index(js, index)?);
    }
    // All are fetched (which might run JavaScript) before the bytes of any are looked at.
    let pieces: Option<Vec<&[u8]>> = kept.iter().map(|chunk| chunk.value().bytes(js)).collect();
    let Some(pieces) = pieces else { return Err(js.throw_type_error("Uint8Arrays are wanted")) };
    let flow = js.with_loop(|lp| tcp.write_all(lp, &pieces));
    flow.map(|flow| js.int(written(flow))).ok_or_else(|| no_loop(js))
}

/// `shutdown()`: 0, and the hook `finish` tells; negative if there is nothing to shut.
fn shutdown<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let begun = on_tcp(js, args, false, |lp, tcp| tcp.end(lp))?;
    Ok(js.int(if begun { 0 } else { EBADF }))
}

/// `close()`: the hook `close` tells. False if the connection had gone before.
fn close<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    end(js, args, Tcp::close)
}

/// `reset()`: the same, and the peer gets an error.
fn reset<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    end(js, args, Tcp::reset)
}

fn end<'a>(js: &mut Js<'a>, args: Args<'a>, verb: fn(Tcp, &mut Loop) -> bool) -> Answer<'a> {
    let (_, handle) = receiver(js, args)?;
    let Some(tcp) = handle.tcp.take() else { return Ok(js.bool(false)) };
    let open = js.with_loop(|lp| {
        if tcp.is_open(lp) {
            handle.lane.totals.set((tcp.bytes_read(lp), tcp.bytes_written(lp)));
        }
        verb(tcp, lp)
    });
    open.map(|open| js.bool(open)).ok_or_else(|| no_loop(js))
}

fn set_ref<'a>(js: &mut Js<'a>, args: Args<'a>, referenced: bool) -> Answer<'a> {
    // Before the connection is on its way, this waits for it.
    receiver(js, args)?.1.lane.unreferenced.set(!referenced);
    on_tcp(js, args, false, |lp, tcp| tcp.set_ref(lp, referenced))?;
    Ok(js.undefined())
}

/// `hasRef()`: whether the connection keeps the program alive.
fn has_ref<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (_, handle) = receiver(js, args)?;
    Ok(js.bool(!handle.lane.unreferenced.get()))
}

/// `handle()`: one whose connection is not yet on its way.
pub(super) fn create<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let net = net(js)?;
    net.tcp.make(js, net.tcp_prototype.value(js), TcpHandle { tcp: Cell::new(None), lane: Rc::default() })
}

/// `setTimed(on)`: whether JavaScript must see every event, because it measures idleness.
fn set_timed<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (_, handle) = receiver(js, args)?;
    handle.lane.timed.set(args.get(0).truthy(js));
    handle.lane.pipe.set(None);
    Ok(js.undefined())
}

/// `setNoDelay(on)`: 0 or a negative errno.
fn set_no_delay<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let on = args.get(0).truthy(js);
    let status =
        on_tcp(js, args, EBADF, |lp, tcp| tcp.set_nodelay(lp, on).err().map_or(0, |error| errno(&error)))?;
    Ok(js.int(status))
}

/// `setKeepAlive(on, seconds)`: 0 or a negative errno.
fn set_keep_alive<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let seconds = args.get(1).as_int().unwrap_or(0).max(0) as u64;
    let idle = args.get(0).truthy(js).then(|| Duration::from_secs(seconds));
    let status = on_tcp(js, args, EBADF, |lp, tcp| {
        tcp.set_keepalive(lp, idle).err().map_or(0, |error| errno(&error))
    })?;
    Ok(js.int(status))
}

/// `setTypeOfService(value)`: 0 or a negative errno.
fn set_type_of_service<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let value = args.get(0).as_int().unwrap_or(0) as u8;
    let set =
        |lp: &mut Loop, tcp: Tcp| tcp.set_type_of_service(lp, value).err().map_or(0, |error| errno(&error));
    let status = on_tcp(js, args, EBADF, set)?;
    Ok(js.int(status))
}

/// `getTypeOfService()`: the value, or a negative errno.
fn type_of_service<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let ask = |lp: &mut Loop, tcp: Tcp| tcp.type_of_service(lp).map_or_else(|error| errno(&error), i32::from);
    let answer = on_tcp(js, args, EBADF, ask)?;
    Ok(js.int(answer))
}

/// `getsockname(object)`, `getpeername(object)`: puts `address`, `family` and `port` into it. 0 or a negative errno.
fn name<'a>(
    js: &mut Js<'a>,
    args: Args<'a>,
    ask: fn(Tcp, &Loop) -> evloop::Result<SocketAddr>,
) -> Answer<'a> {
    match on_tcp(js, args, None, |lp, tcp| Some(ask(tcp, lp)))? {
        Some(found) => address::fill(js, args.get(0), found),
        None => Ok(js.int(EBADF)),
    }
}

/// `queued()`: bytes that wait for the kernel.
fn queued<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let bytes = on_tcp(js, args, 0, |lp, tcp| tcp.queued(lp))?;
    Ok(js.number(bytes as f64))
}

/// `totals()`: [bytes read, bytes written], also of a connection that is closed.
fn totals<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (_, handle) = receiver(js, args)?;
    let now = handle.tcp.get().and_then(|tcp| {
        js.with_loop(|lp| tcp.is_open(lp).then(|| (tcp.bytes_read(lp), tcp.bytes_written(lp)))).flatten()
    });
    let (read, written) = now.unwrap_or_else(|| handle.lane.totals.get());
    let array = js.array()?;
    for (index, bytes) in [read, written].into_iter().enumerate() {
        let bytes = js.number(bytes as f64);
        array.value().set_index(js, index as u32, bytes)?;
    }
    Ok(array)
}
