//! Text out of Buffers and into them.

use super::{FILE_TEXT, count, encoding_argument, encoding_number, index_argument, slow, string_too_long};
use crate::raw::{Answer, Args, Js, Value};
use evloop_codec::encoding::Decoded;
use evloop_codec::{Encoding, base64, latin1, utf8};

/// The longest string that bytes become, in code units, as Node says it. The engine itself could take twice as much.
pub(super) const MAX_STRING: usize = (1 << 29) - 24;

/// The text of bytes; None if it would be too long for a string.
pub(super) fn text<'a>(js: &Js<'a>, bytes: &[u8], encoding: Encoding) -> Option<Answer<'a>> {
    if encoding.text_length(bytes.len()) > MAX_STRING {
        return None;
    }
    Some(match encoding.decode(bytes) {
        Decoded::Utf8(text) => js.string(&text),
        Decoded::Utf16(units) => js.string_utf16(&units),
    })
}

/// `buffer.toString(encoding, start, end)`.
pub(super) fn to_string<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let encoding = encoding_argument(js, args.get(0));
    let (start, end) = (optional_index(args.get(1), 0), optional_index(args.get(2), usize::MAX));
    if let (Some(encoding), Some(start), Some(end)) = (encoding, start, end)
        && let Some(bytes) = args.this.bytes(js)
    {
        let end = end.min(bytes.len());
        if let Some(made) = text(js, &bytes[start.min(end)..end], encoding) {
            return made;
        }
    }
    slow(js, FILE_TEXT, "toString", args)
}

/// `buffer.utf8Slice(start, end)` and so on.
pub(super) fn slice<'a, const ENCODING: i32>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let encoding = Encoding::from_number(ENCODING).expect("registered with a known number");
    let (start, end) = (optional_index(args.get(0), 0), optional_index(args.get(1), usize::MAX));
    if let (Some(start), Some(end)) = (start, end)
        && let Some(bytes) = args.this.bytes(js)
    {
        let end = if args.get(1).is_undefined() { bytes.len() } else { end };
        if let Some(made) = bytes.get(start.min(end)..end).and_then(|run| text(js, run, encoding)) {
            return made;
        }
    }
    slow(js, FILE_TEXT, &format!("{}Slice", encoding.method_name()), args)
}

/// `buffer.write(text)`, `(text, encoding)`, `(text, offset)`, `(text, offset, encoding)`, `(text, offset, length)`,
/// `(text, offset, length, encoding)`.
pub(super) fn write<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let nothing = Value::UNDEFINED;
    // The encoding is the last argument, wherever that is. Without an offset, Node does not look at what follows it.
    let (offset, length, encoding) = match (args.get(1), args.get(2)) {
        (offset, _) if offset.is_undefined() => (nothing, nothing, nothing),
        (encoding, length) if encoding.is_string() && length.is_undefined() => (nothing, nothing, encoding),
        (offset, encoding) if encoding.is_string() => (offset, nothing, encoding),
        (offset, length) => (offset, length, args.get(3)),
    };
    let encoding = encoding_argument(js, encoding);
    let (offset, length) = (optional_index(offset, 0), optional_index(length, usize::MAX));
    if let (Some(text), Some(encoding), Some(offset), Some(length)) =
        (args.get(0).utf8(js), encoding, offset, length)
    {
        let target = args.this.bytes_mut(js).and_then(|bytes| {
            let len = bytes.len();
            (length == usize::MAX || length <= len).then_some(())?;
            bytes.get_mut(offset..offset.saturating_add(length).min(len))
        });
        if let Some(target) = target {
            let written = encoding.write(&text, target);
            return Ok(js.number(written as f64));
        }
    }
    slow(js, FILE_TEXT, "write", args)
}

