//! Work on the bytes of Buffers: copying, comparing, searching, filling, swapping, cutting.

use super::{
    FILE_BYTES, FILE_CREATE, Room, count, create, encoding_argument, encoding_number, index_argument, slow,
};
use crate::raw::{Answer, Args, Js, Value};
use evloop_codec::search::{Direction, search};
use evloop_codec::{Encoding, bytes};

/// `buffer.copy(target, targetStart, sourceStart, sourceEnd)`.
pub(super) fn copy<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let place = |at, otherwise| match args.get(at) {
        value if value.is_undefined() => Some(otherwise),
        value => index_argument(value),
    };
    let lengths = (args.this.bytes(js).map(<[u8]>::len), args.get(0).bytes(js).map(<[u8]>::len));
    if let ((Some(source), Some(target)), Some(at), Some(start), Some(end)) =
        (lengths, place(1, 0), place(2, 0), place(3, usize::MAX))
        && start <= source
    {
        let len = end.min(source).saturating_sub(start).min(target.saturating_sub(at));
        args.get(0).copy_within_views(js, at, args.this, start, len);
        return Ok(js.number(len as f64));
    }
    slow(js, FILE_BYTES, "copy", args)
}

/// `buffer.equals(other)`.
pub(super) fn equals<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    if let (Some(left), Some(right)) = (args.this.bytes(js), args.get(0).bytes(js)) {
        return Ok(js.bool(left == right));
    }
    slow(js, FILE_BYTES, "equals", args)
}

/// `buffer.compare(target)`.
pub(super) fn compare<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let whole = (1..5).all(|at| args.get(at).is_undefined());
    if let (true, Some(left), Some(right)) = (whole, args.this.bytes(js), args.get(0).bytes(js)) {
        return Ok(js.int(bytes::compare(left, right)));
    }
    slow(js, FILE_BYTES, "compare", args)
}

/// `Buffer.compare(a, b)`.
pub(super) fn compare_two<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    if let (Some(left), Some(right)) = (args.get(0).bytes(js), args.get(1).bytes(js)) {
        return Ok(js.int(bytes::compare(left, right)));
    }
    slow(js, FILE_CREATE, "compare", args)
}

/// `buffer.indexOf(value, byteOffset, encoding)`.
pub(super) fn index_of<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    match plain_search(js, args) {
        Some(found) => Ok(place(js, found)),
        None => slow(js, FILE_BYTES, "indexOf", args),
    }
}

/// `buffer.includes(value, byteOffset, encoding)`.
pub(super) fn includes<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    match plain_search(js, args) {
        Some(found) => Ok(js.bool(found.is_some())),
        None => slow(js, FILE_BYTES, "includes", args),
    }
}

/// Searches if the arguments are plain: an offset that is a whole number or left out, and an encoding that is known.
fn plain_search(js: &Js<'_>, args: Args<'_>) -> Option<Option<usize>> {
    let (offset, encoding) = match args.get(1) {
        name if name.is_string() => (Value::UNDEFINED, name),
        offset => (offset, args.get(2)),
    };
    let offset = match offset.as_int() {
        Some(offset) => i64::from(offset),
        None if offset.is_undefined() => 0,
        None => return None,
    };
    let encoding = encoding_argument(js, encoding)?;
    find(js, args.this, args.get(0), offset, encoding, Direction::Forward)
}

/// Searches for a number, a text or bytes. None if the value is none of these.
fn find(
    js: &Js<'_>,
    haystack: Value<'_>,
    needle: Value<'_>,
    offset: i64,
    encoding: Encoding,
    direction: Direction,
) -> Option<Option<usize>> {
    let haystack = haystack.bytes(js)?;
    let step = if encoding == Encoding::Utf16 { 2 } else { 1 };
    if let Some(byte) = needle.as_int() {
        return Some(search(haystack, &[byte as u8], offset, 1, direction));
    }
    if let Some(text) = needle.utf8(js) {
        // ASCII text is its own encoding in utf8.
        if encoding == Encoding::Utf8 && text.is_ascii() {
            return Some(search(haystack, &text, offset, 1, direction));
        }
        // For text, negative offsets count from the last whole code unit.
        let whole = &haystack[..haystack.len() / step * step];
        return Some(search(whole, &encoding.encode(&text), offset, step, direction));
    }
    Some(search(haystack, needle.bytes(js)?, offset, step, direction))
}

fn place<'a>(js: &Js<'a>, found: Option<usize>) -> crate::raw::Owned<'a> {
    match found {
        Some(at) => js.number(at as f64),
        None => js.int(-1),
    }
}

/// `buffer.fill(value, offset, end)`.
pub(super) fn fill<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let len = args.this.bytes(js).map(<[u8]>::len);
    let (start, end) = match (args.get(1), args.get(2), len) {
        (start, end, Some(len)) if start.is_undefined() && end.is_undefined() => (Some(0), Some(len)),
        (start, end, Some(len)) if end.is_undefined() => (index_argument(start), Some(len)),
        (start, end, Some(len)) => (index_argument(start), index_argument(end).filter(|&end| end <= len)),
        _ => (None, None),
    };
    if let (Some(start), Some(end)) = (start, end)
        && args.get(3).is_undefined()
        && let Some(pattern) = pattern(js, args.get(0), Encoding::Utf8)
    {
        fill_with(js, args.this, &pattern, start, end);
        return Ok(args.this.own(js));
    }
    slow(js, FILE_BYTES, "fill", args)
}

