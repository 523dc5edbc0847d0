//! Globals that few programs read: each is an accessor that loads its room at the first touch, and an ordinary property from
//! then on. There are dozens, and every start lays them out, so that this is done natively.

use std::rc::Rc;

use crate::raw::{Answer, Args, Js, Value};
use crate::rooms;

/// `lazyGlobal(name, room, shown)`: the export of this name of a room, as a global; `shown` to `for…in`.
pub(crate) fn lazy_global<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (Some(name), Some(room)) = (args.get(0).text(js), args.get(1).text(js)) else {
        return Err(js.throw_type_error("a global has a name and a room"));
    };
    let shown = args.get(2).truthy(js);
    let name: Rc<str> = name.into();
    let own_name = Rc::clone(&name);
    let getter = js.closure(c"get", 0, move |js, _| {
        let exports = rooms::require(js, &room)?;
        let value = exports.value().get(js, js.atom(&own_name))?;
        settle(js, &own_name, value.value(), shown);
        Ok(value)
    })?;
    let own_name = Rc::clone(&name);
    let setter = js.closure(c"set", 1, move |js, args| {
        settle(js, &own_name, args.get(0), shown);
        Ok(js.undefined())
    })?;
    js.global().value().define_accessor(js, js.atom(&name), getter, setter, shown);
    Ok(js.undefined())
}

fn settle(js: &mut Js<'_>, name: &str, value: Value<'_>, shown: bool) {
    let (global, name) = (js.global(), js.atom(name));
    if shown {
        global.value().define(js, name, value.own(js));
    } else {
        global.value().define_hidden(js, name, value.own(js));
    }
}
