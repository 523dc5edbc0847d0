//! From numbers to places on an axis: in proportion, or by magnitude when numbers are far apart.

use crate::output::number;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use std::ops::Range;

/// Numbers that differ by more than this factor are shown by magnitude.
const FAR_APART: f64 = 8.0;
/// What is left of a step before the first and behind the last.
const MARGIN: f64 = 0.12;
/// About how many marks an axis has.
const MARKS: f64 = 5.0;

/// An axis of numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    is_logarithmic: bool,
    /// The first and the last number.
    from: f64,
    to: f64,
    /// Numbers that get a label.
    marks: Vec<f64>,
}

impl Scale {
    /// One on which numbers from `least` to `most` have room.
    pub(super) fn for_numbers(least: f64, most: f64) -> Scale {
        if least > 0.0 && most / least > FAR_APART { by_magnitude(least, most) } else { in_proportion(most) }
    }

    /// One that begins at zero, for bars: their length is what they say.
    pub(super) fn from_zero(most: f64) -> Scale {
        in_proportion(most)
    }

    /// One of steps that are equally far from each other: the first is 0.
    pub(super) fn of_steps(count: usize) -> Scale {
        let marks: Vec<f64> = (0..count).map(|step| step as f64).collect();
        Scale { is_logarithmic: false, from: -MARGIN, to: count as f64 - 1.0 + MARGIN, marks }
    }

    /// How much of the axis is before a number, from 0 to 1.
    pub(super) fn share(&self, number: f64) -> f64 {
        let place = |number: f64| if self.is_logarithmic { number.log10() } else { number };
        let share = (place(number) - place(self.from)) / (place(self.to) - place(self.from));
        share.clamp(0.0, 1.0)
    }
}

impl Ranged for Scale {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, number: &f64, (first, last): (i32, i32)) -> i32 {
        first + (self.share(*number) * f64::from(last - first)).round() as i32
    }

    /// Lines of the grid are where labels are, and nowhere between.
    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.marks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.from..self.to
    }
}

impl ValueFormatter<f64> for Scale {
    /// Marks are round: digits that say nothing are left out.
    fn format_ext(&self, value: &f64) -> String {
        let text = number(*value);
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }
}

fn in_proportion(most: f64) -> Scale {
    let most = if most > 0.0 { most } else { 1.0 };
    let step = round_step(most / MARKS);
    let steps = (most / step).ceil();
    let marks = (0..=steps as u32).map(|count| f64::from(count) * step).collect();
    Scale { is_logarithmic: false, from: 0.0, to: steps * step, marks }
}

/// The next of 1, 2, 5, 10, 20, … (or 0.5, 0.2, …).
fn round_step(size: f64) -> f64 {
    let magnitude = 10f64.powf(size.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * magnitude >= size * 0.999);
    factor.unwrap_or(10.0) * magnitude
}

fn by_magnitude(least: f64, most: f64) -> Scale {
    let (first, last) = (least.log10().floor() as i32, most.log10().ceil() as i32);
    // Three marks for each power of ten, as long as they are not too many.
    let factors: &[f64] = if last - first <= 3 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let marks: Vec<f64> = (first..=last)
        .flat_map(|power| factors.iter().map(move |factor| factor * 10f64.powi(power)))
        .collect();
    // The powers of ten are not exact.
    let below = |mark: &&f64| **mark <= least * 1.000_001;
    let above = |mark: &&f64| **mark >= most / 1.000_001;
    let from = marks.iter().rev().find(below).copied().unwrap_or(least);
    let to = marks.iter().find(above).copied().unwrap_or(most);
    let marks = marks.into_iter().filter(|mark| (from..=to).contains(mark)).collect();
    Scale { is_logarithmic: true, from, to, marks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_near_each_other_are_in_proportion() {
        let scale = Scale::for_numbers(20.0, 48.0);
        assert_eq!((scale.from, scale.to), (0.0, 50.0));
        assert_eq!(scale.marks, [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
        assert_eq!([50.0, 0.2, 0.0, 1000.0].map(|mark| scale.format_ext(&mark)), ["50", "0.2", "0", "1,000"]);
        assert_eq!(Scale::from_zero(0.0).to, 1.0);
    }

    #[test]
    fn numbers_far_apart_are_by_magnitude() {
        let scale = Scale::for_numbers(30.0, 4000.0);
        let marks: Vec<f64> = scale.marks.iter().map(|mark| mark.round()).collect();
        assert_eq!(marks, [20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0]);
        assert_eq!((scale.map(&20.0, (300, 0)), scale.map(&5000.0, (300, 0))), (300, 0));
        assert!((scale.share(316.0) - 0.5).abs() < 0.01 && scale.share(0.0) == 0.0);
    }
}
