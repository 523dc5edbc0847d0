//! The ring: the newest facts, written by one thread without a lock, and read by any number of others.
//!
//! The writer counts what it has written. A reader copies what it has not seen, and then looks at the count again: what the
//! writer may have overtaken meanwhile is lost, and how much that is, is told.

use super::fact::{Fact, Words};
use std::sync::atomic::{AtomicU64, Ordering, fence};

pub(super) struct Ring {
    slots: Box<[[AtomicU64; 4]]>,
    /// How many facts have been written, or are about to be.
    begun: AtomicU64,
    /// How many facts have been written.
    written: AtomicU64,
}

impl Ring {
    /// For at least so many facts (32 bytes each). Memory is touched only as it is used.
    pub(super) fn new(facts: usize) -> Ring {
        let size = facts.clamp(64, 1 << 28).next_power_of_two();
        let slots = std::iter::repeat_with(Default::default).take(size).collect();
        Ring { slots, begun: AtomicU64::new(0), written: AtomicU64::new(0) }
    }

    fn slot(&self, number: u64) -> &[AtomicU64; 4] {
        &self.slots[number as usize & (self.slots.len() - 1)]
    }

    /// Called by the one writer only.
    #[inline]
    pub(super) fn write(&self, words: Words) {
        let number = self.written.load(Ordering::Relaxed);
        self.begun.store(number + 1, Ordering::Relaxed);
        // Whoever sees one of the words below sees that this slot was begun.
        fence(Ordering::Release);
        for (place, word) in self.slot(number).iter().zip(words) {
            place.store(word, Ordering::Relaxed);
        }
        self.written.store(number + 1, Ordering::Release);
    }

    /// How many facts there have been.
    pub(super) fn written(&self) -> u64 {
        self.written.load(Ordering::Acquire)
    }

    /// Appends the facts from number `from` on, at most `most`. Gives the number of the next, and how many are lost because
    /// they were written over before they were read.
    pub(super) fn read(&self, from: u64, most: usize, facts: &mut Vec<Fact>) -> (u64, u64) {
        let size = self.slots.len() as u64;
        let written = self.written();
        let first = from.max(written.saturating_sub(size));
        let end = written.min(first + most as u64);
        let begin = facts.len();
        let mut numbers = Vec::new();
        for number in first..end {
            let words = [0, 1, 2, 3].map(|index| self.slot(number)[index].load(Ordering::Relaxed));
            if let Some(fact) = Fact::from_words(words) {
                facts.push(fact);
                numbers.push(number);
            }
        }
        // Whoever has seen a word of a later fact in an earlier one's place sees now that it was begun.
        fence(Ordering::Acquire);
        let safe = self.begun.load(Ordering::Relaxed).saturating_sub(size);
        let torn = numbers.iter().take_while(|&&number| number < safe).count();
        facts.drain(begin..begin + torn);
        let kept = (facts.len() - begin) as u64;
        (end, (end - from.min(end)) - kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recorder::What;
    use std::time::Duration;

    fn fact(number: u64) -> Fact {
        Fact { at: Duration::from_nanos(number), what: What::Turn(number) }
    }

    #[test]
    fn the_newest_facts_are_kept_and_the_rest_is_counted() {
        let ring = Ring::new(64);
        let mut facts = Vec::new();
        assert_eq!(ring.read(0, 1000, &mut facts), (0, 0));
        (0..100).for_each(|number| ring.write(fact(number).to_words()));
        assert_eq!(ring.read(0, 1000, &mut facts), (100, 36));
        assert_eq!(facts, (36..100).map(fact).collect::<Vec<_>>());
        facts.clear();
        assert_eq!(ring.read(90, 4, &mut facts), (94, 0));
        assert_eq!(facts, (90..94).map(fact).collect::<Vec<_>>());
    }

    #[test]
    fn a_reader_beside_the_writer_sees_each_fact_whole_and_in_order_or_counts_it_as_lost() {
        let ring = Ring::new(256);
        std::thread::scope(|scope| {
            scope.spawn(|| (0..200_000).for_each(|number| ring.write(fact(number).to_words())));
            let (mut next, mut seen, mut lost, mut facts) = (0, 0, 0, Vec::new());
            let mut last = None;
            while seen + lost < 200_000 {
                let (end, missed) = ring.read(next, 10_000, &mut facts);
                (next, lost) = (end, lost + missed);
                for Fact { at, what } in facts.drain(..) {
                    let number = at.as_nanos() as u64;
                    assert_eq!(what, What::Turn(number));
                    assert!(last < Some(number));
                    last = Some(number);
                    seen += 1;
                }
            }
            assert_eq!(seen + lost, 200_000);
        });
    }
}
