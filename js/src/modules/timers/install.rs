//! The functions that `timers/internal` sees.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

use super::immediate::{self, Immediate, Queue};
use super::lists::Lists;
use super::timeout::{self, LONGEST, Manner, Timeout};
use super::{Names, Room, Script};
use crate::door;
use crate::raw::{Answer, Args, Js, Value};

/// The natives of `timers/internal`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    for (name, function) in [
        ("open", js.function(c"open", 5, open)?),
        ("setTimeout", js.function(c"setTimeout", 2, set_timeout)?),
        ("setInterval", js.function(c"setInterval", 2, set_interval)?),
        ("setUnrefTimeout", js.function(c"setUnrefTimeout", 2, set_unref_timeout)?),
        ("start", js.function(c"start", 5, start)?),
        ("clearTimeout", js.function(c"clearTimeout", 1, timeout::clear_timeout)?),
        ("clearInterval", js.function(c"clearInterval", 1, timeout::clear_timeout)?),
        ("refresh", js.function(c"refresh", 0, timeout::refresh)?),
        ("ref", js.function(c"ref", 0, timeout::make_referenced)?),
        ("unref", js.function(c"unref", 0, timeout::make_unreferenced)?),
        ("hasRef", js.function(c"hasRef", 0, timeout::has_reference)?),
        ("close", js.function(c"close", 0, timeout::close)?),
        ("number", js.function(c"[Symbol.toPrimitive]", 0, timeout::number)?),
        ("look", js.function(c"look", 1, look)?),
        ("setDuration", js.function(c"setDuration", 2, set_duration)?),
        ("setRepeat", js.function(c"setRepeat", 2, set_repeat)?),
        ("setImmediate", js.function(c"setImmediate", 1, set_immediate)?),
        ("clearImmediate", js.function(c"clearImmediate", 1, immediate::clear)?),
        ("refImmediate", js.function(c"ref", 0, immediate::make_referenced)?),
        ("unrefImmediate", js.function(c"unref", 0, immediate::make_unreferenced)?),
        ("immediateHasRef", js.function(c"hasRef", 0, immediate::has_reference)?),
        ("active", js.function(c"active", 0, active)?),
        ("isDone", js.function(c"isDone", 1, is_done)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

/// `open(timeoutPrototype, immediatePrototype, invalidCallback, duration, apply)`: before any other.
fn open<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let timeouts = js.class::<Timeout>("Timeout");
    let immediates = js.class::<Immediate>("Immediate");
    let names = Names {
        on_timeout: js.atom("_onTimeout"),
        timer_args: js.atom("_timerArgs"),
        on_immediate: js.atom("_onImmediate"),
        argv: js.atom("_argv"),
    };
    let manner = Manner { repeats: false, referenced: false };
    let timeout = timeouts.make(js, args.get(0), Timeout::new(-1.0, manner))?;
    timeout.value().define(js, names.on_timeout, js.undefined());
    let immediate = immediates.make(js, args.get(1), Immediate::new())?;
    immediate.value().define(js, names.on_immediate, js.undefined());
    js.rooms().insert(Room {
        timeouts,
        immediates,
        _samples: [js.hold(timeout.value()), js.hold(immediate.value())],
        script: Script {
            timeout_prototype: js.hold(args.get(0)),
            immediate_prototype: js.hold(args.get(1)),
            invalid_callback: js.hold(args.get(2)),
            duration: js.hold(args.get(3)),
            apply: js.hold(args.get(4)),
        },
        names,
        lists: RefCell::new(Lists::new()),
        queue: RefCell::new(Queue::new()),
        numbered: RefCell::new(HashMap::new()),
        numbers: Cell::new(0),
        referenced: Cell::new(0),
        timer: Cell::new(None),
        wake: Cell::new(None),
        passing: Cell::new(false),
        opened: OnceCell::new(),
        facts: door::door_of(js)?.facts.clone(),
    });
    Ok(js.undefined())
}

/// The arguments from `first` on, as an array; undefined if there are none.
#[inline(always)]
fn rest<'a>(js: &mut Js<'a>, args: Args<'a>, first: usize) -> Answer<'a> {
    if args.len() <= first {
        return Ok(js.undefined());
    }
    let array = js.array()?;
    for index in first..args.len() {
        let argument = args.get(index).own(js);
        array.value().set_index(js, (index - first) as u32, argument)?;
    }
    Ok(array)
}

fn start_with<'a>(js: &mut Js<'a>, args: Args<'a>, manner: Manner) -> Answer<'a> {
    let room = Room::of(js)?;
    let arguments = rest(js, args, 2)?;
    room.start(js, args.get(0), args.get(1), arguments.value(), manner)
}

/// `setTimeout(callback, after, …arguments)`
fn set_timeout<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    start_with(js, args, Manner { repeats: false, referenced: true })
}

/// `setInterval(callback, period, …arguments)`
fn set_interval<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    start_with(js, args, Manner { repeats: true, referenced: true })
}

/// `setUnrefTimeout(callback, after)`: for the house's own, such as a socket's idle time.
fn set_unref_timeout<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let manner = Manner { repeats: false, referenced: false };
    room.start(js, args.get(0), args.get(1), Value::UNDEFINED, manner)
}

/// `start(callback, after, arguments, repeats, referenced)`
fn start<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let manner = Manner { repeats: args.get(3).truthy(js), referenced: args.get(4).truthy(js) };
    room.start(js, args.get(0), args.get(1), args.get(2), manner)
}

/// `setImmediate(callback, …arguments)`
fn set_immediate<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let arguments = rest(js, args, 1)?;
    room.start_immediate(js, args.get(0), arguments.value())
}

/// `look(timeout)`: `[duration, start, repeat, destroyed, referenced, waiting]`; undefined if it is none.
fn look<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let Some(state) = room.timeouts.of(args.get(0)) else { return Ok(js.undefined()) };
    let fields = [
        js.number(state.after.get()),
        js.number(state.start.get() as f64),
        state.repeat.get().map_or_else(|| js.null(), |period| js.number(period)),
        js.bool(state.is_destroyed()),
        js.bool(state.is_referenced()),
        js.bool(state.seat.get().is_some()),
    ];
    let array = js.array()?;
    for (index, field) in fields.into_iter().enumerate() {
        array.value().set_index(js, index as u32, field)?;
    }
    Ok(array)
}

/// `setDuration(timeout, milliseconds)`: for the next time it is armed.
fn set_duration<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let after = args.get(1).as_number().unwrap_or(-1.0);
    if let Some(state) = room.timeouts.of(args.get(0)) {
        state.after.set(after.min(LONGEST));
    }
    Ok(js.undefined())
}

/// `setRepeat(timeout, milliseconds)`: makes an interval of it, or with anything but a number a timeout.
fn set_repeat<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let period = args.get(1).as_number().filter(|period| (1.0..=LONGEST).contains(period));
    if let Some(state) = room.timeouts.of(args.get(0)) {
        state.repeat.set(period);
    }
    Ok(js.undefined())
}

/// `active()`: how many Timeouts and Immediates keep the loop alive.
fn active<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let timeouts = std::iter::repeat_n("Timeout", room.referenced.get());
    let immediates = std::iter::repeat_n("Immediate", room.queue.borrow().referenced());
    js.strings(timeouts.chain(immediates))
}

/// `isDone(immediate)`: it has run, or was cleared.
fn is_done<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let done = room.immediates.of(args.get(0)).is_none_or(|state| state.referenced.get().is_none());
    Ok(js.bool(done))
}
