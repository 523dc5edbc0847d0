//! The native half of `perf_hooks`: what the loop measures of itself.

use crate::raw::{Answer, Args, Js};

/// The natives of `perf_hooks/clock`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    for (name, function) in [
        ("measure", js.function(c"measure", 0, measure)?),
        ("turns", js.function(c"turns", 0, turns)?),
        ("asleep", js.function(c"asleep", 0, asleep)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

/// `measure()`: the loop measures from now on, if it does not yet.
fn measure<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    js.with_loop(|lp| {
        if lp.metrics().times.is_none() {
            lp.measure(true);
        }
    });
    Ok(js.undefined())
}

/// `turns()`: how many turns the loop has begun.
fn turns<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let turns = js.with_loop(|lp| lp.metrics().turns).unwrap_or(0);
    Ok(js.number(turns as f64))
}

/// `asleep()`: how many milliseconds the loop has slept since it is measured.
fn asleep<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let asleep =
        js.with_loop(|lp| lp.metrics().times.map(|times| times.asleep)).flatten().unwrap_or_default();
    Ok(js.number(asleep.as_secs_f64() * 1000.0))
}
