//! The natives of `internal/engine_view`: what JavaScript cannot find out about a value by itself.

use crate::raw::{Answer, Args, Js};

/// The natives of `internal/engine_view`, whose head says what they do.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    for (name, function) in [
        ("className", js.function(c"className", 1, class_name)?),
        ("proxyDetails", js.function(c"proxyDetails", 1, proxy_details)?),
        ("promiseDetails", js.function(c"promiseDetails", 1, promise_details)?),
        ("keysBesideIndices", js.function(c"keysBesideIndices", 2, keys_beside_indices)?),
        ("previewEntries", js.function(c"previewEntries", 1, preview_entries)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

fn class_name<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    js.string(&args.get(0).class_name(js))
}

fn proxy_details<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some((target, handler)) = args.get(0).proxy_details(js) else { return Ok(js.undefined()) };
    let pair = js.array()?;
    pair.value().set_index(js, 0, target)?;
    pair.value().set_index(js, 1, handler)?;
    Ok(pair)
}

fn keys_beside_indices<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let enumerable_only = args.get(1).truthy(js);
    args.get(0).keys_beside_indices(js, enumerable_only)
}

fn promise_details<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some((settled, rejected, result)) = js.promise_details(args.get(0)) else {
        return Ok(js.undefined());
    };
    let pair = js.array()?;
    pair.value().set_index(js, 0, js.int(i32::from(settled) + i32::from(rejected)))?;
    pair.value().set_index(js, 1, result)?;
    Ok(pair)
}

/// The engine shows neither what is left in an iterator nor what is in a weak collection: nothing can be told.
fn preview_entries<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    Ok(js.undefined())
}
