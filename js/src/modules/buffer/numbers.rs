//! Reading and writing numbers. What is out of range is left to numbers.js, which says what was wrong.

use super::{FILE_NUMBERS, index_argument, slow};
use crate::raw::{Answer, Args, Js, Owned, Value};

/// A kind of number that Buffers read and write.
pub(super) trait Number: Copy + 'static {
    /// In bytes.
    const SIZE: usize;
    /// As in `readUInt8`.
    const NAME: &'static str;

    fn from_bytes(bytes: &[u8], little: bool) -> Self;
    fn to_bytes(self, bytes: &mut [u8], little: bool);
    fn to_js<'a>(self, js: &Js<'a>) -> Owned<'a>;
    /// None if the value is no number, or out of range.
    fn from_js(value: Value<'_>) -> Option<Self>;
}

macro_rules! number {
    ($type:ty, $name:literal, $to_js:expr, $from_js:expr) => {
        impl Number for $type {
            const SIZE: usize = size_of::<$type>();
            const NAME: &'static str = $name;

            #[inline]
            fn from_bytes(bytes: &[u8], little: bool) -> Self {
                let bytes = bytes.try_into().expect("a run of the number's size");
                if little { <$type>::from_le_bytes(bytes) } else { <$type>::from_be_bytes(bytes) }
            }

            #[inline]
            fn to_bytes(self, bytes: &mut [u8], little: bool) {
                bytes.copy_from_slice(&if little { self.to_le_bytes() } else { self.to_be_bytes() });
            }

            #[inline]
            fn to_js<'a>(self, js: &Js<'a>) -> Owned<'a> {
                $to_js(js, self)
            }

            #[inline]
            fn from_js(value: Value<'_>) -> Option<Self> {
                $from_js(value)
            }
        }
    };
}

macro_rules! integer {
    ($type:ty, $name:literal, $to_js:expr) => {
        number!($type, $name, $to_js, |value: Value<'_>| {
            // Fractions are cut off, as Node does; NaN is in no range and goes the long way.
            let number = value.as_number()?;
            let inside = number >= f64::from(<$type>::MIN) && number <= f64::from(<$type>::MAX);
            inside.then_some(number as $type)
        });
    };
}

integer!(u8, "UInt8", |js: &Js<'a>, it| js.int(i32::from(it)));
integer!(i8, "Int8", |js: &Js<'a>, it| js.int(i32::from(it)));
integer!(u16, "UInt16", |js: &Js<'a>, it| js.int(i32::from(it)));
integer!(i16, "Int16", |js: &Js<'a>, it| js.int(i32::from(it)));
integer!(u32, "UInt32", |js: &Js<'a>, it| js.number(f64::from(it)));
integer!(i32, "Int32", |js: &Js<'a>, it| js.int(it));
number!(f32, "Float", |js: &Js<'a>, it| js.number(f64::from(it)), |value: Value<'_>| {
    value.as_number().map(|number| number as f32)
});
number!(f64, "Double", |js: &Js<'a>, it| js.number(it), |value: Value<'_>| value.as_number());

/// `buffer.readUInt16LE(offset)` and so on.
pub(super) fn read<'a, N: Number, const LITTLE: bool>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let found = offset(args.get(0)).and_then(|at| {
        let bytes = args.this.bytes(js)?;
        Some(N::from_bytes(bytes.get(at..at.checked_add(N::SIZE)?)?, LITTLE))
    });
    match found {
        Some(number) => Ok(number.to_js(js)),
        None => slow(js, FILE_NUMBERS, &method("read", N::NAME, N::SIZE, LITTLE), args),
    }
}

/// `buffer.writeUInt16LE(value, offset)` and so on.
pub(super) fn write<'a, N: Number, const LITTLE: bool>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let end = N::from_js(args.get(0)).zip(offset(args.get(1))).and_then(|(number, at)| {
        let end = at.checked_add(N::SIZE)?;
        number.to_bytes(args.this.bytes_mut(js)?.get_mut(at..end)?, LITTLE);
        Some(end)
    });
    match end {
        Some(end) => Ok(js.number(end as f64)),
        None => slow(js, FILE_NUMBERS, &method("write", N::NAME, N::SIZE, LITTLE), args),
    }
}

/// `buffer.readBigInt64LE(offset)` and so on.
pub(super) fn read_big<'a, const SIGNED: bool, const LITTLE: bool>(
    js: &mut Js<'a>,
    args: Args<'a>,
) -> Answer<'a> {
    let found = offset(args.get(0)).and_then(|at| {
        let run: [u8; 8] = args.this.bytes(js)?.get(at..at.checked_add(8)?)?.try_into().ok()?;
        Some(if LITTLE { u64::from_le_bytes(run) } else { u64::from_be_bytes(run) })
    });
    match found {
        Some(bits) => big(js, bits, SIGNED),
        None => slow(js, FILE_NUMBERS, &method("read", big_name(SIGNED), 8, LITTLE), args),
    }
}

