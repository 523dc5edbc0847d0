//! What time it is for a program: the system's, or that of a clock that somebody has given to the engine.

use std::time::{Duration, Instant};

use evloop::VirtualClock;

use crate::raw::{Answer, Args, Js};
use crate::rooms;

/// The engine's memory of time.
pub(crate) struct Clock {
    /// When the process began, as near as it can know.
    pub(crate) begun: Instant,
    /// What scripts go by instead of the system's clocks.
    pub(crate) given: Option<VirtualClock>,
}

impl Clock {
    /// How long the program runs.
    pub(crate) fn uptime(js: &Js<'_>) -> Duration {
        let clock = js.rooms().get::<Clock>();
        clock.map_or(Duration::ZERO, |clock| match &clock.given {
            Some(given) => given.now(),
            None => clock.begun.elapsed(),
        })
    }

    /// The clock that was given to the engine.
    pub(crate) fn given(js: &Js<'_>) -> Option<VirtualClock> {
        js.rooms().get::<Clock>()?.given.clone()
    }
}

/// The natives of `internal/replaced`, for engines whose time or chance is not the system's.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    if Clock::given(js).is_some() {
        natives.value().define(js, js.atom("wall"), js.function(c"wall", 0, wall)?);
    }
    if crate::chance::is_seeded(js) {
        natives.value().define(js, js.atom("random"), js.function(c"random", 0, crate::chance::random)?);
    }
    Ok(natives)
}

/// `wall()`: what `Date.now()` says.
fn wall<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let wall = Clock::given(js).map_or(Duration::ZERO, |clock| clock.wall());
    Ok(js.number(wall.as_millis() as f64))
}

/// Has what QuickJS itself takes from the system's clock and from chance replaced in the realm of a global object.
pub(crate) fn replace_in<'a>(
    js: &mut Js<'a>,
    global: crate::raw::Value<'_>,
) -> Result<(), crate::raw::Thrown> {
    if Clock::given(js).is_none() && !crate::chance::is_seeded(js) {
        return Ok(());
    }
    let replace = rooms::require(js, "internal/replaced")?;
    replace.value().call(js, crate::raw::Value::UNDEFINED, &[global]).map(drop)
}
