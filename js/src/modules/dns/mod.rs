//! The native half of `dns`: what the system's resolver does is in the room of `net` (names to addresses) and here
//! (addresses to names); questions to name servers are our own.
//!
//! | file | what is in it |
//! |---|---|
//! | `mod.rs` | the verbs, and addresses to names |
//! | `query.rs` | one question on its way: servers, tries, time-outs |
//! | `wire.rs` | messages: questions made, answers understood |
//! | `records.rs` | records for JavaScript |
//! | `config.rs` | what the machine says of name servers and hosts |

mod config;
mod query;
mod records;
mod wire;

use evloop::NameHints;

use super::net::{EINVAL, address};
use crate::door;
use crate::raw::{Answer, Args, Js, Value};

/// The natives of `dns/native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    for (name, function) in [
        ("lookupService", js.function(c"lookupService", 3, lookup_service)?),
        ("query", js.function(c"query", 8, query::query)?),
        ("cancel", js.function(c"cancel", 1, query::cancel)?),
        ("config", js.function(c"config", 0, config::config)?),
        ("hostsOf", js.function(c"hostsOf", 1, config::hosts_of)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    query::open(js)?;
    Ok(natives)
}

/// `lookupService(address, port, callback)`: `callback(code, host, service)` later, where `code` is null or the
/// resolver's symbol. 0, or a negative errno.
fn lookup_service<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(address) = address::from_js(js, args.get(0), args.get(1)) else { return Ok(js.int(-EINVAL)) };
    let callback = js.hold(args.get(2));
    let hints = NameHints { name_required: true, ..NameHints::default() };
    let begun = js.with_loop(|lp| {
        lp.names_of(address, hints, move |lp, outcome| {
            door::enter_to(callback.context(), lp, &callback, |js| {
                let (code, host, service) = match &outcome {
                    Ok(names) => (js.null(), js.string(&names.host)?, js.string(&names.service)?),
                    Err(error) => (js.string(error.code())?, js.undefined(), js.undefined()),
                };
                let arguments = [code.value(), host.value(), service.value()];
                callback.value(js).call(js, Value::UNDEFINED, &arguments).map(drop)
            });
        })
    });
    begun.ok_or_else(|| js.throw_error("the loop is not at hand here"))?;
    Ok(js.int(0))
}
