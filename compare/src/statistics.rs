//! Of several runs the middle one, and how far the others were from it.

use serde::Serialize;

/// What several runs have in common. The median is no outlier's victim, and the extremes hide nothing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// The least.
    pub min: f64,
    /// As many are less as are more.
    pub median: f64,
    /// The most.
    pub max: f64,
    /// How many there were.
    pub count: usize,
}

impl Spread {
    /// Of these numbers; `None` if there is none.
    ///
    /// ```
    /// use evloop_compare::Spread;
    ///
    /// let spread = Spread::of([3.0, 1.0, 2.0, 10.0]).unwrap();
    /// assert_eq!((spread.min, spread.median, spread.max, spread.count), (1.0, 2.5, 10.0, 4));
    /// assert!(Spread::of([]).is_none());
    /// ```
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Spread> {
        let mut numbers: Vec<f64> = numbers.into_iter().collect();
        numbers.sort_by(f64::total_cmp);
        let (min, max, count) = (*numbers.first()?, *numbers.last()?, numbers.len());
        // The two in the middle, which are one when their number is odd.
        let median = (numbers[(count - 1) / 2] + numbers[count / 2]) / 2.0;
        Some(Spread { min, median, max, count })
    }
}
