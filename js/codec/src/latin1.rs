//! The encodings of one byte per code unit: latin1 (also called binary) and ascii.

use super::wtf8;
use std::borrow::Cow;

/// Writes the low byte of each UTF-16 code unit of `text` (WTF-8), as many as fit; gives the number of bytes written.
///
/// Node writes ascii in the same way, so there is only one function for both.
pub fn write(text: &[u8], dst: &mut [u8]) -> usize {
    let plain = wtf8::ascii_prefix(text);
    let copied = plain.min(dst.len());
    dst[..copied].copy_from_slice(&text[..copied]);
    let mut len = copied;
    for (to, unit) in dst[copied..].iter_mut().zip(wtf8::code_units(&text[plain..])) {
        *to = unit as u8;
        len += 1;
    }
    len
}

/// The number of UTF-16 code units of `text` (WTF-8), which is its length in these encodings.
pub fn length(text: &[u8]) -> usize {
    let plain = wtf8::ascii_prefix(text);
    // Continuation bytes begin no unit; a sequence of four bytes is a surrogate pair, two units.
    let units = |byte: &u8| match byte {
        0x80..=0xBF => 0,
        0xF0..=0xFF => 2,
        _ => 1,
    };
    plain + text[plain..].iter().map(units).sum::<usize>()
}

/// Decodes latin1: each byte is the code point of its number. ASCII is not copied.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let plain = wtf8::ascii_prefix(bytes);
    if let (Ok(text), true) = (std::str::from_utf8(&bytes[..plain]), plain == bytes.len()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect())
}

/// Decodes ascii as Node does: the highest bit of each byte is dropped.
pub fn decode_ascii(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => Cow::Borrowed(text),
        _ => Cow::Owned(bytes.iter().map(|&byte| char::from(byte & 0x7F)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_low_bytes() {
        let mut dst = [0; 8];
        let text = "aé\u{141}\u{10041}".as_bytes();
        assert_eq!(length(text), 5);
        let n = write(text, &mut dst);
        assert_eq!(&dst[..n], [0x61, 0xE9, 0x41, 0x00, 0x41]);
        assert_eq!(write(text, &mut dst[..2]), 2);
    }

    #[test]
    fn decodes() {
        assert_eq!(decode(b"a\xE9\xFF"), "aéÿ");
        assert!(matches!(decode(b"abc"), Cow::Borrowed("abc")));
        assert_eq!(decode_ascii(b"a\xE9\xFF"), "ai\x7F");
    }
}
