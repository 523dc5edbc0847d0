//! Immediates: what shall run right after the poll phase.
//!
//! They run in a check hook of the reactor. The hook keeps nobody awake; while immediates wait that count, an immediate
//! of the reactor does, so that one which was unref'd runs when the loop comes by, and not for its own sake.

use std::cell::Cell;
use std::mem;

use evloop::Loop;

use super::Room;
use super::chain::{Chain, Links, Place};
use crate::door::{self, Door};
use crate::raw::{Answer, Args, Context, Held, Js, Owned, Thrown, Value};

/// What an Immediate object carries.
pub(super) struct Immediate {
    /// Whether it keeps the loop alive; None once it has run or was cleared.
    pub(super) referenced: Cell<Option<bool>>,
    place: Cell<Option<Place>>,
    /// Which of the two lists of [`Queue`] it is in.
    side: Cell<bool>,
}

impl Immediate {
    pub(super) fn new() -> Immediate {
        Immediate { referenced: Cell::new(Some(true)), place: Cell::new(None), side: Cell::new(false) }
    }

    /// Where it lies, which nobody else does while it lives.
    fn address(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }
}

/// All immediates.
pub(super) struct Queue {
    links: Links<Held>,
    /// New ones.
    waiting: Chain,
    /// Those of the present turn that have not run yet.
    running: Chain,
    /// Which side the list `waiting` is; swapped with each turn, so that nothing has to be written to the objects.
    side: bool,
    /// How many keep the loop alive.
    referenced: usize,
    /// The check hook exists.
    hooked: bool,
    /// What keeps the reactor awake.
    awake: Option<evloop::Immediate>,
}

impl Queue {
    /// How many keep the loop alive.
    pub(super) fn referenced(&self) -> usize {
        self.referenced
    }

    pub(super) const fn new() -> Queue {
        Queue {
            links: Links::new(),
            waiting: Chain::EMPTY,
            running: Chain::EMPTY,
            side: false,
            referenced: 0,
            hooked: false,
            awake: None,
        }
    }

    fn append(&mut self, immediate: Held, state: &Immediate) {
        state.side.set(self.side);
        state.place.set(Some(self.links.append(&mut self.waiting, immediate)));
    }

    fn remove(&mut self, state: &Immediate) -> Option<Held> {
        let place = state.place.take()?;
        let chain = if state.side.get() == self.side { &mut self.waiting } else { &mut self.running };
        self.links.remove(chain, place)
    }

    /// Those that wait are now to run, if none of an earlier turn is left.
    fn begin(&mut self) {
        if self.running.is_empty() {
            mem::swap(&mut self.running, &mut self.waiting);
            self.side = !self.side;
        }
    }

    fn next(&self) -> Option<&Held> {
        self.links.get(self.running.first()?)
    }
}

impl Room {
    fn refer_immediate(&self, js: &Js<'_>) -> Result<(), Thrown> {
        let mut queue = self.queue.borrow_mut();
        queue.referenced += 1;
        if queue.awake.is_none() {
            queue.awake = Some(Room::with_loop(js, |lp| stay_awake(js.context(), lp))?);
        }
        Ok(())
    }

    fn unrefer_immediate(&self, js: &Js<'_>) {
        let mut queue = self.queue.borrow_mut();
        queue.referenced -= 1;
        if queue.referenced == 0
            && let Some(awake) = queue.awake.take()
        {
            js.with_loop(|lp| awake.cancel(lp));
        }
    }

    fn hook_immediates(&self, js: &Js<'_>) -> Result<(), Thrown> {
        if !self.queue.borrow().hooked {
            let context = js.context();
            let hook = Room::with_loop(js, |lp| {
                let hook = lp.on_check(move |lp, _| run(&context, lp));
                hook.set_ref(lp, false);
                hook
            })?;
            if let Some(facts) = &self.facts {
                facts.carried_by(hook.id());
            }
            self.queue.borrow_mut().hooked = true;
        }
        Ok(())
    }

