//! The bytes that are sent and expected back.

/// How long the pattern is before it begins anew: a prime number, so that it is in step with no buffer, and what is lost, doubled
/// or moved shows.
const PERIOD: usize = 65_521;

/// A fixed pattern of bytes without order.
pub(super) struct Pattern(Vec<u8>);

impl Pattern {
    /// One of which pieces of up to `longest` bytes can be taken.
    pub(super) fn new(longest: usize) -> Pattern {
        let mut state: u32 = 1;
        let mut byte = || {
            // A linear congruence; its upper bits have no pattern that matters here.
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let period: Vec<u8> = (0..PERIOD).map(|_| byte()).collect();
        Pattern(period.iter().copied().cycle().take(PERIOD + longest).collect())
    }

    /// Where connection number `n` enters it: each elsewhere, so that one that gets another's bytes shows.
    pub(super) fn entry(n: usize) -> usize {
        n * 97 % PERIOD
    }

    /// `length` bytes from `place` on.
    pub(super) fn at(&self, place: usize, length: usize) -> &[u8] {
        &self.0[place..place + length]
    }

    /// The place `length` bytes further on.
    pub(super) fn advance(place: usize, length: usize) -> usize {
        (place + length) % PERIOD
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_each_other_around_the_end() {
        let pattern = Pattern::new(1000);
        let place = PERIOD - 10;
        let next = Pattern::advance(place, 30);
        assert_eq!(pattern.at(place, 100)[30..], *pattern.at(next, 70));
        assert_ne!(pattern.at(Pattern::entry(1), 64), pattern.at(Pattern::entry(2), 64));
    }
}
