//! The native half of `child_process`.
//!
//! | file | what is in it |
//! |---|---|
//! | `mod.rs` | children that go their own way, and the handles on them |
//! | `plan.rs` | what a child shall be, from JavaScript |
//! | `sync.rs` | children that are waited for |
//! | `channel.rs` | messages and descriptors between parent and child |

mod channel;
mod plan;
mod sync;

use std::cell::Cell;
use std::rc::Rc;

use evloop::{Child, ExitStatus, Loop, Sig};

use crate::door;
use crate::modules::net::adopt;
use crate::raw::{Answer, Args, Class, Held, Js, Thrown, Value};

use plan::{End, Plan};

/// What the room remembers.
struct Children {
    class: Class<Cell<Option<Child>>>,
    prototype: Held,
}

const EINVAL: i32 = 22;
const ESRCH: i32 = 3;
const ECHILD: i32 = 10;

/// The natives of `child_process/native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let prototype = js.object()?;
    for (name, function) in [
        ("kill", js.function(c"kill", 1, kill)?),
        ("ref", js.function(c"ref", 0, |js, args| set_ref(js, args, true))?),
        ("unref", js.function(c"unref", 0, |js, args| set_ref(js, args, false))?),
    ] {
        prototype.value().define_hidden(js, js.atom(name), function);
    }
    let prototype = js.hold(prototype.value());
    js.rooms().insert(Children { class: js.class("Process"), prototype });

    let natives = js.object()?;
    for (name, function) in [
        ("spawn", js.function(c"spawn", 2, spawn)?),
        ("spawnSync", js.function(c"spawnSync", 1, sync::spawn)?),
        ("openChannel", js.function(c"openChannel", 2, channel::open_inherited)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

fn children(js: &Js<'_>) -> Result<Rc<Children>, Thrown> {
    js.rooms().get::<Children>().ok_or_else(|| js.throw_error("the child_process room is closed"))
}

/// A failure as JavaScript gets it: a negative errno.
fn errno(error: &evloop::Error) -> i32 {
    -error.errno().unwrap_or(EINVAL)
}

/// `spawn(plan, hooks)`: `[handle, pid, streams]`, or a negative errno. `hooks.exit` hears `(code, signal)`.
fn spawn<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let children = children(js)?;
    let plan = match Plan::from_js(js, args.get(0))? {
        Ok(plan) => plan,
        Err(errno) => return Ok(js.int(errno)),
    };
    let exit_name = js.atom("exit");
    let exit = args.get(1).get(js, exit_name)?;
    let exit = js.hold(exit.value());
    let Plan { command, ends } = plan;
    let begun = js.with_loop(|lp| {
        let child = lp.spawn(&command, move |lp, _, status| ended(lp, exit, status))?;
        Ok::<_, evloop::Error>((child, child.pid(lp)))
    });
    drop(command); // the ends that are the child's
    let (child, pid) = match begun.ok_or_else(|| no_loop(js))? {
        Ok((child, pid)) => (child, pid.unwrap_or(0)),
        Err(error) => return Ok(js.int(errno(&error))),
    };
    let streams = js.array()?;
    for (index, end) in ends.into_iter().enumerate() {
        let stream = match end {
            End::None => js.undefined(),
            End::Pipe => match js.with_loop(|lp| child.stdio(lp, index)).flatten() {
                Some(conn) => adopt::stream_handle(js, conn)?,
                None => js.undefined(),
            },
            End::Channel(fd) => channel::make(js, fd, args.get(1))?,
        };
        streams.value().set_index(js, index as u32, stream)?;
    }
    let handle = children.class.make(js, children.prototype.value(js), Cell::new(Some(child)))?;
    let answer = js.array()?;
    let pid = js.int(pid as i32);
    for (index, value) in [handle, pid, streams].into_iter().enumerate() {
        answer.value().set_index(js, index as u32, value)?;
    }
    Ok(answer)
}

fn no_loop(js: &Js<'_>) -> Thrown {
    js.throw_error("the loop is not at hand here")
}

/// The exit code and the signal's number, as libuv has them.
fn outcome(status: ExitStatus) -> (i32, i32) {
    match status {
        ExitStatus::Code(code) => (code, 0),
        ExitStatus::Signal { signal, .. } => (0, signal.number()),
        ExitStatus::Lost => (-ECHILD, 0),
    }
}

/// Told at the end of the turn, so that what the child has said last is heard before.
fn ended(lp: &mut Loop, exit: Held, status: ExitStatus) {
    lp.immediate(move |lp| {
        let (code, signal) = outcome(status);
        door::enter_to(exit.context(), lp, &exit, |js| {
            let arguments = [js.int(code), js.int(signal)];
            let arguments = arguments.each_ref().map(|argument| argument.value());
            exit.value(js).call(js, Value::UNDEFINED, &arguments).map(drop)
        });
    });
}

fn receiver(js: &Js<'_>, args: Args<'_>) -> Result<Option<Child>, Thrown> {
    match children(js)?.class.of(args.this) {
        Some(handle) => Ok(handle.get()),
        None => Err(js.throw_type_error("the receiver is no handle on a process")),
    }
}

/// `kill(number)`: 0 or a negative errno.
fn kill<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let signal = Sig::from_number(args.get(0).as_int().unwrap_or(0));
    let Some(child) = receiver(js, args)? else { return Ok(js.int(-ESRCH)) };
    let status = js.with_loop(|lp| child.kill(lp, signal).err().map_or(0, |error| errno(&error)));
    Ok(js.int(status.unwrap_or(-ESRCH)))
}

fn set_ref<'a>(js: &mut Js<'a>, args: Args<'a>, referenced: bool) -> Answer<'a> {
    if let Some(child) = receiver(js, args)? {
        js.with_loop(|lp| child.set_ref(lp, referenced));
    }
    Ok(js.undefined())
}
