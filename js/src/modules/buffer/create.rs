//! Making Buffers: from text, zeroed, or cut from a slab.

use super::{FILE_CREATE, Room, encoding_argument, index_argument, slow};
use crate::raw::{Answer, Args, Held, Js, Owned, Thrown, Value};
use evloop_codec::Encoding;

/// The engine's limit for an ArrayBuffer, in bytes.
const MAX_ARRAY_BUFFER: usize = i32::MAX as usize;

/// The slab that small Buffers are cut from. A slab lives as long as any of its Buffers does.
#[derive(Default)]
pub(super) struct Pool {
    slab: Option<Held>,
    size: usize,
    used: usize,
}

impl Pool {
    /// False also if a program has detached the slab, by a method that it took before we guarded it.
    fn has_room(&self, js: &Js<'_>, len: usize) -> bool {
        let alive = self.slab.as_ref().is_some_and(|slab| slab.value(js).view_bytes(js).is_some());
        alive && self.used + len <= self.size
    }
}

/// A Buffer of zeros on memory of its own.
pub(super) fn zeroed<'a>(js: &mut Js<'a>, room: &Room, len: usize) -> Answer<'a> {
    if len > MAX_ARRAY_BUFFER {
        return Err(js.throw_range_error("Array buffer allocation failed"));
    }
    let len = js.int(len as i32);
    room.uint8_array.value(js).construct(js, room.fast_buffer.value(js), &[len.value()])
}

/// A Buffer whose bytes may be anything, cut from the slab if it is small.
pub(super) fn uninitialized<'a>(js: &mut Js<'a>, room: &Room, len: usize) -> Answer<'a> {
    let pool_size = room.pool_size(js)?;
    if len == 0 || len >= pool_size / 2 {
        return zeroed(js, room, len);
    }
    let start = reserve(js, room, pool_size, len)?;
    let pool = room.pool.borrow();
    let slab = pool.slab.as_ref().expect("a slab was just reserved from").value(js).own(js);
    drop(pool);
    view(js, room, slab.value(), start, Some(len))
}

/// Sets `len` bytes of the slab aside, of a new one if need be; gives their place.
fn reserve(js: &mut Js<'_>, room: &Room, pool_size: usize, len: usize) -> Result<usize, Thrown> {
    if !room.pool.borrow().has_room(js, len) {
        let slab = js.array_buffer(pool_size)?;
        // From now on programs can reach it as `buffer.buffer`, and may not detach it.
        room.note_slab.value(js).call(js, Value::UNDEFINED, &[slab.value()])?;
        *room.pool.borrow_mut() = Pool { slab: Some(js.hold(slab.value())), size: pool_size, used: 0 };
    }
    let mut pool = room.pool.borrow_mut();
    let start = pool.used;
    // The next Buffer begins at a multiple of eight, so that typed arrays of every kind can be laid over it.
    pool.used = (start + len).next_multiple_of(8);
    Ok(start)
}

/// A Buffer that shows a part of an ArrayBuffer; without a length, all that follows, now and after a resize.
pub(super) fn view<'a>(
    js: &mut Js<'a>,
    room: &Room,
    buffer: Value<'_>,
    start: usize,
    len: Option<usize>,
) -> Answer<'a> {
    let start = js.number(start as f64);
    let class = room.uint8_array.value(js);
    let target = room.fast_buffer.value(js);
    match len {
        Some(len) => {
            let len = js.number(len as f64);
            class.construct(js, target, &[buffer, start.value(), len.value()])
        }
        None => {
            js.expect_resizing();
            class.construct(js, target, &[buffer, start.value()])
        }
    }
}

/// A Buffer with a copy of `bytes`.
pub(super) fn copy<'a>(js: &mut Js<'a>, room: &Room, bytes: &[u8]) -> Answer<'a> {
    let made = uninitialized(js, room, bytes.len())?;
    if let Some(target) = made.value().bytes_mut(js) {
        target.copy_from_slice(bytes);
    }
    Ok(made)
}

/// A Buffer with the text (WTF-8) in an encoding.
pub(super) fn from_text<'a>(js: &mut Js<'a>, room: &Room, text: &[u8], encoding: Encoding) -> Answer<'a> {
    let room_for = encoding.room_for(text);
    if matches!(encoding, Encoding::Hex | Encoding::Base64 | Encoding::Base64Url) {
        // Only decoding tells how long the result is.
        return copy(js, room, &encoding.encode(text));
    }
    let made = uninitialized(js, room, room_for)?;
    if let Some(target) = made.value().bytes_mut(js) {
        encoding.write(text, target);
    }
    Ok(made)
}

/// `Buffer.from(text, encoding)`, `Buffer.from(bytes)` and `Buffer.from(array)`.
pub(super) fn from<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let source = args.get(0);
    if let (Some(text), Some(encoding)) = (source.utf8(js), encoding_argument(js, args.get(1))) {
        let room = Room::of(js);
        return from_text(js, &room, &text, encoding);
    }
    if source.is_uint8_array() {
        let room = Room::of(js);
        let prototype = source.prototype(js)?;
        // A subclass may have a `valueOf` of its own.
        if prototype.value().is_same_object(room.prototype.value(js)) {
            return copy_of(js, &room, source);
        }
    }
    if source.is_array()
        && let Some(bytes) = small_numbers(js, source)?
    {
        let room = Room::of(js);
        return copy(js, &room, &bytes);
    }
    slow(js, FILE_CREATE, "from", args)
}

