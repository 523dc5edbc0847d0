//! The asynchronous context of the running code, for `internal/async_context`.
//!
//! Which callback belongs to which asynchronous operation is JavaScript's to know. Kept here is only what is current, so
//! that a callback of the loop begins without one; and how timers find the function that binds callbacks. Programs that do
//! not use `async_hooks` pay one load per callback.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::door;
use crate::raw::{Answer, Args, Held, Js, Owned, Thrown, Value};

/// What is current.
#[derive(Default)]
pub(crate) struct Scope {
    /// True once there has been a context.
    used: Cell<bool>,
    current: RefCell<Option<Held>>,
    /// `(callback, type)` gives the callback, bound to the context of now.
    bind: RefCell<Option<Rc<Held>>>,
}

impl Scope {
    /// The callback of before is over.
    #[inline]
    pub(crate) fn leave(&self) {
        if self.used.get() {
            drop(self.current.take());
        }
    }
}

/// A callback, bound to the context of now if there are contexts. `kind` is what `createHook` calls its resource.
pub(crate) fn bind<'a>(js: &mut Js<'a>, callback: Value<'_>, kind: &str) -> Result<Owned<'a>, Thrown> {
    let door = door::door_of(js)?;
    if !door.scope.used.get() {
        return Ok(callback.own(js));
    }
    let bind = door.scope.bind.borrow().clone();
    let Some(bind) = bind else { return Ok(callback.own(js)) };
    let kind = js.string(kind)?;
    bind.value(js).call(js, Value::UNDEFINED, &[callback, kind.value()])
}

/// The natives of `internal/async_context`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    for (name, function) in [
        ("current", js.function(c"current", 0, current)?),
        ("enter", js.function(c"enter", 1, enter)?),
        ("setBinder", js.function(c"setBinder", 1, set_binder)?),
        ("watchPromises", js.function(c"watchPromises", 2, watch_promises)?),
        ("enqueue", js.function(c"enqueue", 1, enqueue)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

/// `current()`: what was entered last, or undefined.
fn current<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let door = door::door_of(js)?;
    let current = door.scope.current.borrow();
    Ok(current.as_ref().map_or_else(|| js.undefined(), |held| held.value(js).own(js)))
}

/// `enter(context)`: is current from now on, until the next callback of the loop.
fn enter<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let door = door::door_of(js)?;
    let next = args.get(0);
    let next = (!next.is_undefined()).then(|| js.hold(next));
    door.scope.used.set(true);
    let before = door.scope.current.replace(next);
    drop(before);
    Ok(js.undefined())
}

/// `setBinder(bind)`
fn set_binder<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let door = door::door_of(js)?;
    door.scope.used.set(true);
    let bind = Rc::new(js.hold(args.get(0)));
    *door.scope.bind.borrow_mut() = Some(bind);
    Ok(js.undefined())
}

/// `watchPromises(made, fulfilled)`: from now on `made(promise)` and `fulfilled(promise)` are called.
fn watch_promises<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    js.watch_promises(args.get(0), args.get(1));
    Ok(js.undefined())
}

/// `enqueue(function)`: a promise job that calls it.
fn enqueue<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    js.enqueue_job(args.get(0))?;
    Ok(js.undefined())
}
