//! Everything that a loop does, as one number: two runs of a seed must have the same.

use evloop::{Kind, Moment, Observer, SourceId};
use std::cell::Cell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;
use std::time::Duration;

/// The sum, and how many sources live.
#[derive(Clone, Default)]
pub struct Trace(Rc<Sums>);

#[derive(Default)]
struct Sums {
    sum: Cell<u64>,
    alive: Cell<i64>,
    calls: Cell<u64>,
}

impl Trace {
    pub fn add(&self, number: u64) {
        self.0.sum.set((self.0.sum.get().rotate_left(5) ^ number).wrapping_mul(0x517c_c1b7_2722_0a95));
    }

    pub fn sum(&self) -> u64 {
        self.0.sum.get()
    }

    /// How many sources with a descriptor there are.
    pub fn alive(&self) -> i64 {
        self.0.alive.get()
    }

    /// How often a callback was called.
    pub fn calls(&self) -> u64 {
        self.0.calls.get()
    }

    fn source(&self, id: SourceId, alive: i64) {
        if matches!(id.kind, Kind::Conn | Kind::Listener | Kind::Udp) {
            self.0.alive.set(self.0.alive.get() + alive);
        }
    }
}

impl Observer for Trace {
    fn observe(&mut self, _: &evloop::Loop, at: Duration, what: Moment) {
        let mut hasher = DefaultHasher::new();
        std::mem::discriminant(&what).hash(&mut hasher);
        match what {
            Moment::Phase(phase) => phase.hash(&mut hasher),
            Moment::Sleep(time) => time.hash(&mut hasher),
            Moment::Late(time) => time.hash(&mut hasher),
            Moment::Wake(count) => count.hash(&mut hasher),
            Moment::Enter(id) | Moment::Leave(id) | Moment::Born(id) | Moment::Died(id) => {
                id.hash(&mut hasher)
            }
            other => format!("{other:?}").hash(&mut hasher),
        }
        match what {
            Moment::Born(id) => self.source(id, 1),
            Moment::Died(id) => self.source(id, -1),
            Moment::Enter(_) => self.0.calls.set(self.0.calls.get() + 1),
            _ => {}
        }
        self.add(at.as_nanos() as u64);
        self.add(hasher.finish());
    }
}
