//! Whatever could go one way or another: numbers that look random and follow from a seed.

use std::ops::RangeInclusive;
use std::time::Duration;

/// Numbers that look random and follow from a seed, the same on every machine: SplitMix64, one addition and three mixings. Who
/// knows some of them knows all that follow, so they are no secrets.
///
/// ```
/// use evloop_ffi::simulated::Dice;
///
/// let (mut one, mut other) = (Dice::new(7), Dice::new(7));
/// let (mut bytes, mut same) = ([0; 20], [0; 20]);
/// one.fill(&mut bytes);
/// other.fill(&mut same);
/// assert_eq!(bytes, same);
/// assert!((0.0..1.0).contains(&one.fraction()));
/// // Dice for somebody else, who may throw them as often as he likes.
/// one.more().fill(&mut bytes);
/// assert_ne!(bytes, same);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Dice(u64);

impl Dice {
    /// Dice that begin with a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// Fills the buffer.
    pub fn fill(&mut self, buffer: &mut [u8]) {
        for piece in buffer.chunks_mut(8) {
            piece.copy_from_slice(&self.next().to_le_bytes()[..piece.len()]);
        }
    }

    /// A number from 0 up to but not including 1.
    pub fn fraction(&mut self) -> f64 {
        // The 53 bits that a float holds exactly.
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Other dice, whose seed is one throw of these.
    pub fn more(&mut self) -> Dice {
        Dice(self.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Whether something of this probability happens. What never happens costs no throw.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        // The 53 bits that a float holds exactly.
        probability > 0.0 && ((self.next() >> 11) as f64) < probability * (1u64 << 53) as f64
    }

    /// A number from 0 up to but not including `bound`, which is at least 1.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// A span of time from the range.
    pub(super) fn within(&mut self, range: &RangeInclusive<Duration>) -> Duration {
        let width = range.end().saturating_sub(*range.start()).as_nanos() as u64;
        match width {
            0 => *range.start(),
            _ => *range.start() + Duration::from_nanos(self.next() % width.saturating_add(1)),
        }
    }

    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_and_chances_are_what_they_say() {
        let (mut one, mut other) = (Dice::new(7), Dice::new(7));
        assert!((0..100).all(|_| one.next() == other.next()));
        assert_ne!(Dice::new(1).next(), Dice::new(2).next());
        let hits = (0..10_000).filter(|_| one.chance(0.25)).count();
        assert!((2_200..2_800).contains(&hits), "{hits} of 10000");
        assert!(!one.chance(0.0) && one.chance(1.0));
    }
}