/// `buffer.utf8Write(text, offset, length)` and so on.
pub(super) fn write_in<'a, const ENCODING: i32>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let encoding = Encoding::from_number(ENCODING).expect("registered with a known number");
    let (offset, length) = (optional_index(args.get(1), 0), optional_index(args.get(2), usize::MAX));
    if let (Some(text), Some(offset), Some(length)) = (args.get(0).utf8(js), offset, length) {
        let target = args.this.bytes_mut(js).and_then(|bytes| {
            let end = if length == usize::MAX { bytes.len() } else { offset.checked_add(length)? };
            bytes.get_mut(offset..end)
        });
        if let Some(target) = target {
            let written = encoding.write(&text, target);
            return Ok(js.number(written as f64));
        }
    }
    slow(js, FILE_TEXT, &format!("{}Write", encoding.method_name()), args)
}

/// A place that may be left out. None for what only JavaScript can make a place of.
fn optional_index(value: Value<'_>, otherwise: usize) -> Option<usize> {
    if value.is_undefined() { Some(otherwise) } else { index_argument(value) }
}

/// What buffer.js calls itself, with arguments that it has checked.
pub(super) mod checked {
    use super::*;

    /// `text(bytes, encoding, start, end)`
    pub(in super::super) fn text<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let (start, end) = (count(args.get(2)), count(args.get(3)));
        let run = args.get(0).bytes(js).and_then(|bytes| bytes.get(start..end)).unwrap_or_default();
        match super::text(js, run, encoding_number(args.get(1))) {
            Some(made) => made,
            None => Err(string_too_long(js)),
        }
    }

    /// `write(bytes, text, encoding, offset, length)`
    pub(in super::super) fn write<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let text = args.get(1).utf8(js);
        let (offset, length) = (count(args.get(3)), count(args.get(4)));
        let target = args.get(0).bytes_mut(js).and_then(|bytes| bytes.get_mut(offset..offset + length));
        let text = text.as_deref().unwrap_or_default();
        let written = target.map_or(0, |target| encoding_number(args.get(2)).write(text, target));
        Ok(js.number(written as f64))
    }

    /// `unitCount(bytes, length)`: how many UTF-16 code units the text of so many bytes of valid UTF-8 has.
    pub(in super::super) fn unit_count<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let bytes = args.get(0).bytes(js).and_then(|bytes| bytes.get(..count(args.get(1))));
        Ok(js.number(latin1::length(bytes.unwrap_or_default()) as f64))
    }

    /// `unfinished(bytes)`: how many bytes at the end begin a UTF-8 character that what follows may complete.
    pub(in super::super) fn unfinished<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let kept = utf8::unfinished(args.get(0).bytes(js).unwrap_or_default());
        Ok(js.int(kept as i32))
    }

    /// `isUtf8(bytes)`
    pub(in super::super) fn is_utf8<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        Ok(js.bool(args.get(0).bytes(js).is_some_and(utf8::is_valid)))
    }

    /// `isAscii(bytes)`
    pub(in super::super) fn is_ascii<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        Ok(js.bool(args.get(0).bytes(js).is_some_and(<[u8]>::is_ascii)))
    }

    /// `btoa(text)`: base64 of the text's low bytes, or undefined if it has a character beyond U+00FF.
    pub(in super::super) fn btoa<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let text = args.get(0).utf8(js);
        let text = text.as_deref().unwrap_or_default();
        // Of U+0100 and above, UTF-8 begins with C4 or more.
        if text.iter().any(|&byte| byte >= 0xC4) {
            return Ok(js.undefined());
        }
        js.string(&base64::encode(&Encoding::Latin1.encode(text)))
    }

    /// `atob(text)`: the bytes as latin1; 1 if a character does not belong there, 2 if the length cannot be.
    pub(in super::super) fn atob<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
        let text = args.get(0).utf8(js);
        match base64::decode_strict(text.as_deref().unwrap_or_default()) {
            Ok(bytes) => js.string(&latin1::decode(&bytes)),
            Err(base64::Refusal::Character) => Ok(js.int(1)),
            Err(base64::Refusal::Length) => Ok(js.int(2)),
        }
    }
}
