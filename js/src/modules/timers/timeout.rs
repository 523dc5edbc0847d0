//! Timeout objects: what setTimeout and setInterval give.

use std::cell::Cell;

use super::Room;
use super::lists::Seat;
use crate::raw::{Answer, Args, Js, Thrown, Value};

/// The longest duration, in milliseconds: what fits into 32 bits with a sign.
pub(super) const LONGEST: f64 = 2_147_483_647.0;

/// Keeps the loop alive while it waits.
const REFERENCED: u8 = 1;
/// Done or cleared; only a refresh brings it back.
const DESTROYED: u8 = 2;
/// Known by its number.
const NUMBERED: u8 = 4;

/// What a Timeout object carries.
pub(super) struct Timeout {
    /// The duration in milliseconds, fractions included; -1 when cleared.
    pub(super) after: Cell<f64>,
    /// The period of an interval.
    pub(super) repeat: Cell<Option<f64>>,
    /// When it was last armed.
    pub(super) start: Cell<u64>,
    /// Where it waits, if it does.
    pub(super) seat: Cell<Option<Seat>>,
    number: Cell<u64>,
    flags: Cell<u8>,
}

impl Timeout {
    pub(super) fn new(after: f64, manner: Manner) -> Timeout {
        Timeout {
            after: Cell::new(after),
            repeat: Cell::new(manner.repeats.then_some(after)),
            start: Cell::new(0),
            seat: Cell::new(None),
            number: Cell::new(0),
            flags: Cell::new(if manner.referenced { REFERENCED } else { 0 }),
        }
    }

    fn has(&self, flag: u8) -> bool {
        self.flags.get() & flag != 0
    }

    fn set(&self, flag: u8, on: bool) {
        let rest = self.flags.get() & !flag;
        self.flags.set(if on { rest | flag } else { rest });
    }

    /// Where it lies, which nobody else does while it lives.
    pub(super) fn address(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }

    pub(super) fn is_referenced(&self) -> bool {
        self.has(REFERENCED)
    }

    pub(super) fn is_destroyed(&self) -> bool {
        self.has(DESTROYED)
    }
}

/// How a Timeout is to be made.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub(super) repeats: bool,
    pub(super) referenced: bool,
}

impl Room {
    /// Makes a Timeout and arms it. `arguments` is an array, or undefined.
    pub(super) fn start<'a>(
        &self,
        js: &mut Js<'a>,
        callback: Value<'_>,
        after: Value<'_>,
        arguments: Value<'_>,
        manner: Manner,
    ) -> Answer<'a> {
        if !callback.is_function(js) {
            return self.script.invalid_callback.value(js).call(js, Value::UNDEFINED, &[callback]);
        }
        let after = self.duration(js, after)?;
        let prototype = self.script.timeout_prototype.value(js);
        let object = self.timeouts.make(js, prototype, Timeout::new(after, manner))?;
        let timer = object.value();
        if let (Some(facts), Some(state)) = (&self.facts, self.timeouts.of(timer)) {
            facts.timeout_made(js, state.address(), manner.repeats, callback);
        }
        let callback = crate::scope::bind(js, callback, "Timeout")?;
        timer.define(js, self.names.on_timeout, callback);
        if !arguments.is_undefined() {
            timer.define(js, self.names.timer_args, arguments.own(js));
        }
        if let Some(state) = self.timeouts.of(timer) {
            if manner.referenced {
                self.refer(js)?;
            }
            self.insert(js, timer, state, None)?;
        }
        Ok(object)
    }

    /// A duration from what a program passed: mostly a small whole number.
    fn duration(&self, js: &mut Js<'_>, after: Value<'_>) -> Result<f64, Thrown> {
        match after.as_int() {
            Some(after) if after > 0 => Ok(f64::from(after)),
            Some(0) => Ok(1.0),
            _ if after.is_undefined() => Ok(1.0),
            _ => {
                let usable = self.script.duration.value(js).call(js, Value::UNDEFINED, &[after])?;
                Ok(usable.value().as_number().unwrap_or(1.0))
            }
        }
    }

    /// Puts a Timeout at the end of the list of its duration, out of where it was.
    pub(super) fn insert(
        &self,
        js: &Js<'_>,
        timer: Value<'_>,
        state: &Timeout,
        start: Option<u64>,
    ) -> Result<(), Thrown> {
        let start = match start {
            Some(start) => start,
            None => Room::with_loop(js, |lp| self.now(lp))?,
        };
        let made = {
            let mut lists = self.lists.borrow_mut();
            let held = state.seat.take().and_then(|seat| lists.remove(seat));
            let held = held.unwrap_or_else(|| js.hold(timer));
            // `as` rounds towards zero, as Node does with fractions of milliseconds.
            let (seat, made) = lists.insert(state.after.get() as u32, start, held);
            state.seat.set(Some(seat));
            made
        };
        state.start.set(start);
        if let Some(facts) = &self.facts {
            let due = self.moment(start.saturating_add(u64::from(state.after.get() as u32)));
            facts.timer_armed(js, state.address(), due);
        }
        made.map_or(Ok(()), |expiry| self.wake_by(js, expiry))
    }

    /// clearTimeout of a Timeout, which does nothing to one whose callback is gone.
    pub(super) fn clear(&self, js: &mut Js<'_>, timer: Value<'_>, state: &Timeout) -> Result<(), Thrown> {
        if !timer.get(js, self.names.on_timeout)?.value().truthy(js) {
            return Ok(());
        }
        // What leaves the lists may be the last name of the object, so it is kept to the end.
        let _kept = timer.own(js);
        self.forget_callback(js, timer)?;
        if state.is_destroyed() {
            return Ok(());
        }
        self.destroy(state);
        let waited = state.seat.take().and_then(|seat| self.lists.borrow_mut().remove(seat));
        if let Some(facts) = &self.facts {
            if waited.is_some() {
                facts.timer_disarmed(js, state.address());
            }
            facts.timer_over(js, state.address());
        }
        drop(waited);
        if state.is_referenced() {
            // The list of an unreferenced one is left standing: sockets make and clear theirs all the time.
            self.lists.borrow_mut().forget_empty(state.after.get() as u32);
            self.unrefer(js)?;
        }
        state.after.set(-1.0);
        Ok(())
    }

    pub(super) fn forget_callback(&self, js: &mut Js<'_>, timer: Value<'_>) -> Result<(), Thrown> {
        timer.set(js, self.names.on_timeout, js.undefined())?;
        if !timer.get(js, self.names.timer_args)?.value().is_undefined() {
            timer.set(js, self.names.timer_args, js.undefined())?;
        }
        Ok(())
    }

    /// Marks a Timeout as done, and forgets its number.
    pub(super) fn destroy(&self, state: &Timeout) {
        state.set(DESTROYED, true);
        if state.has(NUMBERED) {
            let known = self.numbered.borrow_mut().remove(&state.number.get());
            state.set(NUMBERED, false);
            drop(known);
        }
    }

    /// clearTimeout by number.
    pub(super) fn clear_number(&self, js: &mut Js<'_>, number: u64) -> Result<(), Thrown> {
        let known = self.numbered.borrow_mut().remove(&number);
        let Some(known) = known else { return Ok(()) };
        let timer = known.value(js).own(js);
        let value = timer.value();
        match self.timeouts.of(value) {
            Some(state) => self.clear(js, value, state),
            None => Ok(()),
        }
    }
}