    /// Makes an Immediate. `arguments` is an array, or undefined.
    pub(super) fn start_immediate<'a>(
        &self,
        js: &mut Js<'a>,
        callback: Value<'_>,
        arguments: Value<'_>,
    ) -> Answer<'a> {
        if !callback.is_function(js) {
            return self.script.invalid_callback.value(js).call(js, Value::UNDEFINED, &[callback]);
        }
        self.hook_immediates(js)?;
        let prototype = self.script.immediate_prototype.value(js);
        let object = self.immediates.make(js, prototype, Immediate::new())?;
        let immediate = object.value();
        if let (Some(facts), Some(state)) = (&self.facts, self.immediates.of(immediate)) {
            facts.immediate_made(js, state.address(), callback);
        }
        let callback = crate::scope::bind(js, callback, "Immediate")?;
        immediate.define(js, self.names.on_immediate, callback);
        if !arguments.is_undefined() {
            immediate.define(js, self.names.argv, arguments.own(js));
        }
        self.refer_immediate(js)?;
        if let Some(state) = self.immediates.of(immediate) {
            self.queue.borrow_mut().append(js.hold(immediate), state);
        }
        Ok(object)
    }

    /// Runs the immediates of this turn; and after one that threw as the last of them, also those that it has made, as Node
    /// does. What a callback that threw has left to be done is done after the next one.
    fn run_immediates(&self, js: &mut Js<'_>, door: &Door) {
        loop {
            self.queue.borrow_mut().begin();
            let outcome = self.run_some(js, door);
            let Err(thrown) = outcome else { break };
            door.uncaught(js, thrown);
            if door.exit_code().is_some() {
                return;
            }
        }
        door.drain(js);
    }

    /// Runs immediates until one throws.
    fn run_some(&self, js: &mut Js<'_>, door: &Door) -> Result<(), Thrown> {
        let mut to_drain = false;
        loop {
            if to_drain && self.queue.borrow().next().is_some() {
                door.drain(js);
                if door.exit_code().is_some() {
                    return Ok(());
                }
            }
            let Some(immediate) = self.next_immediate(js) else { return Ok(()) };
            to_drain = true;
            self.fire_immediate(js, immediate.value())?;
        }
    }

    fn next_immediate<'a>(&self, js: &Js<'a>) -> Option<Owned<'a>> {
        let mut queue = self.queue.borrow_mut();
        let immediate = queue.next()?.value(js).own(js);
        if let Some(state) = self.immediates.of(immediate.value()) {
            // `immediate` keeps the object alive over this.
            drop(queue.remove(state));
            if state.referenced.take() == Some(true) {
                queue.referenced -= 1;
            }
        }
        Some(immediate)
    }

    fn fire_immediate(&self, js: &mut Js<'_>, immediate: Value<'_>) -> Result<(), Thrown> {
        let callback = immediate.get(js, self.names.on_immediate)?;
        let arguments = immediate.get(js, self.names.argv)?;
        let state = self.immediates.of(immediate);
        let facts = self.facts.as_ref().zip(state);
        let entered = facts.and_then(|(facts, state)| facts.timer_fires(js, state.address()));
        let outcome = self.call(js, callback.value(), immediate, arguments.value());
        if let Some((facts, state)) = facts {
            facts.left(js, entered);
            facts.timer_over(js, state.address());
        }
        self.forget_immediate(js, immediate)?;
        outcome
    }

    /// Lets go of callback and arguments: an Immediate is used once.
    fn forget_immediate(&self, js: &mut Js<'_>, immediate: Value<'_>) -> Result<(), Thrown> {
        immediate.define(js, self.names.on_immediate, js.undefined());
        if !immediate.get(js, self.names.argv)?.value().is_undefined() {
            immediate.define(js, self.names.argv, js.undefined());
        }
        Ok(())
    }

    fn clear_immediate(
        &self,
        js: &mut Js<'_>,
        immediate: Value<'_>,
        state: &Immediate,
    ) -> Result<(), Thrown> {
        let Some(referenced) = state.referenced.take() else { return Ok(()) };
        let _kept = immediate.own(js);
        if let Some(facts) = &self.facts {
            facts.timer_over(js, state.address());
        }
        if referenced {
            self.unrefer_immediate(js);
        }
        let waited = self.queue.borrow_mut().remove(state);
        drop(waited);
        self.forget_immediate(js, immediate)
    }
}

/// The check phase has come.
fn run(context: &Context, lp: &mut Loop) {
    let Some(room) = context.rooms().get::<Room>() else { return };
    if !room.queue.borrow().waiting.is_empty() {
        door::visit(context, lp, |js, door| room.run_immediates(js, door));
    }
}

/// Keeps the loop turning, without sleep, until no immediate is left that wants it.
fn stay_awake(context: Context, lp: &mut Loop) -> evloop::Immediate {
    let own = context.clone();
    let awake = lp.immediate(move |lp| {
        let Some(room) = own.rooms().get::<Room>() else { return };
        let wanted = room.queue.borrow().referenced > 0;
        room.queue.borrow_mut().awake = wanted.then(|| stay_awake(own, lp));
    });
    if let Some(facts) = context.rooms().get::<Room>().and_then(|room| room.facts.clone()) {
        facts.carried_by(awake.id());
    }
    awake
}

/// `immediate.ref()`
pub(super) fn make_referenced<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let Some(state) = room.immediates.of(args.this) else { return Ok(args.this.own(js)) };
    if state.referenced.get() == Some(false) {
        state.referenced.set(Some(true));
        room.refer_immediate(js)?;
    }
    Ok(args.this.own(js))
}

/// `immediate.unref()`
pub(super) fn make_unreferenced<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let Some(state) = room.immediates.of(args.this) else { return Ok(args.this.own(js)) };
    if state.referenced.get() == Some(true) {
        state.referenced.set(Some(false));
        room.unrefer_immediate(js);
    }
    Ok(args.this.own(js))
}

/// `immediate.hasRef()`
pub(super) fn has_reference<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    let referenced = room.immediates.of(args.this).is_some_and(|state| state.referenced.get() == Some(true));
    Ok(js.bool(referenced))
}

/// `clearImmediate(immediate)`: ignores what is no Immediate, or none that waits.
pub(super) fn clear<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js)?;
    if let Some(state) = room.immediates.of(args.get(0)) {
        room.clear_immediate(js, args.get(0), state)?;
    }
    Ok(js.undefined())
}
