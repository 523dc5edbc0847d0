//! What a kernel may do, and seldom does: the adversary does it often, and again in the same way from the same seed.
//!
//! It tells events in any order, one at a time, or some and the others later; events for nothing; the end of a stream late;
//! it interrupts sleeps; and it knows nothing of children that have ended already, like NetBSD's and OpenBSD's kernels.
//! What it never does is to lose an event, or to tell one too early that says something for certain.

use super::knote::{Knote, Source};
use super::{EV_CLEAR, EV_DISPATCH, EV_EOF, EV_ONESHOT, EVFILT_PROC, Errno, filter, kevent};
use std::cell::Cell;
use std::collections::BTreeMap;

thread_local!(static SEED: Cell<Option<u64>> = const { Cell::new(None) });

/// Gives all queues that this thread makes from now on an adversary, or none.
pub fn set_adversary(seed: Option<u64>) {
    SEED.set(seed);
}

pub(super) struct Adversary(u64);

impl Adversary {
    /// Each queue of a thread has an adversary of its own.
    pub(super) fn of_this_thread() -> Option<Adversary> {
        let mut seeds = Adversary(SEED.get()?);
        let own = seeds.random();
        SEED.set(Some(seeds.0));
        Some(Adversary(own))
    }

    /// The next number (splitmix64).
    fn random(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.random() % limit as u64) as usize
    }

    /// Once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// For how many events there is room this time.
    pub(super) fn room(&mut self, all: usize) -> usize {
        if self.once_in(2) { all.min(1) } else { all }
    }

    pub(super) fn may_interrupt(&mut self) -> Result<(), Errno> {
        if self.once_in(8) { Err(libc::EINTR) } else { Ok(()) }
    }

    pub(super) fn may_refuse(&mut self, change: &kevent) -> Result<(), Errno> {
        let dead = change.filter == EVFILT_PROC && filter::is_dead(change.ident as libc::pid_t);
        if dead && self.once_in(2) { Err(libc::ESRCH) } else { Ok(()) }
    }

    /// Works on what is about to be told; how many events are left of it, or have come to it.
    pub(super) fn spoil(
        &mut self,
        knotes: &mut BTreeMap<u64, Knote>,
        events: &mut [kevent],
        mut told: usize,
    ) -> usize {
        for place in (0..told).rev() {
            let other = self.below(place + 1);
            events.swap(place, other);
        }
        self.hide_ends(knotes, &mut events[..told]);
        // Whoever is level-triggered will be told of again.
        while told > 1 && told_again(&events[told - 1]) && self.once_in(2) {
            told -= 1;
        }
        if told < events.len() && self.once_in(6) {
            told += usize::from(self.invent(knotes, &mut events[told]));
        }
        told
    }

    /// The end came behind the event, so to speak.
    fn hide_ends(&mut self, knotes: &mut BTreeMap<u64, Knote>, events: &mut [kevent]) {
        for event in events.iter_mut().filter(|event| event.flags & EV_EOF != 0 && told_again(event)) {
            let asked = (event.filter, event.ident);
            let knote = knotes.values_mut().find(|knote| (knote.event.filter, knote.event.ident) == asked);
            let Some(knote) = knote.filter(|knote| knote.patience > 0) else { continue };
            if self.once_in(2) {
                knote.patience -= 1;
                event.flags &= !EV_EOF;
                event.fflags = 0;
            }
        }
    }

    /// Somebody who waits for a descriptor is told that it is ready. It may even be.
    fn invent(&mut self, knotes: &BTreeMap<u64, Knote>, place: &mut kevent) -> bool {
        let may_hear = |knote: &&Knote| knote.watched && matches!(knote.source, Source::Descriptor);
        let candidates: Vec<_> =
            knotes.values().filter(may_hear).filter(|knote| told_again(&knote.event)).collect();
        if candidates.is_empty() {
            return false;
        }
        *place = kevent { fflags: 0, data: 0, ..candidates[self.below(candidates.len())].event };
        true
    }
}

/// Whether an event that is not told now is told the next time: of level-triggered descriptors.
fn told_again(event: &kevent) -> bool {
    matches!(event.filter, super::EVFILT_READ | super::EVFILT_WRITE)
        && event.flags & (EV_CLEAR | EV_ONESHOT | EV_DISPATCH) == 0
}
