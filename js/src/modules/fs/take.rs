//! Paths, numbers and times from JavaScript, which has checked them.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::raw::{Js, Value};

/// A path: a string, or its bytes.
pub(super) fn path(js: &Js<'_>, value: Value<'_>) -> PathBuf {
    match value.bytes(js) {
        Some(bytes) => OsString::from_vec(bytes.to_vec()).into(),
        None => value.text(js).unwrap_or_default().into(),
    }
}

/// The number of a descriptor.
pub(super) fn descriptor(value: Value<'_>) -> i32 {
    value.as_int().unwrap_or(-1)
}

/// A number without a sign, of 32 bits.
pub(super) fn bits(value: Value<'_>) -> u32 {
    value.as_number().unwrap_or(0.0) as i64 as u32
}

/// A length or a count.
pub(super) fn count(value: Value<'_>) -> u64 {
    value.as_number().unwrap_or(0.0) as u64
}

/// A place in a file, as a number or a BigInt; None for the file's own place, which is −1 or no number at all.
pub(super) fn place(js: &Js<'_>, value: Value<'_>) -> Option<u64> {
    match value.low_64_bits(js) {
        Some(bits) => u64::try_from(bits as i64).ok(),
        None => value.as_number().filter(|&place| place >= 0.0).map(|place| place as u64),
    }
}

/// A user's or group's number; −1 leaves things as they are.
pub(super) fn owner(value: Value<'_>) -> Option<u32> {
    let number = value.as_number().unwrap_or(-1.0);
    (number >= 0.0 && number < f64::from(u32::MAX)).then_some(number as u32)
}

/// A time in seconds since 1970, to the microsecond that a double has room for.
pub(super) fn time(value: Value<'_>) -> SystemTime {
    let seconds = value.as_number().unwrap_or(0.0);
    // The system's clock has room for what a program may ask; what no clock has becomes its end.
    let micros = (seconds * 1e6).round().clamp(-9e15, 9e15);
    let distance = Duration::from_micros(micros.abs() as u64);
    let moved =
        if micros < 0.0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
    moved.unwrap_or(UNIX_EPOCH)
}
