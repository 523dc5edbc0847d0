//! A channel: a Unix socket that bytes and descriptors go through. What the bytes mean, JavaScript knows.

use std::cell::{Cell, RefCell};
use std::os::fd::OwnedFd;
use std::rc::Rc;

use evloop::{Conn, Event, Loop, file};

use super::{errno, no_loop};
use crate::door;
use crate::modules::{buffer, net::adopt};
use crate::raw::{Answer, Args, Class, Held, Js, Thrown, Value};

/// What the room remembers of channels.
struct Channels {
    class: Class<Channel>,
    prototype: Held,
}

/// What a channel's object carries.
struct Channel {
    /// None once it is closed.
    conn: Cell<Option<Conn>>,
    /// What came and has not been asked for: the oldest first.
    arrived: Rc<RefCell<Vec<OwnedFd>>>,
}

const EBADF: i32 = -9;

fn channels(js: &mut Js<'_>) -> Result<Rc<Channels>, Thrown> {
    if let Some(channels) = js.rooms().get::<Channels>() {
        return Ok(channels);
    }
    let prototype = js.object()?;
    for (name, function) in [
        ("write", js.function(c"write", 2, write)?),
        ("queued", js.function(c"queued", 0, queued)?),
        ("takeHandle", js.function(c"takeHandle", 0, take_handle)?),
        (
            "readStart",
            js.function(c"readStart", 0, |js, args| on_conn(js, args, |lp, conn| conn.resume(lp)))?,
        ),
        ("readStop", js.function(c"readStop", 0, |js, args| on_conn(js, args, |lp, conn| conn.pause(lp)))?),
        ("ref", js.function(c"ref", 0, |js, args| on_conn(js, args, |lp, conn| conn.set_ref(lp, true)))?),
        (
            "unref",
            js.function(c"unref", 0, |js, args| on_conn(js, args, |lp, conn| conn.set_ref(lp, false)))?,
        ),
        ("close", js.function(c"close", 0, close)?),
    ] {
        prototype.value().define_hidden(js, js.atom(name), function);
    }
    let prototype = js.hold(prototype.value());
    Ok(js.rooms().insert(Channels { class: js.class("Pipe"), prototype }))
}

/// `openChannel(number, hooks)`: the end of a channel that our parent gave us; or a negative errno.
pub(super) fn open_inherited<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let number = args.get(0).as_int().unwrap_or(-1);
    let Ok(file) = file::duplicate(number) else { return Ok(js.int(EBADF)) };
    // The number itself is nobody's any more.
    let _ = file::retire(number);
    make(js, file.into(), args.get(1))
}

/// A channel's object, or a negative errno. `hooks.data(chunk)` hears what comes: a Buffer, null at the end; `hooks.drain()`,
/// that all is out.
pub(super) fn make<'a>(js: &mut Js<'a>, fd: OwnedFd, hooks: Value<'_>) -> Answer<'a> {
    let channels = channels(js)?;
    let arrived = Rc::new(RefCell::new(Vec::new()));
    let (data_name, drain_name) = (js.atom("data"), js.atom("drain"));
    let (data, drain) = (hooks.get(js, data_name)?, hooks.get(js, drain_name)?);
    let (data, drain) = (js.hold(data.value()), js.hold(drain.value()));
    let taken = arrived.clone();
    let begun = js.with_loop(|lp| {
        let conn = lp.conn_on(fd)?;
        conn.set_high_water(lp, 1);
        conn.take_descriptors(lp, true);
        conn.start(lp, move |lp, conn, event| heard(lp, conn, event, &data, &drain, &taken));
        conn.pause(lp);
        Ok::<_, evloop::Error>(conn)
    });
    match begun.ok_or_else(|| no_loop(js))? {
        Ok(conn) => {
            let channel = Channel { conn: Cell::new(Some(conn)), arrived };
            channels.class.make(js, channels.prototype.value(js), channel)
        }
        Err(error) => Ok(js.int(errno(&error))),
    }
}

fn heard(
    lp: &mut Loop,
    conn: Conn,
    event: Event<'_>,
    data: &Held,
    drain: &Held,
    arrived: &RefCell<Vec<OwnedFd>>,
) {
    match event {
        Event::Descriptors(received) => arrived.borrow_mut().append(&mut received.fds),
        Event::Data(bytes) => door::enter_to(data.context(), lp, data, |js| {
            let chunk = buffer::copy(js, bytes)?;
            data.value(js).call(js, Value::UNDEFINED, &[chunk.value()]).map(drop)
        }),
        // A peer that breaks off, with unread messages perhaps, is one that has ended.
        Event::End | Event::Error(_) => {
            door::enter_to(data.context(), lp, data, |js| {
                let end = js.null();
                data.value(js).call(js, Value::UNDEFINED, &[end.value()]).map(drop)
            });
            conn.close(lp);
        }
        Event::Drain => door::call(lp, drain),
        _ => {}
    }
}

fn receiver<'a>(js: &mut Js<'a>, args: Args<'a>) -> Result<&'a Channel, Thrown> {
    let channels = channels(js)?;
    channels.class.of(args.this).ok_or_else(|| js.throw_type_error("the receiver is no channel"))
}

fn on_conn<'a>(js: &mut Js<'a>, args: Args<'a>, verb: fn(&mut Loop, Conn) -> bool) -> Answer<'a> {
    let conn = receiver(js, args)?.conn.get();
    if let Some(conn) = conn {
        js.with_loop(|lp| verb(lp, conn)).ok_or_else(|| no_loop(js))?;
    }
    Ok(js.undefined())
}

/// `write(bytes, handle)`: 0, all is out; 1, some waits and `drain` will tell; or a negative errno. What the handle stands
/// for goes along.
fn write<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(conn) = receiver(js, args)?.conn.get() else { return Ok(js.int(EBADF)) };
    let handle = args.get(1);
    let mut fds = Vec::new();
    if handle.is_object() {
        match adopt::share(js, handle) {
            Some(Ok(fd)) => fds.push(fd),
            Some(Err(error)) => return Ok(js.int(errno(&error))),
            None => return Ok(js.int(EBADF)),
        }
    }
    let bytes = match args.get(0).bytes(js) {
        Some(bytes) => bytes,
        None => return Err(js.throw_type_error("a Uint8Array is wanted")),
    };
    let status = js.with_loop(|lp| match conn.write_with(lp, bytes, fds) {
        Ok(_) if !conn.is_writable(lp) => -32,
        Ok(_) => i32::from(conn.queued(lp) > 0),
        Err(error) => errno(&error),
    });
    status.map(|status| js.int(status)).ok_or_else(|| no_loop(js))
}

/// `queued()`: bytes that wait for the kernel.
fn queued<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let conn = receiver(js, args)?.conn.get();
    let bytes = conn.and_then(|conn| js.with_loop(|lp| conn.queued(lp))).unwrap_or(0);
    Ok(js.number(bytes as f64))
}

/// `takeHandle()`: the oldest of the handles that came; undefined if there is none.
fn take_handle<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let arrived = receiver(js, args)?.arrived.clone();
    if arrived.borrow().is_empty() {
        return Ok(js.undefined());
    }
    let fd = arrived.borrow_mut().remove(0);
    adopt::object(js, fd)
}

/// `close()`
fn close<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    if let Some(conn) = receiver(js, args)?.conn.take() {
        js.with_loop(|lp| conn.close(lp));
    }
    Ok(js.undefined())
}
