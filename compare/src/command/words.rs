//! Words of a command line, and what is wrong with them.

use lexopt::ValueExt;
use std::str::FromStr;
use std::time::Duration;

/// The longest time that may be asked for, in seconds: a day.
const LONGEST: f64 = 86_400.0;
/// The largest number that may be asked for.
const MOST: usize = 1 << 30;

/// Why a command line was not understood, as a sentence.
#[derive(Debug, PartialEq)]
pub(crate) struct Mistake(pub(crate) String);

impl Mistake {
    pub(crate) fn new(sentence: impl Into<String>) -> Mistake {
        Mistake(sentence.into())
    }
}

impl From<lexopt::Error> for Mistake {
    fn from(error: lexopt::Error) -> Mistake {
        Mistake(error.to_string())
    }
}

/// A number of at least 1.
pub(crate) fn count(parser: &mut lexopt::Parser, option: &str) -> Result<usize, Mistake> {
    checked_count(parser.value()?.parse()?, option)
}

fn checked_count(number: usize, option: &str) -> Result<usize, Mistake> {
    if (1..=MOST).contains(&number) {
        return Ok(number);
    }
    Err(Mistake(format!("{option} takes a number from 1 to {MOST}, and not {number}")))
}

/// A time in seconds, with fractions.
pub(crate) fn duration(parser: &mut lexopt::Parser, option: &str) -> Result<Duration, Mistake> {
    let seconds: f64 = parser.value()?.parse()?;
    if (0.0..=LONGEST).contains(&seconds) {
        return Ok(Duration::from_secs_f64(seconds));
    }
    Err(Mistake(format!("{option} takes seconds from 0 to {LONGEST}, and not {seconds}")))
}

/// Several values between commas, each once.
pub(crate) fn list<T>(parser: &mut lexopt::Parser, option: &str) -> Result<Vec<T>, Mistake>
where
    T: FromStr + PartialEq,
    T::Err: std::fmt::Display,
{
    let text = parser.value()?.string()?;
    let mut values = Vec::new();
    for word in text.split(',').map(str::trim) {
        let value = word.parse().map_err(|error| Mistake(format!("{option}: {word:?}: {error}")))?;
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok(values)
}

/// The same for numbers of at least 1.
pub(crate) fn counts(parser: &mut lexopt::Parser, option: &str) -> Result<Vec<usize>, Mistake> {
    list(parser, option)?.into_iter().map(|number| checked_count(number, option)).collect()
}
