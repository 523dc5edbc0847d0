//! A pass: firing what is due, in Node's order.

use evloop::Loop;

use super::Room;
use super::lists::{First, ListName};
use super::timeout::Timeout;
use crate::door::{self, Door};
use crate::raw::{Context, Js, Thrown, Value};

/// The reactor's timer has fired.
pub(super) fn run(context: &Context, lp: &mut Loop) {
    let Some(room) = context.rooms().get::<Room>() else { return };
    room.wake.set(None);
    let now = room.now(lp);
    door::visit(context, lp, |js, door| {
        room.passing.set(true);
        let next = room.fire_all(js, door, now);
        room.passing.set(false);
        if door.exit_code().is_some() {
            return;
        }
        js.with_loop(|lp| room.rest(js, lp, next));
        door.drain(js);
    });
}

impl Room {
    /// Fires what is due at `now`, and says when the next is.
    ///
    /// Ticks and promise jobs are run before a further list is begun, and between two callbacks of a list when the next
    /// timer has been chosen already. So what they clear does not fire, and what they refresh in the same list still does.
    /// After something has thrown it is as if the pass had just begun, so that ticks which were left over wait once more.
    fn fire_all(&self, js: &mut Js<'_>, door: &Door, now: u64) -> Option<u64> {
        let mut to_drain = false;
        while door.exit_code().is_none() {
            let list = match self.lists.borrow().first(now) {
                First::Due(list) => list,
                First::Wait(expiry) => return Some(expiry),
                First::Nothing => return None,
            };
            // What the ticks do to the list is seen by looking again.
            if std::mem::take(&mut to_drain) && !self.drain(js, door) {
                continue;
            }
            to_drain = self.fire_list(js, door, list, now);
        }
        None
    }

    /// Fires what is due in a list. False if something threw.
    fn fire_list(&self, js: &mut Js<'_>, door: &Door, list: ListName, now: u64) -> bool {
        let mut to_drain = false;
        loop {
            let timer = match self.lists.borrow_mut().due(list, now) {
                Some(timer) => timer.value(js).own(js),
                None => return true,
            };
            if to_drain && !self.drain(js, door) {
                return false;
            }
            to_drain = true;
            if let Err(thrown) = self.fire(js, timer.value()) {
                door.uncaught(js, thrown);
                return false;
            }
        }
    }

    /// False if a tick threw, or the script has ended.
    fn drain(&self, js: &mut Js<'_>, door: &Door) -> bool {
        door.drain(js) && door.exit_code().is_none()
    }

    fn fire(&self, js: &mut Js<'_>, timer: Value<'_>) -> Result<(), Thrown> {
        let Some(state) = self.timeouts.of(timer) else { return Ok(()) };
        let waited = state.seat.take().and_then(|seat| self.lists.borrow_mut().remove(seat));
        drop(waited);
        if let Some(facts) = &self.facts {
            facts.timer_disarmed(js, state.address());
        }
        let callback = timer.get(js, self.names.on_timeout)?;
        if !callback.value().truthy(js) {
            // Somebody took the callback away by hand.
            self.finish(js, state);
            return Ok(());
        }
        // An interval's next turn counts from here, not from when the callback is through.
        let start = match state.repeat.get() {
            Some(_) => Some(Room::with_loop(js, |lp| self.now(lp))?),
            None => None,
        };
        let arguments = timer.get(js, self.names.timer_args)?;
        let entered = self.facts.as_ref().and_then(|facts| facts.timer_fires(js, state.address()));
        let outcome = self.call(js, callback.value(), timer, arguments.value());
        if let Some(facts) = &self.facts {
            facts.left(js, entered);
        }
        self.after_firing(js, timer, state, start)?;
        outcome
    }

    /// Arms an interval again; ends the life of a timer that nobody has armed again.
    fn after_firing(
        &self,
        js: &mut Js<'_>,
        timer: Value<'_>,
        state: &Timeout,
        start: Option<u64>,
    ) -> Result<(), Thrown> {
        match state.repeat.get() {
            Some(period) if state.after.get() != -1.0 => {
                state.after.set(period);
                self.insert(js, timer, state, start)?;
            }
            _ if state.seat.get().is_none() => self.finish(js, state),
            _ => {}
        }
        Ok(())
    }

    #[inline(always)]
    fn finish(&self, js: &Js<'_>, state: &Timeout) {
        if !state.is_destroyed() {
            if let Some(facts) = &self.facts {
                facts.timer_over(js, state.address());
            }
            self.destroy(state);
            if state.is_referenced() {
                // The reactor's timer hears of it at the end of the pass.
                self.referenced.set(self.referenced.get() - 1);
            }
        }
    }

    /// Sets the reactor's timer for the next pass. A list that became due while this pass was running waits one
    /// millisecond, so that the rest of the loop gets its turn.
    fn rest(&self, js: &Js<'_>, lp: &mut Loop, next: Option<u64>) {
        if let Some(timer) = self.timer.get() {
            timer.set_ref(lp, self.referenced.get() > 0);
        }
        if let Some(expiry) = next {
            let earliest = self.clock(lp) + 1;
            self.set_timer(js, lp, expiry.max(earliest));
        }
    }
}