// Called on anything but a Timeout, the methods do nothing, as Node's mostly do: they are found on objects that were made
// from a Timeout, and bound to the wrong thing.

/// `timeout.refresh()`: starts anew, also one that has fired; one that was cleared stays so.
pub(super) fn refresh<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let Some(state) = room.timeouts.of(args.this) else { return Ok(args.this.own(js)) };
    if state.after.get() >= 0.0 {
        if let Some(facts) = room.facts.as_ref().filter(|_| state.is_destroyed())
            && let Some([callback, ..]) = args.this.own_property(js, room.names.on_timeout)
        {
            facts.timeout_made(js, state.address(), state.repeat.get().is_some(), callback.value());
        }
        room.insert(js, args.this, state, None)?;
        if state.is_destroyed() {
            state.set(DESTROYED, false);
            if state.is_referenced() {
                room.refer(js)?;
            }
        }
    }
    Ok(args.this.own(js))
}

/// `timeout.ref()`
pub(super) fn make_referenced<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let Some(state) = room.timeouts.of(args.this) else { return Ok(args.this.own(js)) };
    if !state.is_referenced() {
        state.set(REFERENCED, true);
        if !state.is_destroyed() {
            room.refer(js)?;
        }
    }
    Ok(args.this.own(js))
}

/// `timeout.unref()`
pub(super) fn make_unreferenced<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let Some(state) = room.timeouts.of(args.this) else { return Ok(args.this.own(js)) };
    if state.is_referenced() {
        state.set(REFERENCED, false);
        if !state.is_destroyed() {
            room.unrefer(js)?;
        }
    }
    Ok(args.this.own(js))
}

/// `timeout.hasRef()`
pub(super) fn has_reference<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let referenced = room.timeouts.of(args.this).map(Timeout::is_referenced);
    Ok(referenced.map_or_else(|| js.undefined(), |referenced| js.bool(referenced)))
}

/// `timeout.close()`
pub(super) fn close<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let Some(state) = room.timeouts.of(args.this) else { return Ok(args.this.own(js)) };
    room.clear(js, args.this, state)?;
    Ok(args.this.own(js))
}

/// `timeout[Symbol.toPrimitive]()`: a number by which clearTimeout finds the Timeout while it is alive.
pub(super) fn number<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let Some(state) = room.timeouts.of(args.this) else { return Ok(args.this.own(js)) };
    if state.number.get() == 0 {
        room.numbers.set(room.numbers.get() + 1);
        state.number.set(room.numbers.get());
    }
    if !state.has(NUMBERED) && !state.is_destroyed() {
        state.set(NUMBERED, true);
        room.numbered.borrow_mut().insert(state.number.get(), js.hold(args.this));
    }
    Ok(js.number(state.number.get() as f64))
}

/// `clearTimeout(timeout)`: a Timeout, or its number, or that as a string; all else is ignored.
pub(super) fn clear_timeout<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let timer = args.get(0);
    if let Some(state) = room.timeouts.of(timer) {
        room.clear(js, timer, state)?;
    } else if let Some(number) = timer.as_number() {
        room.clear_number(js, whole(number))?;
    } else if let Some(text) = timer.text(js) {
        // Only as a property's name would be written: no sign, no space, no leading zero.
        let number: u64 = text.parse().unwrap_or(0);
        if number.to_string() == text {
            room.clear_number(js, number)?;
        }
    }
    Ok(js.undefined())
}

/// A number as that of a Timeout; 0, which no Timeout has, for any other.
fn whole(number: f64) -> u64 {
    if number >= 1.0 && number.fract() == 0.0 { number as u64 } else { 0 }
}
