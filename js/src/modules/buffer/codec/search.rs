//! Finding one run of bytes in another.

use memchr::memmem;

/// The first place at or after `from` where `needle` is found, in steps of `step` bytes from the start of `bytes`
/// (1, or 2 for utf16le, whose code units lie at even places).
pub fn first(bytes: &[u8], needle: &[u8], from: usize, step: usize) -> Option<usize> {
    let finder = memmem::Finder::new(needle);
    let mut at = from;
    while at <= bytes.len() {
        let found = at + finder.find(&bytes[at..])?;
        if found.is_multiple_of(step) {
            return Some(found);
        }
        at = found + 1;
    }
    None
}

/// The last place at or before `from` where `needle` is found, in steps of `step` bytes.
pub fn last(bytes: &[u8], needle: &[u8], from: usize, step: usize) -> Option<usize> {
    let finder = memmem::FinderRev::new(needle);
    // A match that begins at `from` ends behind it.
    let mut end = bytes.len().min(from.saturating_add(needle.len()));
    loop {
        let found = finder.rfind(&bytes[..end])?;
        if found.is_multiple_of(step) {
            return Some(found);
        }
        // An odd place is at least 1, and a needle of two bytes and more ends behind it.
        end = found + needle.len() - 1;
    }
}

/// The first place at or after `from` of one byte.
pub fn first_byte(bytes: &[u8], byte: u8, from: usize) -> Option<usize> {
    memchr::memchr(byte, bytes.get(from..)?).map(|found| from + found)
}

/// The last place at or before `from` of one byte.
pub fn last_byte(bytes: &[u8], byte: u8, from: usize) -> Option<usize> {
    let end = bytes.len().min(from.saturating_add(1));
    memchr::memrchr(byte, &bytes[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_from_both_ends() {
        let text = b"abcabcab";
        assert_eq!(first(text, b"abc", 0, 1), Some(0));
        assert_eq!(first(text, b"abc", 1, 1), Some(3));
        assert_eq!(first(text, b"abc", 4, 1), None);
        assert_eq!(last(text, b"abc", 8, 1), Some(3));
        assert_eq!(last(text, b"abc", 3, 1), Some(3));
        assert_eq!(last(text, b"abc", 2, 1), Some(0));
        assert_eq!(last(text, b"zz", 8, 1), None);
    }

    #[test]
    fn utf16_only_at_even_places() {
        let bytes = [0, 0x61, 0, 0x61, 0, 0, 0x61, 0];
        assert_eq!(first(&bytes, &[0x61, 0], 0, 2), Some(6));
        assert_eq!(last(&bytes[..5], &[0x61, 0], 5, 2), None);
        assert_eq!(last(&bytes, &[0x61, 0], 8, 2), Some(6));
        assert_eq!(last(&[0; 7], &[0, 0], 7, 2), Some(4));
    }

    #[test]
    fn single_bytes() {
        assert_eq!(first_byte(b"aba", b'a', 1), Some(2));
        assert_eq!(first_byte(b"aba", b'a', 9), None);
        assert_eq!(last_byte(b"aba", b'a', 1), Some(0));
        assert_eq!(last_byte(b"", b'a', 1), None);
    }
}
