//! Where what is random comes from: the system, or a seed.

use std::cell::RefCell;

use evloop::{Dice, system};

use crate::raw::{Answer, Args, Js};

/// Dice that began with the seed which the engine was given.
pub(crate) struct Seeded(pub(crate) RefCell<Dice>);

/// Whether what is random follows from a seed.
pub(crate) fn is_seeded(js: &Js<'_>) -> bool {
    js.rooms().get::<Seeded>().is_some()
}

/// A source of random bytes, to be used here or by a job of the pool.
pub(crate) enum Chance {
    System,
    Dice(Dice),
}

impl Chance {
    /// The engine's. Who asks first gets the same as in another run; so jobs ask before they are handed to the pool.
    pub(crate) fn of(js: &Js<'_>) -> Chance {
        js.rooms().get::<Seeded>().map_or(Chance::System, |seeded| Chance::Dice(seeded.0.borrow_mut().more()))
    }

    pub(crate) fn fill(&mut self, bytes: &mut [u8]) -> Result<(), system::Error> {
        match self {
            Chance::System => system::fill_random(bytes),
            Chance::Dice(dice) => {
                dice.fill(bytes);
                Ok(())
            }
        }
    }
}

/// `random()`: what `Math.random()` says.
pub(crate) fn random<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let fraction = js.rooms().get::<Seeded>().map_or(0.0, |seeded| seeded.0.borrow_mut().fraction());
    Ok(js.number(fraction))
}