/// The bytes to fill with. None if there are none, or if JavaScript has to say what the value is.
fn pattern(js: &Js<'_>, value: Value<'_>, encoding: Encoding) -> Option<Vec<u8>> {
    if let Some(byte) = value.as_int() {
        return Some(vec![byte as u8]);
    }
    let pattern = match value.utf8(js) {
        Some(text) => encoding.encode(&text),
        None => value.bytes(js)?.to_vec(),
    };
    (!pattern.is_empty()).then_some(pattern)
}

fn fill_with(js: &mut Js<'_>, buffer: Value<'_>, pattern: &[u8], start: usize, end: usize) {
    if let Some(target) = buffer.bytes_mut(js).and_then(|bytes| bytes.get_mut(start..end)) {
        bytes::fill(target, pattern);
    }
}

/// `buffer.swap16()`, `swap32`, `swap64`.
pub(super) fn swap<'a, const SIZE: usize>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    match args.this.bytes_mut(js) {
        Some(target) if target.len().is_multiple_of(SIZE) => {
            bytes::swap(target, SIZE);
            Ok(args.this.own(js))
        }
        _ => slow(js, FILE_BYTES, &format!("swap{}", SIZE * 8), args),
    }
}

/// `buffer.subarray(start, end)`.
pub(super) fn subarray<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js);
    match cut(js, &room, args) {
        Some(made) => made,
        None => slow(js, FILE_BYTES, "subarray", args),
    }
}

/// `buffer.slice(start, end)`: as `subarray` for Buffers, whereas what is no Buffer decides itself.
pub(super) fn slice<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js);
    let prototype = args.this.prototype(js)?;
    if prototype.value().is_same_object(room.prototype.value(js))
        && let Some(made) = cut(js, &room, args)
    {
        return made;
    }
    slow(js, FILE_BYTES, "slice", args)
}

fn cut<'a>(js: &mut Js<'a>, room: &Room, args: Args<'a>) -> Option<Answer<'a>> {
    let len = args.this.bytes(js)?.len();
    let start = clamped(args.get(0), len, 0)?;
    let end = clamped(args.get(1), len, len)?;
    let (buffer, offset) = args.this.view_of(js)?;
    Some(create::view(js, room, buffer.value(), offset + start, Some(end.saturating_sub(start))))
}

/// A place that counts from the end if it is negative, kept within the length.
fn clamped(value: Value<'_>, len: usize, otherwise: usize) -> Option<usize> {
    match value.as_int() {
        Some(place) if place < 0 => Some(len.saturating_sub(place.unsigned_abs() as usize)),
        Some(place) => Some(len.min(place as usize)),
        None => value.is_undefined().then_some(otherwise),
    }
}

/// What buffer.js calls itself, with arguments that it has checked.
pub(super) mod checked {
    use super::*;

    /// `compare(a, aStart, aEnd, b, bStart, bEnd)`
    pub(in super::super) fn compare<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let run = |at: usize| {
            let bytes = args.get(at).bytes(js).unwrap_or_default();
            let end = count(args.get(at + 2)).min(bytes.len());
            &bytes[count(args.get(at + 1)).min(end)..end]
        };
        Ok(js.int(bytes::compare(run(0), run(3))))
    }

    /// `copy(target, targetStart, source, sourceStart, length)`
    pub(in super::super) fn copy<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let (at, from, len) = (count(args.get(1)), count(args.get(3)), count(args.get(4)));
        args.get(0).copy_within_views(js, at, args.get(2), from, len);
        Ok(js.undefined())
    }

    /// `search(bytes, value, offset, encoding, forward)`
    pub(in super::super) fn search<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let offset = args.get(2).as_number().unwrap_or(0.0) as i64;
        let direction = if args.get(4).truthy(js) { Direction::Forward } else { Direction::Backward };
        let encoding = encoding_number(args.get(3));
        let found = find(js, args.get(0), args.get(1), offset, encoding, direction);
        Ok(place(js, found.flatten()))
    }

    /// `swap(bytes, size)`, for sizes of 2, 4 and 8
    pub(in super::super) fn swap<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        if let Some(target) = args.get(0).bytes_mut(js) {
            bytes::swap(target, count(args.get(1)).max(1));
        }
        Ok(args.get(0).own(js))
    }

    /// `fill(bytes, value, start, end, encoding)`: false if the value is no byte at all.
    pub(in super::super) fn fill<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let Some(pattern) = pattern(js, args.get(1), encoding_number(args.get(4))) else {
            return Ok(js.bool(false));
        };
        fill_with(js, args.get(0), &pattern, count(args.get(2)), count(args.get(3)));
        Ok(js.bool(true))
    }
}
