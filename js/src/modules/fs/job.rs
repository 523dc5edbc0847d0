//! Here and now, or through the pool: the choice that every verb leaves to its caller.

use std::panic;

use evloop::file;

use super::fail;
use crate::door;
use crate::raw::{Answer, Held, Js, Value};

/// How a verb's errors name the call.
#[derive(Clone, Copy)]
pub(super) enum Named {
    /// By this word of Node's.
    As(&'static str),
    /// As the system does.
    BySystem,
}

impl Named {
    fn word(self) -> Option<&'static str> {
        match self {
            Named::As(word) => Some(word),
            Named::BySystem => None,
        }
    }
}

/// Does `job` and shows its result to JavaScript: at once if `callback` is undefined, else through the pool.
pub(super) fn run<'a, T: Send + 'static>(
    js: &mut Js<'a>,
    callback: Value<'_>,
    named: Named,
    job: impl FnOnce() -> file::Result<T> + Send + 'static,
    show: impl for<'b> FnOnce(&mut Js<'b>, T) -> Answer<'b> + 'static,
) -> Answer<'a> {
    if callback.is_undefined() {
        return match job() {
            Ok(value) => show(js, value),
            Err(error) => Err(fail::throw(js, named.word(), &error)),
        };
    }
    if !callback.is_function(js) {
        return Err(fail::no_callback(js, callback));
    }
    let callback = crate::scope::bind(js, callback, "FSREQCALLBACK")?;
    let callback = js.hold(callback.value());
    let begun = js.with_loop(|lp| {
        lp.work(job, move |lp, outcome| {
            let outcome = outcome.unwrap_or_else(|defect| panic::resume_unwind(defect));
            door::enter_to(callback.context(), lp, &callback, |js| tell(js, &callback, named, outcome, show));
        })
    });
    begun.map_or_else(|| Err(js.throw_error("the loop is not at hand here")), |_| Ok(js.undefined()))
}

/// Calls `callback(error)`, `callback(null)` or `callback(null, value)`.
fn tell<T>(
    js: &mut Js<'_>,
    callback: &Held,
    named: Named,
    outcome: file::Result<T>,
    show: impl for<'b> FnOnce(&mut Js<'b>, T) -> Answer<'b>,
) -> Result<(), crate::raw::Thrown> {
    let shown = match outcome {
        Ok(value) => show(js, value),
        Err(failure) => {
            let error = fail::error(js, named.word(), &failure, true)?;
            return callback.value(js).call(js, Value::UNDEFINED, &[error.value()]).map(drop);
        }
    };
    let value = match shown {
        Ok(value) => value,
        // A value that cannot be made, such as a text that is too long, is an error of the verb.
        Err(thrown) => {
            let error = js.caught(thrown);
            return callback.value(js).call(js, Value::UNDEFINED, &[error.value()]).map(drop);
        }
    };
    let arguments = [Value::NULL, value.value()];
    let count = if value.value().is_undefined() { 1 } else { 2 };
    callback.value(js).call(js, Value::UNDEFINED, &arguments[..count]).map(drop)
}
