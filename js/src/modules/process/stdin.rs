//! Standard input: a pipe, a socket or a terminal is watched by the loop; a file is always ready and read in the check
//! phase, a piece a turn.

use std::cell::Cell;
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;

use evloop::{Interest, Loop, Ready, Watch, system};

use crate::door;
use crate::raw::{Answer, Args, Held, Js, Value};

/// What one read brings at most.
const PIECE: usize = 64 * 1024;

/// The state of standard input.
struct Stdin {
    /// `(chunk)`: a Buffer, null at the end, or a negative errno.
    callback: Held,
    reading: Cell<bool>,
    referenced: Cell<bool>,
    source: Cell<Source>,
}

#[derive(Clone, Copy)]
enum Source {
    /// Not asked for yet.
    Unopened,
    /// Told by the loop.
    Watched(Watch),
    /// A file. True while a piece is on its way.
    File(bool),
    /// Ended, or failed.
    Closed,
}

/// `stdinOpen(callback)`: called once.
pub(super) fn open<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let callback = js.hold(args.get(0));
    js.rooms().insert(Stdin {
        callback,
        reading: Cell::new(false),
        referenced: Cell::new(true),
        source: Cell::new(Source::Unopened),
    });
    Ok(js.undefined())
}

/// `stdinRead(on)`: begins or ceases to read. 0 or a negative errno.
pub(super) fn read<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(stdin) = js.rooms().get::<Stdin>() else { return Ok(js.int(0)) };
    let on = args.get(0).truthy(js);
    stdin.reading.set(on);
    let status = js.with_loop(|lp| match stdin.source.get() {
        Source::Unopened if on => start(lp, &stdin),
        Source::Watched(watch) => {
            watch.set_interest(lp, if on { Interest::READ } else { Interest::NONE });
            0
        }
        Source::File(false) if on => {
            ask(lp, stdin.clone());
            0
        }
        _ => 0,
    });
    Ok(js.int(status.unwrap_or(0)))
}

/// `stdinRef(on)`: whether reading keeps the program alive.
pub(super) fn set_ref<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    if let Some(stdin) = js.rooms().get::<Stdin>() {
        let on = args.get(0).truthy(js);
        stdin.referenced.set(on);
        if let Source::Watched(watch) = stdin.source.get() {
            js.with_loop(|lp| watch.set_ref(lp, on));
        }
    }
    Ok(js.undefined())
}

/// Watches standard input if it can be watched.
fn start(lp: &mut Loop, stdin: &Rc<Stdin>) -> i32 {
    let own: OwnedFd = match std::io::stdin().as_fd().try_clone_to_owned() {
        Ok(own) => own,
        Err(error) => return -error.raw_os_error().unwrap_or(9),
    };
    let heard = stdin.clone();
    match lp.watch(own, Interest::READ, move |lp, watch, ready| ready_to_read(lp, &heard, watch, ready)) {
        Ok(watch) => {
            watch.set_ref(lp, stdin.referenced.get());
            stdin.source.set(Source::Watched(watch));
        }
        // epoll refuses files: they never make one wait.
        Err(_) => ask(lp, stdin.clone()),
    }
    0
}

fn ready_to_read(lp: &mut Loop, stdin: &Rc<Stdin>, watch: Watch, _ready: Ready) {
    if !piece(lp, stdin) {
        watch.close(lp);
    }
}

/// Reads a piece of a file in the next check phase.
fn ask(lp: &mut Loop, stdin: Rc<Stdin>) {
    stdin.source.set(Source::File(true));
    lp.immediate(move |lp| {
        stdin.source.set(Source::File(false));
        if stdin.reading.get() && piece(lp, &stdin) && stdin.reading.get() {
            ask(lp, stdin);
        }
    });
}

/// Reads once and tells. False when there will be no more.
fn piece(lp: &mut Loop, stdin: &Rc<Stdin>) -> bool {
    let mut buffer = vec![0; PIECE];
    let outcome = system::read(std::io::stdin().as_fd(), &mut buffer);
    if outcome.is_err_and(|error| error.would_block() || error.interrupted()) {
        return true;
    }
    let more = outcome.is_ok_and(|count| count > 0);
    if !more {
        stdin.source.set(Source::Closed);
    }
    door::enter_to(stdin.callback.context(), lp, &stdin.callback, |js| {
        let news = match outcome {
            Ok(0) => js.null(),
            Ok(count) => crate::modules::buffer::copy(js, &buffer[..count])?,
            Err(error) => js.int(-error.errno),
        };
        stdin.callback.value(js).call(js, Value::UNDEFINED, &[news.value()]).map(drop)
    });
    more
}
