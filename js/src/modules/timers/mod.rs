//! The native half of `timers`.
//!
//! The arrangement is Node's, because programs can see its order: one list per duration (`lists.rs`), a pass over what is
//! due (`pass.rs`), a queue of immediates (`immediate.rs`). The reactor knows one timer of all this, set to when the
//! first list has to be looked at, and one immediate that keeps it awake while immediates wait.
//!
//! A Timeout is a native object with one property of its own, `_onTimeout`; the rest of what Node's have are accessors on
//! the prototype (`internal.js`). Rust holds it while it waits, and lets it go when it is done.
//!
//! | file | what is in it |
//! |---|---|
//! | `install.rs` | the functions that `internal.js` sees |
//! | `timeout.rs` | Timeout objects: arming, clearing, refreshing |
//! | `pass.rs` | firing what is due |
//! | `lists.rs`, `chain.rs` | who is due next |
//! | `immediate.rs` | immediates |

mod chain;
mod immediate;
mod install;
mod lists;
mod pass;
mod timeout;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use evloop::{Loop, Timer};

use self::immediate::{Immediate, Queue};
use self::lists::Lists;
use self::timeout::Timeout;
use crate::facts::Facts;
use crate::raw::{Atom, Class, Context, Held, Js, Thrown, Value};

pub(crate) use install::natives;

/// What the native half remembers.
struct Room {
    timeouts: Class<Timeout>,
    immediates: Class<Immediate>,
    /// One object of each kind. The engine forgets how objects of a kind are laid out with the last one of them, and it
    /// takes time to find out again.
    _samples: [Held; 2],
    script: Script,
    names: Names,
    lists: RefCell<Lists<Held>>,
    queue: RefCell<Queue>,
    /// Timeouts that were asked for their number, by the number, until they are done.
    numbered: RefCell<HashMap<u64, Held>>,
    /// How many Timeouts were numbered.
    numbers: Cell<u64>,
    /// How many waiting Timeouts keep the loop alive.
    referenced: Cell<usize>,
    /// The one timer of the reactor, once it was needed, and when it is going to fire (in our milliseconds).
    timer: Cell<Option<Timer>>,
    wake: Cell<Option<u64>>,
    /// A pass is under way; it sets the timer when it is over.
    passing: Cell<bool>,
    /// What the loop's clock said, in milliseconds, when it was first asked. Our own clock counts from there.
    opened: OnceCell<u64>,
    /// Who writes down what happens, if anybody does.
    facts: Option<Rc<Facts>>,
}

/// What `internal.js` has handed over.
struct Script {
    timeout_prototype: Held,
    immediate_prototype: Held,
    /// Throws the error for a callback that is none.
    invalid_callback: Held,
    /// Makes a usable duration of any value, with Node's warnings.
    duration: Held,
    /// `Reflect.apply`
    apply: Held,
}

/// Properties' names.
struct Names {
    on_timeout: Atom,
    timer_args: Atom,
    on_immediate: Atom,
    argv: Atom,
}

impl Room {
    fn of(js: &Js<'_>) -> Result<Rc<Room>, Thrown> {
        js.rooms().get().ok_or_else(|| js.throw_error("the engine is being closed"))
    }

    /// Runs `body` with the loop, which is lent whenever a program runs.
    fn with_loop<R>(js: &Js<'_>, body: impl FnOnce(&mut Loop) -> R) -> Result<R, Thrown> {
        js.with_loop(body).ok_or_else(|| js.throw_error("timers need a loop, and none is lent to the engine"))
    }

    /// The clock in whole milliseconds, as the loop has read it last.
    fn clock(&self, lp: &Loop) -> u64 {
        let now = milliseconds(lp.now());
        now.saturating_sub(*self.opened.get_or_init(|| now))
    }

    /// The clock in whole milliseconds, read anew.
    fn now(&self, lp: &mut Loop) -> u64 {
        lp.update_now();
        self.clock(lp)
    }

    /// One more Timeout keeps the loop alive.
    fn refer(&self, js: &Js<'_>) -> Result<(), Thrown> {
        self.referenced.set(self.referenced.get() + 1);
        if self.referenced.get() == 1 { self.show_reference(js) } else { Ok(()) }
    }

    /// One less keeps the loop alive.
    fn unrefer(&self, js: &Js<'_>) -> Result<(), Thrown> {
        self.referenced.set(self.referenced.get() - 1);
        if self.referenced.get() == 0 { self.show_reference(js) } else { Ok(()) }
    }

    fn show_reference(&self, js: &Js<'_>) -> Result<(), Thrown> {
        match self.timer.get() {
            Some(timer) if !self.passing.get() => {
                Room::with_loop(js, |lp| timer.set_ref(lp, self.referenced.get() > 0)).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Sees that the lists are looked at when this time has come.
    fn wake_by(&self, js: &Js<'_>, expiry: u64) -> Result<(), Thrown> {
        if self.passing.get() || self.wake.get().is_some_and(|wake| wake <= expiry) {
            return Ok(());
        }
        Room::with_loop(js, |lp| self.set_timer(js, lp, expiry))
    }

    fn set_timer(&self, js: &Js<'_>, lp: &mut Loop, expiry: u64) {
        let timer = self.timer.get().unwrap_or_else(|| {
            let context: Context = js.context();
            let timer = lp.timer(move |lp, _| pass::run(&context, lp));
            if let Some(facts) = &self.facts {
                facts.carried_by(timer.id());
            }
            self.timer.set(Some(timer));
            timer.set_ref(lp, self.referenced.get() > 0);
            timer
        });
        let due = self.moment(expiry);
        timer.restart(lp, due.saturating_sub(lp.now()));
        self.wake.set(Some(expiry));
    }

    /// A time of ours as the loop counts it.
    fn moment(&self, time: u64) -> Duration {
        Duration::from_millis(time.saturating_add(self.opened.get().copied().unwrap_or(0)))
    }

    /// Calls what a Timeout or an Immediate shall call, with the arguments that were kept for it.
    #[inline(always)]
    fn call(
        &self,
        js: &mut Js<'_>,
        function: Value<'_>,
        this: Value<'_>,
        arguments: Value<'_>,
    ) -> Result<(), Thrown> {
        if arguments.is_nullish() {
            return function.call(js, this, &[]).map(drop);
        }
        let apply = self.script.apply.value(js);
        apply.call(js, Value::UNDEFINED, &[function, this, arguments]).map(drop)
    }
}

/// Whole milliseconds, rounded down as Node's clock is.
fn milliseconds(time: Duration) -> u64 {
    time.as_secs() * 1000 + u64::from(time.subsec_millis())
}
