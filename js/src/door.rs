//! The door: the one way from the loop into JavaScript.
//!
//! Every callback goes the same way: lend the loop, call, drain what the call left behind (ticks, then promise jobs,
//! until both are empty, as Node does), take the loop back. The reactor knows nothing of JavaScript, and JavaScript
//! never sees the reactor but through a native function that asks for the lent loop.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use evloop::Loop;

use crate::facts::Facts;
use crate::globals;
use crate::raw::{Answer, Args, Context, Held, JobOutcome, Js, Thrown, Value};
use crate::scope::Scope;

/// What stands at the door: which JavaScript functions to call when a call is over, and whether one may still enter.
#[derive(Default)]
pub(crate) struct Door {
    /// Ticks wait in the queue of `internal/ticks`.
    ticks: Cell<bool>,
    /// The script has asked to end, with this code. Nobody enters any more.
    exit: Cell<Option<i32>>,
    /// Called by `process.exit` when its listeners have been told: the command ends the process here and now.
    pub(crate) leave: RefCell<Option<Leave>>,
    hooks: RefCell<Option<Rc<Hooks>>>,
    /// Who writes down what happens, if anybody does.
    pub(crate) facts: Option<Rc<Facts>>,
    /// What asynchronous context the running code is in; see `internal/async_context`.
    pub(crate) scope: Scope,
}

/// Ends the process with an exit code, or lets it live.
pub(crate) type Leave = Box<dyn Fn(i32)>;

/// JavaScript's side of the door, from `internal/boot`.
struct Hooks {
    /// Runs the queue of ticks.
    run_ticks: Held,
    /// `(error, fromPromise)`: tells listeners of an uncaught exception, or ends the script.
    uncaught: Held,
    /// `(promise, reason, handled)`: news of a rejection.
    rejection: Held,
    /// Tells of those that are still unhandled; true if that left work behind.
    settle: Held,
}

