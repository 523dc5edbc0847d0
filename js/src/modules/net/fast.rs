//! The fast ways: what is the same for every program happens here, and JavaScript is entered with what the program
//! needs and no more.
//!
//! A fast way is taken only when nobody can tell the difference. Whether that is so is looked at on every event: is
//! `emit` the one we know, who listens, what do the streams' flag words say. There is no cache that could be out of
//! date; only [`Context::runs`](crate::raw::Context::runs) is trusted, which says that no JavaScript has run since the
//! last look, so that nothing can have changed.

use evloop::{Flow, Loop, Tcp};

use super::conn::{Lane, push, told};
use super::handle::TcpHandle;
use super::{Net, net};
use crate::door;
use crate::raw::{Answer, Args, Held, Js, Owned, Thrown, Value};

// The flag words of `stream/state`, which says what the bits mean.
const OBJECT_MODE: i32 = 1 << 0;
const SYNC: i32 = 1 << 1;
const CONSTRUCTED: i32 = 1 << 2;
const DESTROYED: i32 = 1 << 5;
const ERRORED: i32 = 1 << 6;
const BUFFERED: i32 = 1 << 10;
const ENDED: i32 = 1 << 11;
// Readable.
const END_EMITTED: i32 = 1 << 12;
const READABLE_LISTENING: i32 = 1 << 16;
const DATA_EMITTED: i32 = 1 << 19;
const FLOWING: i32 = 1 << 21;
const DECODER: i32 = 1 << 24;
const AWAIT_DRAIN: i32 = 1 << 26;
// Writable.
const ENDING: i32 = 1 << 12;
const NEED_DRAIN: i32 = 1 << 16;
const WRITING: i32 = 1 << 17;
const PROCESSING: i32 = 1 << 19;
const CORKED: i32 = 1 << 20;

/// A chunk that arrives may be given to the 'data' listener as it is. The first one takes the general way, which notes
/// that there was one.
const READABLE_MASK: i32 = OBJECT_MODE
    | SYNC
    | CONSTRUCTED
    | DESTROYED
    | ERRORED
    | BUFFERED
    | ENDED
    | END_EMITTED
    | READABLE_LISTENING
    | DATA_EMITTED
    | FLOWING
    | DECODER
    | AWAIT_DRAIN;
const READABLE_PLAIN: i32 = CONSTRUCTED | FLOWING | DATA_EMITTED;

/// A chunk that is written may go out at once. SYNC says how the last write ended, and does not matter.
const WRITABLE_MASK: i32 = OBJECT_MODE
    | CONSTRUCTED
    | DESTROYED
    | ERRORED
    | BUFFERED
    | ENDED
    | ENDING
    | NEED_DRAIN
    | WRITING
    | PROCESSING
    | CORKED;
const WRITABLE_PLAIN: i32 = CONSTRUCTED;

/// Bytes have come for a socket.
pub(super) fn data(net: &Net, socket: &Held, lane: &Lane, lp: &mut Loop, bytes: &[u8]) {
    match lane.pipe.get() {
        // No JavaScript has run since this pipe was last found to be all that wants the data.
        Some((dest, runs)) if runs == socket.context().runs() => forward(net, socket, lp, dest, bytes),
        _ => enter_with_data(net, socket, lane, lp, bytes),
    }
}

/// Looks for the shortest way, and takes it. Apart from [`data`], so that what it needs costs a pipe nothing.
#[inline(never)]
fn enter_with_data(net: &Net, socket: &Held, lane: &Lane, lp: &mut Loop, bytes: &[u8]) {
    let context = socket.context();
    lane.pipe.set(None);
    door::enter(context, lp, |js| {
        let way = if net.fast && !lane.timed.get() { way(net, js, socket.value(js))? } else { Way::General };
        if let Some(facts) = &net.facts {
            match &way {
                Way::Listener(listener) => facts.tells_one(js, listener.value(), "data", "net.Socket"),
                Way::General | Way::Pipe(_) => told(js, facts, socket, "data"),
            }
        }
        match way {
            Way::General => push(net, js, socket, bytes).map(drop),
            Way::Listener(listener) => {
                let chunk = net.slab.buffer(js, bytes)?;
                listener.value().call(js, socket.value(js), &[chunk.value()]).map(drop)
            }
            Way::Pipe(dest) => {
                lane.pipe.set(Some((dest, context.runs())));
                match js.with_loop(|lp| send(lp, dest, bytes)) {
                    Some(0) | None => Ok(()),
                    Some(left) => partial(net, js, socket.value(js), left),
                }
            }
        }
    });
}

