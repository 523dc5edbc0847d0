//! The native half of `buffer`.
//!
//! Each method of Buffer that touches bytes is a native function which knows the plain cases of its arguments. When
//! it meets anything else (a number that is a string, an offset that is out of range, a value to be converted), it
//! hands receiver and arguments to the JavaScript function of the same name, which does all that Node does, and which
//! calls the `checked` functions here for the bytes.
//!
//! The encodings and the work per byte, on slices, are a crate of their own, `js/codec`.
//!
//! | file | what is in it |
//! |---|---|
//! | `create.rs` | `Buffer.from`, `alloc`, `concat`; the pool |
//! | `text.rs` | `toString`, `write` |
//! | `bytes.rs` | `copy`, `compare`, `indexOf`, `fill`, `swap16`, `subarray` |
//! | `numbers.rs` | `readInt32LE` and its kin |
//! | `install.rs` | which native function is which method |

mod bytes;
mod create;
mod install;
mod numbers;
mod text;

use std::cell::RefCell;
use std::rc::Rc;

use evloop_codec::Encoding;

use self::create::Pool;
use crate::raw::{Answer, Args, Atom, Held, Js, Thrown, Value};

pub(crate) use install::natives;

/// The JavaScript files that hold the long ways.
const FILE_CREATE: &str = "buffer/create";
const FILE_TEXT: &str = "buffer/text";
const FILE_BYTES: &str = "buffer/bytes";
const FILE_NUMBERS: &str = "buffer/numbers";

/// What the native half remembers.
struct Room {
    uint8_array: Held,
    /// `Buffer`, for `Buffer.poolSize`.
    buffer: Held,
    /// The class that Buffers are made by; its prototype is Buffer's.
    fast_buffer: Held,
    /// `Buffer.prototype`.
    prototype: Held,
    /// `slow(file, name, …arguments)`
    slow: Held,
    /// `note(slab)`: memory that Buffers are going to share.
    note_slab: Held,
    /// A Buffer that nobody sees. The engine describes all objects of a kind once, for as long as there is one of them;
    /// without this one, it would describe Buffers anew whenever there was none.
    _model: Held,
    pool_size: Atom,
    pool: RefCell<Pool>,
}

impl Room {
    fn of(js: &Js<'_>) -> Rc<Room> {
        js.rooms().get().expect("buffer.js opens the room before any Buffer exists")
    }

    /// `Buffer.poolSize`, which programs may change.
    fn pool_size(&self, js: &mut Js<'_>) -> Result<usize, Thrown> {
        let size = self.buffer.value(js).get(js, self.pool_size)?;
        Ok(index_argument(size.value()).unwrap_or(0))
    }
}

/// A Buffer with a copy of `bytes`; small ones share a slab. For rooms that read; they must have opened this one.
pub(crate) fn copy<'a>(js: &mut Js<'a>, bytes: &[u8]) -> Answer<'a> {
    let room = Room::of(js);
    create::copy(js, &room, bytes)
}

/// The text of bytes, for rooms that decode; None if it would be too long for a string, see [`string_too_long`].
pub(crate) fn text<'a>(js: &Js<'a>, bytes: &[u8], encoding: Encoding) -> Option<Answer<'a>> {
    text::text(js, bytes, encoding)
}

/// Throws the error that Node throws for a text that is too long.
pub(crate) fn string_too_long(js: &mut Js<'_>) -> Thrown {
    match opened(js).and_then(|_| slow(js, FILE_TEXT, "stringTooLong", Args::none())) {
        Err(thrown) => thrown,
        Ok(_) => js.throw_range_error("Invalid string length"),
    }
}

/// The room, after loading `buffer` if nobody has yet.
fn opened(js: &mut Js<'_>) -> Result<Rc<Room>, Thrown> {
    if let Some(room) = js.rooms().get() {
        return Ok(room);
    }
    crate::rooms::require(js, "buffer")?;
    Ok(Room::of(js))
}

/// Goes the long way: calls the JavaScript function of this name with the same receiver and arguments.
#[cold]
fn slow<'a>(js: &mut Js<'a>, file: &str, name: &str, args: Args<'a>) -> Answer<'a> {
    let room = Room::of(js);
    let (file, name) = (js.string(file)?, js.string(name)?);
    let arguments =
        [file.value(), name.value(), args.get(0), args.get(1), args.get(2), args.get(3), args.get(4)];
    room.slow.value(js).call(js, args.this, &arguments)
}

/// A whole number that is not negative; None for anything else, which JavaScript has to look at.
#[inline]
fn index_argument(value: Value<'_>) -> Option<usize> {
    match value.as_int() {
        Some(index) => usize::try_from(index).ok(),
        None => {
            let number = value.as_number()?;
            (number >= 0.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0)
                .then_some(number as usize)
        }
    }
}

/// A known encoding by its name; the default if the name is left out.
fn encoding_argument(js: &Js<'_>, value: Value<'_>) -> Option<Encoding> {
    if value.is_undefined() {
        return Some(Encoding::Utf8);
    }
    Encoding::from_name(&value.utf8(js)?)
}

/// An encoding's number, as buffer.js passes it.
fn encoding_number(value: Value<'_>) -> Encoding {
    value.as_int().and_then(Encoding::from_number).unwrap_or(Encoding::Utf8)
}

/// A count that buffer.js has checked.
fn count(value: Value<'_>) -> usize {
    // The cast cuts off fractions, and takes what is no number for zero.
    value.as_number().unwrap_or(0.0) as usize
}