/// `buffer.writeBigInt64LE(value, offset)` and so on.
pub(super) fn write_big<'a, const SIGNED: bool, const LITTLE: bool>(
    js: &mut Js<'a>,
    args: Args<'a>,
) -> Answer<'a> {
    if let (Some(bits), Some(at)) = (args.get(0).low_64_bits(js), offset(args.get(1))) {
        // A value that is larger than its 64 bits is out of range.
        let whole = big(js, bits, SIGNED)?;
        let fits = js.strict_equal(whole.value(), args.get(0));
        let end = at.saturating_add(8);
        if fits && let Some(target) = args.this.bytes_mut(js).and_then(|bytes| bytes.get_mut(at..end)) {
            target.copy_from_slice(&if LITTLE { bits.to_le_bytes() } else { bits.to_be_bytes() });
            return Ok(js.number(end as f64));
        }
    }
    slow(js, FILE_NUMBERS, &method("write", big_name(SIGNED), 8, LITTLE), args)
}

fn big<'a>(js: &Js<'a>, bits: u64, signed: bool) -> Answer<'a> {
    if signed { js.big_int_signed(bits as i64) } else { js.big_int(bits) }
}

fn big_name(signed: bool) -> &'static str {
    if signed { "BigInt64" } else { "BigUInt64" }
}

/// `buffer.readIntLE(offset, byteLength)` and so on, for one to six bytes.
pub(super) fn read_any<'a, const SIGNED: bool, const LITTLE: bool>(
    js: &mut Js<'a>,
    args: Args<'a>,
) -> Answer<'a> {
    let found = size(args.get(1)).zip(index_argument(args.get(0))).and_then(|(size, at)| {
        let run = args.this.bytes(js)?.get(at..at.checked_add(size)?)?;
        let mut wide = [0; 8];
        if LITTLE {
            wide[..size].copy_from_slice(run);
        } else {
            wide[..size].iter_mut().zip(run.iter().rev()).for_each(|(to, from)| *to = *from);
        }
        // Shifted up and down again, the sign fills the bytes above.
        let unused = 64 - size as u32 * 8;
        let raised = u64::from_le_bytes(wide) << unused;
        Some(if SIGNED { (raised as i64 >> unused) as f64 } else { (raised >> unused) as f64 })
    });
    match found {
        Some(number) => Ok(js.number(number)),
        None => slow(js, FILE_NUMBERS, &method("read", sign_name(SIGNED), 2, LITTLE), args),
    }
}

/// `buffer.writeIntLE(value, offset, byteLength)` and so on, for one to six bytes.
pub(super) fn write_any<'a, const SIGNED: bool, const LITTLE: bool>(
    js: &mut Js<'a>,
    args: Args<'a>,
) -> Answer<'a> {
    let end = (|| {
        let (size, at) = (size(args.get(2))?, index_argument(args.get(1))?);
        let number = args.get(0).as_number()?;
        let span = (1u64 << (size * 8)) as f64;
        let (least, beyond) = if SIGNED { (-span / 2.0, span / 2.0) } else { (0.0, span) };
        // Beyond its limits by a fraction is beyond as well.
        if !(number >= least && number <= beyond - 1.0) {
            return None;
        }
        let end = at.checked_add(size)?;
        let target = args.this.bytes_mut(js)?.get_mut(at..end)?;
        target.copy_from_slice(&(number as i64).to_le_bytes()[..size]);
        if !LITTLE {
            target.reverse();
        }
        Some(end)
    })();
    match end {
        Some(end) => Ok(js.number(end as f64)),
        None => slow(js, FILE_NUMBERS, &method("write", sign_name(SIGNED), 2, LITTLE), args),
    }
}

/// An offset that may be left out.
#[inline]
fn offset(value: Value<'_>) -> Option<usize> {
    if value.is_undefined() { Some(0) } else { index_argument(value) }
}

fn size(value: Value<'_>) -> Option<usize> {
    index_argument(value).filter(|size| (1..=6).contains(size))
}

fn sign_name(signed: bool) -> &'static str {
    if signed { "Int" } else { "UInt" }
}

/// The method's name in numbers.js.
fn method(verb: &str, number: &str, size: usize, little: bool) -> String {
    let order = match (size, little) {
        (1, _) => "",
        (_, true) => "LE",
        (_, false) => "BE",
    };
    format!("{verb}{number}{order}")
}