/// Hands bytes from a socket to the destination of its pipe.
#[inline]
fn forward(net: &Net, socket: &Held, lp: &mut Loop, dest: Tcp, bytes: &[u8]) {
    // A failure is told by an event of its own.
    if dest.write(lp, bytes) == Flow::Full {
        hold_back(net, socket, lp, dest);
    }
}

/// The destination could not send all: the streams must know.
#[cold]
fn hold_back(net: &Net, socket: &Held, lp: &mut Loop, dest: Tcp) {
    let left = dest.queued(lp);
    if left > 0 {
        door::enter(socket.context(), lp, |js| partial(net, js, socket.value(js), left));
    }
}

/// Writes, and says how many bytes must wait.
#[inline(always)]
fn send(lp: &mut Loop, dest: Tcp, bytes: &[u8]) -> usize {
    match dest.write(lp, bytes) {
        // A failure is told by an event of its own.
        Flow::Open | Flow::Closed => 0,
        Flow::Full => dest.queued(lp),
    }
}

/// The destination of `socket`'s pipe could not send all: the streams must know.
fn partial(net: &Net, js: &mut Js<'_>, socket: Value<'_>, left: usize) -> Result<(), Thrown> {
    let left = js.number(left as f64);
    let state = socket.get(js, net.names.readable_state)?;
    let pipe = state.value().get(js, net.names.pipe)?;
    let dest = pipe.value().get(js, net.names.dest)?;
    let arguments = [dest.value(), left.value(), pipe.value()];
    net.hooks.partial.value(js).call(js, Value::UNDEFINED, &arguments).map(drop)
}

/// Where a chunk may go.
enum Way<'a> {
    /// Through the stream machinery.
    General,
    /// To the only 'data' listener.
    Listener(Owned<'a>),
    /// To the destination of the only pipe.
    Pipe(Tcp),
}

/// Looks at a socket for the shortest way that nobody can tell from the general one.
#[inline(always)]
fn way<'a>(net: &Net, js: &mut Js<'a>, socket: Value<'_>) -> Result<Way<'a>, Thrown> {
    let names = &net.names;
    let emit = socket.get(js, names.emit)?;
    if !emit.value().is_same_object(net.hooks.emit.value(js)) {
        return Ok(Way::General);
    }
    let state = socket.get(js, names.readable_state)?;
    if flags(net, js, state.value())? & READABLE_MASK != READABLE_PLAIN {
        return Ok(Way::General);
    }
    let events = socket.get(js, names.events)?;
    let listener = events.value().get(js, names.data)?;
    if !listener.value().is_function(js) {
        return Ok(Way::General); // nobody, or several
    }
    let pipe = state.value().get(js, names.pipe)?;
    if !pipe.value().is_object() {
        return Ok(Way::Listener(listener));
    }
    let ondata = pipe.value().get(js, names.ondata)?;
    if !listener.value().is_same_object(ondata.value()) {
        return Ok(Way::Listener(listener));
    }
    // While data is handed on, the general way would pause and resume around a large chunk; it must be unseen.
    for name in [names.pause, names.resume] {
        if !events.value().get(js, name)?.value().is_undefined() {
            return Ok(Way::Listener(listener));
        }
    }
    let dest = pipe.value().get(js, names.dest)?;
    Ok(match plain_destination(net, js, dest.value(), pipe.value())? {
        Some(tcp) => Way::Pipe(tcp),
        None => Way::Listener(listener),
    })
}

