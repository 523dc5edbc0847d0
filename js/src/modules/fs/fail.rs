//! A failed call as Node's error: `code`, `errno`, `syscall`, and `path` and `dest` where there are any.

use evloop::file;

use super::Fs;
use crate::raw::{Answer, Js, Thrown, Value};

/// The error object. `verb` is Node's name for the call, if it has another one than the system. An error that is told
/// `later` has no trace: nobody called.
pub(super) fn error<'a>(js: &mut Js<'a>, verb: Option<&str>, error: &file::Error, later: bool) -> Answer<'a> {
    let room = Fs::of(js)?;
    let errno = js.int(-error.system.errno);
    let syscall = js.string(verb.unwrap_or(error.system.call))?;
    let mut paths = [js.undefined(), js.undefined()];
    for (slot, path) in paths.iter_mut().zip([&error.path, &error.target]) {
        if let Some(path) = path {
            *slot = js.string(&path.to_string_lossy())?;
        }
    }
    let [path, dest] = &paths;
    let later = js.bool(later);
    let arguments = [errno.value(), syscall.value(), path.value(), dest.value(), later.value()];
    room.error.value(js).call(js, Value::UNDEFINED, &arguments)
}

/// Throws it.
pub(super) fn throw(js: &mut Js<'_>, verb: Option<&str>, failure: &file::Error) -> Thrown {
    match error(js, verb, failure, false) {
        Ok(error) => js.throw(error),
        Err(thrown) => thrown,
    }
}

/// Throws what Node throws for a callback that is none.
pub(super) fn no_callback(js: &mut Js<'_>, callback: Value<'_>) -> Thrown {
    let made = Fs::of(js)
        .and_then(|room| room.error.value(js).call(js, Value::UNDEFINED, &[Value::UNDEFINED, callback]));
    match made {
        Ok(error) => js.throw(error),
        Err(thrown) => thrown,
    }
}
