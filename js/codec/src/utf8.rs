//! UTF-8: Node's default encoding.

use std::borrow::Cow;

/// What stands in UTF-8 for a lone surrogate, and for bytes that are none: U+FFFD.
const REPLACEMENT: [u8; 3] = [0xEF, 0xBF, 0xBD];

/// Writes as many whole characters of `text` (WTF-8) as `dst` has room for, lone surrogates as U+FFFD; gives the
/// number of bytes written.
///
/// A lone surrogate takes three bytes in either form, so the length in UTF-8 is that of the text in WTF-8.
pub fn write(text: &[u8], dst: &mut [u8]) -> usize {
    let len = if text.len() <= dst.len() { text.len() } else { whole_characters(text, dst.len()) };
    let dst = &mut dst[..len];
    dst.copy_from_slice(&text[..len]);
    replace_surrogates(dst);
    len
}

/// The length of the longest run of whole characters at the start of `text` within `limit` bytes.
fn whole_characters(text: &[u8], limit: usize) -> usize {
    let mut end = limit;
    while end > 0 && text[end] & 0xC0 == 0x80 {
        end -= 1;
    }
    end
}

/// Turns each lone surrogate of a WTF-8 text into U+FFFD, in place.
fn replace_surrogates(text: &mut [u8]) {
    let mut at = 0;
    // Every surrogate begins with ED, which is rare in other texts (some Hangul does too).
    while let Some(found) = memchr::memchr(0xED, &text[at..]) {
        at += found;
        if text[at + 1] >= 0xA0 {
            text[at..at + 3].copy_from_slice(&REPLACEMENT);
        }
        at += 3;
    }
}

/// Decodes bytes as the WHATWG encoding standard and Node do: each maximal part of a broken sequence becomes one
/// U+FFFD. Valid input is not copied.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // The standard library replaces by the same rule.
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

/// How many bytes at the end begin a character that what follows may complete: 0 to 3.
pub fn unfinished(bytes: &[u8]) -> usize {
    let waits = |&kept: &usize| {
        let tail = &bytes[bytes.len() - kept..];
        std::str::from_utf8(tail).is_err_and(|flaw| flaw.valid_up_to() == 0 && flaw.error_len().is_none())
    };
    (1..=bytes.len().min(3)).find(waits).unwrap_or(0)
}

/// Whether the bytes are valid UTF-8.
pub fn is_valid(bytes: &[u8]) -> bool {
    simdutf8::basic::from_utf8(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_characters_are_written() {
        let mut dst = [0; 8];
        for (room, expected) in [(0, 0), (1, 1), (2, 1), (3, 1), (4, 4), (5, 4), (7, 4), (8, 8)] {
            assert_eq!(write("a€😀".as_bytes(), &mut dst[..room]), expected, "room for {room}");
        }
        assert_eq!(&dst, "a€😀".as_bytes());
    }

    #[test]
    fn lone_surrogates_become_replacements() {
        let mut dst = [0; 16];
        let n = write("x\u{D55C}".as_bytes(), &mut dst);
        assert_eq!(&dst[..n], "x\u{D55C}".as_bytes(), "Hangul that begins with ED stays");
        let n = write(b"\xED\xA0\x80a\xED\xBF\xBF", &mut dst);
        assert_eq!(&dst[..n], b"\xEF\xBF\xBDa\xEF\xBF\xBD");
    }

    #[test]
    fn unfinished_characters_wait() {
        for (text, expected) in
            [(&b"abc"[..], 0), (b"a\xC3", 1), (b"a\xE2\x82", 2), (b"\xF0\x9F\x98", 3), (b"", 0)]
        {
            assert_eq!(unfinished(text), expected, "{text:x?}");
        }
        assert_eq!(unfinished("€".as_bytes()), 0);
        assert_eq!(unfinished(b"\xF0\x80"), 0, "nothing can make this a character");
        assert_eq!(unfinished(b"\xE2\x82\xF0"), 1);
        assert_eq!(unfinished(b"\x82\x82"), 0);
    }

    #[test]
    fn broken_sequences_are_replaced_by_their_maximal_parts() {
        assert_eq!(decode(b"a\xF0\x9F\x98b"), "a\u{FFFD}b");
        assert_eq!(decode(b"\xED\xA0\x80"), "\u{FFFD}\u{FFFD}\u{FFFD}");
        assert_eq!(decode(b"\xC0\x80\xE2\x82"), "\u{FFFD}\u{FFFD}\u{FFFD}");
        assert_eq!(decode(b"\xF4\x90\x80\x80"), "\u{FFFD}".repeat(4));
        assert!(matches!(decode("é".as_bytes()), Cow::Borrowed("é")));
    }
}
