//! The native half of `string_decoder`: bytes that come in pieces, to text without broken characters.
//!
//! A decoder's state is a Buffer of seven bytes that JavaScript holds (Node shows it in the same form): the bytes of
//! the character that is not complete, how many are missing to it, how many there are, and the encoding.

use super::buffer;
use crate::raw::{Answer, Args, Js, Owned, Thrown};
use evloop_codec::Encoding;

/// Where the state keeps the number of missing bytes, of waiting bytes, and the encoding.
const MISSING: usize = 4;
const WAITING: usize = 5;
const ENCODING: usize = 6;
const STATE_LENGTH: usize = 7;

/// The encodings in the order of Node's numbers; the last but one is none that decodes.
const ENCODINGS: [Encoding; 8] = [
    Encoding::Ascii,
    Encoding::Utf8,
    Encoding::Base64,
    Encoding::Utf16,
    Encoding::Latin1,
    Encoding::Hex,
    Encoding::Latin1,
    Encoding::Base64Url,
];

/// The object that string_decoder.js sees as `native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Result<Owned<'a>, Thrown> {
    let native = js.object()?;
    let it = native.value();
    it.define(js, js.atom("decode"), js.function(c"decode", 2, decode)?);
    it.define(js, js.atom("flush"), js.function(c"flush", 1, flush)?);
    Ok(native)
}

/// `decode(state, bytes)`: the text of what is complete now; undefined for what is no state, or no Uint8Array.
fn decode<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some((state, encoding)) = state_of(js, args) else { return Ok(js.undefined()) };
    let waiting = usize::from(state[WAITING]);
    let Some(piece) = args.get(1).bytes(js) else { return Ok(js.undefined()) };
    // Nearly always nothing waits, and then the piece need not be copied.
    let joined = (waiting > 0).then(|| [&state[..waiting], piece].concat());
    let bytes = joined.as_deref().unwrap_or(piece);
    let (kept, missing) = unfinished(bytes, encoding, waiting);
    let (whole, rest) = bytes.split_at(bytes.len() - kept);
    let text = buffer::text(js, whole, encoding);

    if waiting > 0 || kept > 0 {
        let mut next = [0; ENCODING];
        next[..kept].copy_from_slice(rest);
        next[MISSING] = missing as u8;
        next[WAITING] = kept as u8;
        if let Some(state) = args.get(0).bytes_mut(js) {
            state[..ENCODING].copy_from_slice(&next);
        }
    }
    text.unwrap_or_else(|| Err(buffer::string_too_long(js)))
}

/// `flush(state)`: what waits, broken as it is.
fn flush<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some((state, encoding)) = state_of(js, args) else { return js.string("") };
    if let Some(state) = args.get(0).bytes_mut(js) {
        state[MISSING..ENCODING].fill(0);
    }
    let text = buffer::text(js, &state[..usize::from(state[WAITING])], encoding);
    text.unwrap_or_else(|| Err(buffer::string_too_long(js)))
}

/// A copy of the state, and its encoding. None if a program has made something else of it.
fn state_of(js: &Js<'_>, args: Args<'_>) -> Option<([u8; STATE_LENGTH], Encoding)> {
    let state: [u8; STATE_LENGTH] = args.get(0).bytes(js)?.try_into().ok()?;
    let encoding = *ENCODINGS.get(usize::from(state[ENCODING]))?;
    (usize::from(state[WAITING]) <= MISSING).then_some((state, encoding))
}

/// How many bytes at the end begin a character that is not complete, and how many are missing to it. `waiting` bytes of
/// these were there before.
fn unfinished(bytes: &[u8], encoding: Encoding, waiting: usize) -> (usize, usize) {
    match encoding {
        Encoding::Utf8 => unfinished_utf8(bytes),
        // Half a pair that waits already goes on waiting when half a unit comes.
        Encoding::Utf16 if bytes.len() == 3 && waiting == 2 => (3, 1),
        Encoding::Utf16 if bytes.len() % 2 == 1 => (1, 1),
        // The first half of a surrogate pair.
        Encoding::Utf16 if bytes.last().is_some_and(|high| high & 0xFC == 0xD8) => (2, 2),
        Encoding::Base64 | Encoding::Base64Url if !bytes.len().is_multiple_of(3) => {
            (bytes.len() % 3, 3 - bytes.len() % 3)
        }
        _ => (0, 0),
    }
}

/// Of UTF-8, Node looks only at the byte that begins the last character, not at whether it can become one.
fn unfinished_utf8(bytes: &[u8]) -> (usize, usize) {
    for (place, byte) in bytes.iter().rev().take(3).enumerate() {
        let size = match byte {
            0x80..=0xBF => continue,
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF7 => 4,
            _ => 1,
        };
        let kept = place + 1;
        return if kept < size { (kept, size - kept) } else { (0, 0) };
    }
    (0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_character_tells_what_is_missing() {
        assert_eq!(unfinished(b"", Encoding::Utf8, 0), (0, 0));
        assert_eq!(unfinished(b"a\xC3", Encoding::Utf8, 0), (1, 1));
        assert_eq!(unfinished(b"\xF0\x9F", Encoding::Utf8, 0), (2, 2));
        assert_eq!(unfinished("€".as_bytes(), Encoding::Utf8, 0), (0, 0));
        assert_eq!(unfinished(b"\x80\x80\x80\x80", Encoding::Utf8, 0), (0, 0));
        assert_eq!(unfinished(&[0x3D, 0xD8], Encoding::Utf16, 0), (2, 2));
        assert_eq!(unfinished(&[0x3D, 0xD8, 0], Encoding::Utf16, 0), (1, 1));
        assert_eq!(unfinished(&[0x3D, 0xD8, 0], Encoding::Utf16, 2), (3, 1));
        assert_eq!(unfinished(b"abcd", Encoding::Base64, 0), (1, 2));
        assert_eq!(unfinished(b"abcd", Encoding::Hex, 0), (0, 0));
    }
}
