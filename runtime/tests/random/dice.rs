//! The choices of a random program, which follow from its seed.

/// A generator of the xorshift family, begun with a mixed seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        // Neighbouring seeds shall have nothing in common, and the state must not be zero.
        Dice((seed ^ 0x5851_f42d_4c95_7f2d).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        (self.next() >> 11) % bound
    }

    /// Whether something happens that does so once in `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// A length: mostly short, sometimes long.
    pub fn length(&mut self) -> usize {
        match self.below(8) {
            0 => self.below(3) as usize,
            1..=5 => self.below(200) as usize,
            6 => self.below(3_000) as usize,
            _ => self.below(20_000) as usize,
        }
    }
}
