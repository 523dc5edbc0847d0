//! Counts by size, in few numbers.

use std::fmt;

/// How many powers of two there are up to the largest number.
const BUCKETS: usize = 65;

/// How often numbers of which size were met: a bucket for 0, and one for each power of two. So a quantile is known to a factor
/// of two, whatever the numbers, in half a kilobyte.
///
/// ```
/// use evloop::Histogram;
///
/// let mut histogram = Histogram::new();
/// for number in [0, 1, 3, 3, 900] {
///     histogram.add(number);
/// }
/// assert_eq!((histogram.count(), histogram.sum(), histogram.max()), (5, 907, 900));
/// assert_eq!(histogram.buckets().collect::<Vec<_>>(), [(0, 1), (1, 1), (3, 2), (1023, 1)]);
/// assert_eq!((histogram.quantile(0.5), histogram.quantile(1.0)), (3, 900));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    buckets: [u64; BUCKETS],
    sum: u64,
    max: u64,
}

impl Default for Histogram {
    fn default() -> Histogram {
        Histogram::new()
    }
}

impl Histogram {
    /// An empty one.
    pub const fn new() -> Histogram {
        Histogram { buckets: [0; BUCKETS], sum: 0, max: 0 }
    }

    /// Counts one number.
    pub fn add(&mut self, number: u64) {
        self.buckets[(u64::BITS - number.leading_zeros()) as usize] += 1;
        self.sum = self.sum.saturating_add(number);
        self.max = self.max.max(number);
    }

    /// How many numbers were counted.
    pub fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }

    /// What they add up to (at most `u64::MAX`).
    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// The largest of them; 0 when there are none.
    pub fn max(&self) -> u64 {
        self.max
    }

    /// A number that so large a share of them (from 0 to 1) does not exceed, at most twice too large; 0 when there are none.
    pub fn quantile(&self, share: f64) -> u64 {
        let wanted = (self.count() as f64 * share.clamp(0.0, 1.0)).ceil() as u64;
        let mut seen = 0;
        for (most, count) in self.buckets() {
            seen += count;
            if seen >= wanted {
                return most.min(self.max);
            }
        }
        0
    }

    /// The buckets that are not empty, from below: the largest number that falls into it, and how many did.
    pub fn buckets(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let filled = self.buckets.iter().enumerate().filter(|(_, count)| **count > 0);
        filled.map(|(place, &count)| (u64::MAX.checked_shr(u64::BITS - place as u32).unwrap_or(0), count))
    }
}

/// The numbers themselves, without a unit: `5 counted, half up to 3, 99 % up to 900, the largest 900`.
impl fmt::Display for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.describe(f, |number| number.to_string())
    }
}

impl Histogram {
    /// A line, with numbers as `show` writes them.
    pub(crate) fn describe(&self, f: &mut fmt::Formatter<'_>, show: impl Fn(u64) -> String) -> fmt::Result {
        let (half, most, max) = (self.quantile(0.5), self.quantile(0.99), self.max);
        let count = self.count();
        write!(
            f,
            "{count} counted, half up to {}, 99 % up to {}, the largest {}",
            show(half),
            show(most),
            show(max)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_bucket_that_it_fits() {
        for number in [0, 1, 2, 3, 4, 1023, 1024, u64::MAX - 1, u64::MAX] {
            let mut histogram = Histogram::new();
            histogram.add(number);
            let (most, count) = histogram.buckets().next().unwrap();
            assert!(most >= number && count == 1 && (number == 0 || most / 2 < number), "{number}: {most}");
            assert_eq!(histogram.quantile(0.01), number);
        }
        assert_eq!(Histogram::new().quantile(0.5), 0);
    }
}
