//! Signals: watched by the loop while JavaScript listens to them, and sent.

use std::cell::RefCell;

use evloop::{Sig, Signal, system};

use crate::door;
use crate::raw::{Answer, Args, Js, Value};

/// The signals that JavaScript listens to.
#[derive(Default)]
struct Watched(RefCell<Vec<(Sig, Signal)>>);

/// `signalStart(number, callback)`: 0 or a negative errno.
pub(super) fn start<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let sig = Sig::from_number(args.get(0).as_int().unwrap_or(0));
    let callback = js.hold(args.get(1));
    let status = js.with_loop(|lp| {
        let signal = lp.signal(sig, move |lp, _| {
            door::enter_to(callback.context(), lp, &callback, |js| {
                callback.value(js).call(js, Value::UNDEFINED, &[]).map(drop)
            });
        })?;
        signal.set_ref(lp, false);
        Ok::<_, evloop::Error>(signal)
    });
    let status = match status {
        Some(Ok(signal)) => {
            let watched =
                js.rooms().get::<Watched>().unwrap_or_else(|| js.rooms().insert(Watched::default()));
            watched.0.borrow_mut().push((sig, signal));
            0
        }
        Some(Err(error)) => -error.errno().unwrap_or(0),
        None => return Err(js.throw_error("the engine is being closed")),
    };
    Ok(js.int(status))
}

/// `signalStop(number)`
pub(super) fn stop<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let sig = Sig::from_number(args.get(0).as_int().unwrap_or(0));
    if let Some(watched) = js.rooms().get::<Watched>() {
        let place = watched.0.borrow().iter().position(|&(other, _)| other == sig);
        if let Some(place) = place {
            let (_, signal) = watched.0.borrow_mut().swap_remove(place);
            js.with_loop(|lp| signal.close(lp));
        }
    }
    Ok(js.undefined())
}

/// `kill(pid, number)`: 0 or a negative errno.
pub(super) fn kill<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let number = |index| args.get(index).as_int().unwrap_or(0);
    let status = system::kill(number(0), Sig::from_number(number(1)));
    Ok(js.int(status.err().map_or(0, |error| -error.errno)))
}
