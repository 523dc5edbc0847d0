//! The native half of `perf_hooks`: what the loop measures of itself.

use std::time::Instant;

use evloop::VirtualClock;

use crate::clock::Clock;
use crate::raw::{Answer, Args, Js};

/// When the engine came to be.
pub(crate) struct Milestones {
    /// It was asked for.
    pub(crate) begun: Instant,
    /// It could run JavaScript, and had nothing of Node's.
    pub(crate) empty: Instant,
    /// It knew where programs come from.
    pub(crate) environment: Instant,
    /// It was ready for a program.
    pub(crate) ready: Instant,
}

/// The natives of `perf_hooks/clock`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    for (name, function) in [
        ("measure", js.function(c"measure", 0, measure)?),
        ("milestones", js.function(c"milestones", 0, milestones)?),
        ("turns", js.function(c"turns", 0, turns)?),
        ("events", js.function(c"events", 0, events)?),
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

/// `milestones()`: how many milliseconds ago the engine was asked for, empty, had its loader, and was ready.
fn milestones<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let Some(milestones) = js.rooms().get::<Milestones>() else { return Ok(js.undefined()) };
    let (list, given) = (js.array()?, Clock::given(js));
    let Milestones { begun, empty, environment, ready } = *milestones;
    for (index, at) in [begun, empty, environment, ready].iter().enumerate() {
        // A clock that was given to the engine stood still meanwhile.
        let ago = given.as_ref().map_or_else(|| at.elapsed(), VirtualClock::now);
        let ago = js.number(ago.as_secs_f64() * 1000.0);
        list.value().set_index(js, index as u32, ago)?;
    }
    Ok(list)
}

/// `turns()`: how many turns the loop has begun.
fn turns<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let turns = js.with_loop(|lp| lp.metrics().turns).unwrap_or(0);
    Ok(js.number(turns as f64))
}

/// `events()`: how many events the loop has been told of.
fn events<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let events = js.with_loop(|lp| lp.metrics().events).unwrap_or(0);
    Ok(js.number(events as f64))
}

/// `asleep()`: how many milliseconds the loop has slept since it is measured.
fn asleep<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let asleep =
        js.with_loop(|lp| lp.metrics().times.map(|times| times.asleep)).flatten().unwrap_or_default();
    Ok(js.number(asleep.as_secs_f64() * 1000.0))
}
