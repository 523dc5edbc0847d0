//! Names to addresses.

use evloop::{Family, Hints};

use super::handle::no_loop;
use crate::door;
use crate::raw::{Answer, Args, Js, Value};

/// `lookup(hostname, family, hints, callback)`: `callback(code, addresses)` later, where `code` is null or the
/// resolver's symbol, and `addresses` are `address, family, …` in the resolver's order.
pub(super) fn lookup<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let host = args.get(0).text(js).unwrap_or_default();
    let flags = args.get(2).as_int().unwrap_or(0);
    let hints = Hints {
        family: match args.get(1).as_int() {
            Some(4) => Family::V4,
            Some(6) => Family::V6,
            _ => Family::Any,
        },
        configured: flags & ADDRCONFIG != 0,
        v4_mapped: flags & V4MAPPED != 0,
        all: flags & ALL != 0,
        ..Hints::default()
    };
    let callback = crate::scope::bind(js, args.get(3), "GETADDRINFOREQWRAP")?;
    let callback = js.hold(callback.value());
    let begun = js.with_loop(|lp| {
        lp.resolve(&host, 0, hints, move |lp, outcome| {
            door::enter_to(callback.context(), lp, &callback, |js| {
                let (code, addresses) = match &outcome {
                    Ok(found) => (js.null(), list(js, found)?),
                    Err(error) => (js.string(error.code())?, js.undefined()),
                };
                let arguments = [code.value(), addresses.value()];
                callback.value(js).call(js, Value::UNDEFINED, &arguments).map(drop)
            });
        })
    });
    begun.ok_or_else(|| no_loop(js))?;
    Ok(js.undefined())
}

// `dns.ADDRCONFIG` and its fellows, everywhere with the numbers that they have in Node on Linux.
const ADDRCONFIG: i32 = 32;
const V4MAPPED: i32 = 8;
const ALL: i32 = 16;

fn list<'a>(js: &mut Js<'a>, addresses: &[std::net::SocketAddr]) -> Answer<'a> {
    let array = js.array()?;
    for (index, address) in addresses.iter().enumerate() {
        let text = js.string(&address.ip().to_string())?;
        let family = js.int(if address.is_ipv4() { 4 } else { 6 });
        array.value().set_index(js, 2 * index as u32, text)?;
        array.value().set_index(js, 2 * index as u32 + 1, family)?;
    }
    Ok(array)
}