/// The elements of an array, if they all are whole numbers.
fn small_numbers(js: &mut Js<'_>, array: Value<'_>) -> Result<Option<Vec<u8>>, Thrown> {
    let count = array.length(js)?;
    let mut bytes = Vec::new();
    for index in 0..count {
        let Some(number) = array.get_index(js, index)?.value().as_int() else { return Ok(None) };
        bytes.push(number as u8);
    }
    Ok(Some(bytes))
}

/// A Buffer with a copy of a Uint8Array's bytes.
fn copy_of<'a>(js: &mut Js<'a>, room: &Room, source: Value<'_>) -> Answer<'a> {
    let len = source.bytes(js).map_or(0, <[u8]>::len);
    let made = uninitialized(js, room, len)?;
    made.value().copy_within_views(js, 0, source, 0, len);
    Ok(made)
}

/// `Buffer.isBuffer(value)`: whether Buffer's prototype is among the value's.
pub(super) fn is_buffer<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    if !args.get(0).is_object() {
        return Ok(js.bool(false));
    }
    let room = Room::of(js);
    let mut prototype = args.get(0).prototype(js)?;
    while prototype.value().is_object() {
        if prototype.value().is_same_object(room.prototype.value(js)) {
            return Ok(js.bool(true));
        }
        prototype = prototype.value().prototype(js)?;
    }
    Ok(js.bool(false))
}

/// `Buffer.alloc(size)`.
pub(super) fn alloc<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let fill = args.get(1);
    match index_argument(args.get(0)) {
        Some(len) if fill.is_undefined() || fill.as_int() == Some(0) => {
            let room = Room::of(js);
            zeroed(js, &room, len)
        }
        _ => slow(js, FILE_CREATE, "alloc", args),
    }
}

/// `Buffer.allocUnsafe(size)`.
pub(super) fn alloc_unsafe<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    match index_argument(args.get(0)) {
        Some(len) => {
            let room = Room::of(js);
            uninitialized(js, &room, len)
        }
        None => slow(js, FILE_CREATE, "allocUnsafe", args),
    }
}

/// `Buffer.concat(list)`.
pub(super) fn concat<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    if args.get(0).is_array() && args.get(1).is_undefined() {
        let parts = elements(js, args.get(0))?;
        if parts.iter().all(|part| part.value().is_uint8_array()) {
            let room = Room::of(js);
            return join(js, &room, &parts);
        }
    }
    slow(js, FILE_CREATE, "concat", args)
}

fn elements<'a>(js: &mut Js<'a>, array: Value<'_>) -> Result<Vec<Owned<'a>>, Thrown> {
    let count = array.length(js)?;
    (0..count).map(|index| array.get_index(js, index)).collect()
}

fn join<'a>(js: &mut Js<'a>, room: &Room, parts: &[Owned<'_>]) -> Answer<'a> {
    let sum = parts.iter().map(|part| part.value().bytes(js).map_or(0, <[u8]>::len)).sum();
    let made = uninitialized(js, room, sum)?;
    let mut at = 0;
    for part in parts {
        let len = part.value().bytes(js).map_or(0, <[u8]>::len);
        made.value().copy_within_views(js, at, part.value(), 0, len);
        at += len;
    }
    Ok(made)
}

/// `Buffer.byteLength(text, encoding)`.
pub(super) fn byte_length<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    if let (Some(text), Some(encoding)) = (args.get(0).utf8(js), encoding_argument(js, args.get(1))) {
        return Ok(js.number(encoding.byte_length(&text) as f64));
    }
    slow(js, FILE_CREATE, "byteLength", args)
}

/// What buffer.js calls itself, with arguments that it has checked.
pub(super) mod checked {
    use super::*;
    use crate::modules::buffer::{count, encoding_number};

    /// `alloc(size)`
    pub(in super::super) fn alloc<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let room = Room::of(js);
        zeroed(js, &room, count(args.get(0)))
    }

    /// `allocUnsafe(size)`
    pub(in super::super) fn alloc_unsafe<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let room = Room::of(js);
        uninitialized(js, &room, count(args.get(0)))
    }

    /// `view(arrayBuffer, offset, length)`
    pub(in super::super) fn view<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let room = Room::of(js);
        let len = (!args.get(2).is_undefined()).then(|| count(args.get(2)));
        super::view(js, &room, args.get(0), count(args.get(1)), len)
    }

    /// `copyOf(bytes)`
    pub(in super::super) fn copy_of<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let room = Room::of(js);
        super::copy_of(js, &room, args.get(0))
    }

    /// `encode(text)`: a Uint8Array, no Buffer, with the text in UTF-8
    pub(in super::super) fn encode<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let room = super::super::opened(js)?;
        let text = args.get(0).utf8(js);
        let text = text.as_deref().unwrap_or_default();
        let len = js.number(text.len() as f64);
        let class = room.uint8_array.value(js);
        let made = class.construct(js, class, &[len.value()])?;
        if let Some(target) = made.value().bytes_mut(js) {
            Encoding::Utf8.write(text, target);
        }
        Ok(made)
    }

    /// `fromString(text, encoding)`
    pub(in super::super) fn from_string<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let room = Room::of(js);
        let text = args.get(0).utf8(js);
        from_text(js, &room, text.as_deref().unwrap_or_default(), encoding_number(args.get(1)))
    }

    /// `byteLength(text, encoding)`
    pub(in super::super) fn byte_length<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let text = args.get(0).utf8(js);
        let len = encoding_number(args.get(1)).byte_length(text.as_deref().unwrap_or_default());
        Ok(js.number(len as f64))
    }
}