/// The connection behind a destination, if writing to it directly cannot be told from `dest.write(chunk)`.
fn plain_destination(
    net: &Net,
    js: &mut Js<'_>,
    dest: Value<'_>,
    pipe: Value<'_>,
) -> Result<Option<Tcp>, Thrown> {
    let names = &net.names;
    let write = dest.get(js, names.write)?;
    let emit = dest.get(js, names.emit)?;
    if !write.value().is_same_object(net.hooks.fast_write.value(js))
        || !emit.value().is_same_object(net.hooks.emit.value(js))
    {
        return Ok(None);
    }
    let drain = dest.get(js, names.events)?.value().get(js, names.drain)?;
    if !drain.value().is_undefined() {
        let ondrain = pipe.get(js, names.ondrain)?;
        if !drain.value().is_same_object(ondrain.value()) {
            return Ok(None);
        }
    }
    let handle = dest.get(js, names.handle)?;
    let Some(handle) = net.tcp.of(handle.value()) else { return Ok(None) };
    if !handle.writes_directly() || !writable_plain(net, js, dest)? {
        return Ok(None);
    }
    Ok(handle.tcp.get())
}

fn writable_plain(net: &Net, js: &mut Js<'_>, socket: Value<'_>) -> Result<bool, Thrown> {
    let state = socket.get(js, net.names.writable_state)?;
    Ok(flags(net, js, state.value())? & WRITABLE_MASK == WRITABLE_PLAIN)
}

/// The flag word of a stream's state; no flags if that is not what it is.
#[inline(always)]
fn flags(net: &Net, js: &mut Js<'_>, state: Value<'_>) -> Result<i32, Thrown> {
    if !state.is_object() {
        return Ok(0);
    }
    Ok(state.get(js, net.names.state)?.value().as_int().unwrap_or(0))
}

/// `socket.write(chunk)`: at once if nothing special is going on, else the general way.
pub(super) fn write<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let net = net(js)?;
    if args.len() == 1
        && net.fast
        && let Some(answer) = write_directly(&net, js, args.this, args.get(0))?
    {
        return Ok(answer);
    }
    let arguments = [args.get(0), args.get(1), args.get(2)];
    let given = args.len().min(arguments.len());
    net.hooks.write.value(js).call(js, args.this, &arguments[..given])
}

fn write_directly<'a>(
    net: &Net,
    js: &mut Js<'a>,
    socket: Value<'_>,
    chunk: Value<'_>,
) -> Result<Option<Owned<'a>>, Thrown> {
    if !socket.is_object() {
        return Ok(None);
    }
    let handle = socket.get(js, net.names.handle)?;
    let Some(handle) = net.tcp.of(handle.value()) else { return Ok(None) };
    let state = socket.get(js, net.names.writable_state)?;
    if !handle.writes_directly() || flags(net, js, state.value())? & WRITABLE_MASK != WRITABLE_PLAIN {
        return Ok(None);
    }
    let left = if chunk.is_string() {
        write_text(net, js, handle, state.value(), chunk)?
    } else if let Some(bytes) = chunk.bytes(js) {
        write_bytes(js, handle, bytes)
    } else {
        None
    };
    let Some(left) = left else { return Ok(None) };
    if left == 0 {
        return Ok(Some(js.bool(true)));
    }
    let left = js.number(left as f64);
    net.hooks.partial.value(js).call(js, Value::UNDEFINED, &[socket, left.value()]).map(Some)
}

/// Writes a string in UTF-8; None if the stream has another encoding, or the text is too long.
fn write_text(
    net: &Net,
    js: &mut Js<'_>,
    handle: &TcpHandle,
    state: Value<'_>,
    text: Value<'_>,
) -> Result<Option<usize>, Thrown> {
    let encoding = state.get(js, net.names.default_encoding)?;
    if encoding.value().utf8(js).as_deref() != Some(b"utf8") {
        return Ok(None);
    }
    let Some(text) = text.utf8(js) else { return Ok(None) };
    Ok(write_bytes(js, handle, text.lossy().as_bytes()))
}

/// Writes, and says how many bytes must wait; None, and nothing is done, for chunks that `write` would answer with
/// false, and for empty ones.
#[inline(always)]
fn write_bytes(js: &Js<'_>, handle: &TcpHandle, bytes: &[u8]) -> Option<usize> {
    if bytes.is_empty() || bytes.len() >= handle.lane.high_water.get() as usize {
        return None;
    }
    let tcp = handle.tcp.get()?;
    js.with_loop(|lp| send(lp, tcp, bytes))
}