/// Enters JavaScript from the loop: runs `body`, then everything it has left to be run at once.
///
/// Does nothing once the script has ended.
#[inline]
pub(crate) fn enter(context: &Context, lp: &mut Loop, body: impl FnOnce(&mut Js<'_>) -> Result<(), Thrown>) {
    enter_as(context, lp, |_, _| (), body);
}

/// [`enter`], with the function known that `body` calls first.
pub(crate) fn enter_to(
    context: &Context,
    lp: &mut Loop,
    function: &Held,
    body: impl FnOnce(&mut Js<'_>) -> Result<(), Thrown>,
) {
    enter_as(context, lp, |js, facts| facts.calls(js, function.value(js)), body);
}

/// [`enter`]; `say` says what is called, if somebody wants to know.
#[inline]
pub(crate) fn enter_as(
    context: &Context,
    lp: &mut Loop,
    say: impl FnOnce(&mut Js<'_>, &Facts),
    body: impl FnOnce(&mut Js<'_>) -> Result<(), Thrown>,
) {
    let Some(door) = context.rooms().get::<Door>() else { return };
    if door.exit.get().is_some() {
        return;
    }
    door.scope.leave();
    context.enter_with(lp, |js| {
        if let Some(facts) = &door.facts {
            say(js, facts);
        }
        if let Err(thrown) = body(js) {
            door.uncaught(js, thrown);
        }
        door.drain(js);
    });
}

/// Enters JavaScript for a series of callbacks: `body` itself drains between them and tells of exceptions, since when
/// that is done can be seen by programs.
///
/// Does nothing once the script has ended.
pub(crate) fn visit(context: &Context, lp: &mut Loop, body: impl FnOnce(&mut Js<'_>, &Door)) {
    let Some(door) = context.rooms().get::<Door>() else { return };
    if door.exit.get().is_none() {
        door.scope.leave();
        context.enter_with(lp, |js| body(js, &door));
    }
}

/// Calls a held function from the loop, without a receiver and without arguments.
pub(crate) fn call(lp: &mut Loop, function: &Held) {
    enter_to(function.context(), lp, function, |js| {
        function.value(js).call(js, Value::UNDEFINED, &[]).map(drop)
    });
}

impl Door {
    pub(crate) fn new(facts: Option<Rc<Facts>>) -> Door {
        Door { facts, ..Door::default() }
    }

    /// The exit code, once the script has asked to end.
    pub(crate) fn exit_code(&self) -> Option<i32> {
        self.exit.get()
    }

    /// Ends the script: the loop stops, nobody enters any more, and what is running is unwound.
    pub(crate) fn exit(&self, js: &Js<'_>, code: i32) -> Thrown {
        self.exit.set(Some(code));
        if let Some(leave) = &*self.leave.borrow() {
            leave(code);
        }
        js.with_loop(Loop::stop);
        let thrown = js.throw_error("the script has ended by process.exit()");
        js.make_uncatchable(thrown)
    }

    /// Tells JavaScript of an exception that nobody caught.
    pub(crate) fn uncaught(&self, js: &mut Js<'_>, thrown: Thrown) {
        let error = js.caught(thrown);
        if self.exit.get().is_some() {
            return; // the exception that unwound the script, or one that came of it
        }
        let hooks = self.hooks.borrow().clone();
        let Some(hooks) = hooks else {
            log::error!("an exception before the engine was ready: {}", describe(js, error.value()));
            return;
        };
        let part = self.facts.as_ref().map(|facts| facts.process_tells(js, "uncaughtException"));
        let told = hooks.uncaught.value(js).call(js, Value::UNDEFINED, &[error.value()]);
        if let Some((facts, part)) = self.facts.as_ref().zip(part) {
            facts.part_ends(js, part);
        }
        if let Err(thrown) = told {
            let second = js.caught(thrown);
            if self.exit.get().is_none() {
                log::error!("the handling of an exception failed: {}", describe(js, second.value()));
                let unwinding = self.exit(js, 7);
                drop(js.caught(unwinding));
            }
        }
    }

    /// Runs ticks and promise jobs until none is left, when the outermost call is over. False if it ended early, because a
    /// tick threw.
    pub(crate) fn drain(&self, js: &mut Js<'_>) -> bool {
        if js.depth() > 1 {
            return true;
        }
        loop {
            if self.exit.get().is_some() {
                return true;
            }
            if self.ticks.take() && !self.run_ticks(js) {
                return false;
            }
            self.run_jobs(js);
            if !self.ticks.get() && (!js.has_rejections() || !self.tell_rejections(js)) {
                return true;
            }
        }
    }

    /// Runs the queue of ticks. False if one of them threw: the rest waits for the next callback, as in Node.
    fn run_ticks(&self, js: &mut Js<'_>) -> bool {
        let hooks = self.hooks.borrow().clone();
        let Some(hooks) = hooks else { return true };
        match hooks.run_ticks.value(js).call(js, Value::UNDEFINED, &[]) {
            Ok(_) => true,
            Err(thrown) => {
                self.ticks.set(true);
                if let Some(facts) = &self.facts {
                    facts.tick_ends(js);
                }
                self.uncaught(js, thrown);
                false
            }
        }
    }

    fn run_jobs(&self, js: &mut Js<'_>) {
        while self.exit.get().is_none() {
            let outcome = match &self.facts {
                Some(facts) => facts.run_job(js),
                None => js.run_job(),
            };
            match outcome {
                JobOutcome::Idle => return,
                JobOutcome::Ran => {}
                JobOutcome::Threw(thrown) => self.uncaught(js, thrown),
            }
        }
    }

    /// Hands the news of rejections to JavaScript; true if there is something to drain again.
    fn tell_rejections(&self, js: &mut Js<'_>) -> bool {
        let hooks = self.hooks.borrow().clone();
        let Some(hooks) = hooks else { return false };
        for news in js.take_rejections() {
            let handled = js.bool(news.handled);
            let arguments = [news.promise.value(js), news.reason.value(js), handled.value()];
            if let Err(thrown) = hooks.rejection.value(js).call(js, Value::UNDEFINED, &arguments) {
                self.uncaught(js, thrown);
            }
        }
        let part = self.facts.as_ref().map(|facts| facts.process_tells(js, "unhandledRejection"));
        let settled = hooks.settle.value(js).call(js, Value::UNDEFINED, &[]);
        if let Some((facts, part)) = self.facts.as_ref().zip(part) {
            facts.part_ends(js, part);
        }
        match settled {
            Ok(more) => more.value().truthy(js) || js.has_jobs() || self.ticks.get(),
            Err(thrown) => {
                self.uncaught(js, thrown);
                true
            }
        }
    }
}

/// A short description of a thrown value, for the log.
fn describe(js: &mut Js<'_>, error: Value<'_>) -> String {
    error.to_text(js).unwrap_or_else(|thrown| {
        drop(js.caught(thrown));
        "a value that cannot be turned into text".to_owned()
    })
}

/// The natives of `internal/boot`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    if let Some(facts) = &door_of(js)?.facts {
        let functions = facts.natives(js)?;
        natives.value().define(js, js.atom("facts"), functions);
    }
    for (name, function) in [
        ("tickWaits", js.function(c"tickWaits", 0, tick_waits)?),
        ("setHooks", js.function(c"setHooks", 4, set_hooks)?),
        ("lazyGlobal", js.function(c"lazyGlobal", 3, globals::lazy_global)?),
        ("enqueueMicrotask", js.function(c"enqueueMicrotask", 2, enqueue_microtask)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

pub(crate) fn door_of(js: &Js<'_>) -> Result<Rc<Door>, Thrown> {
    js.rooms().get::<Door>().ok_or_else(|| js.throw_error("the engine is being closed"))
}

/// `tickWaits()`: the queue of ticks has become non-empty.
fn tick_waits<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    door_of(js)?.ticks.set(true);
    Ok(js.undefined())
}

/// `setHooks(runTicks, uncaught, rejection, settle)`.
fn set_hooks<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let hooks = Hooks {
        run_ticks: js.hold(args.get(0)),
        uncaught: js.hold(args.get(1)),
        rejection: js.hold(args.get(2)),
        settle: js.hold(args.get(3)),
    };
    *door_of(js)?.hooks.borrow_mut() = Some(Rc::new(hooks));
    Ok(js.undefined())
}

/// `enqueueMicrotask(function, unbound)`: the function, and what it was before it was bound to a context.
fn enqueue_microtask<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    match &door_of(js)?.facts {
        Some(facts) => facts.enqueue_microtask(js, args.get(0), args.get(1))?,
        None => js.enqueue_job(args.get(0))?,
    }
    Ok(js.undefined())
}
