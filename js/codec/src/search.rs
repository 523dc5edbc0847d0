//! Finding one run of bytes in another.

use memchr::memmem;

/// Which way to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the start to the end.
    Forward,
    /// From the end to the start.
    Backward,
}

/// Where Node's `indexOf` and `lastIndexOf` find `needle`, beginning at `offset`, which counts from the end if it is
/// negative. `step` is 1, or 2 for utf16le.
pub fn search(bytes: &[u8], needle: &[u8], offset: i64, step: usize, direction: Direction) -> Option<usize> {
    let start = start(bytes.len(), offset, needle.len(), direction)?;
    // Half a code unit at the end counts on neither side.
    let bytes = &bytes[..bytes.len() / step * step];
    if needle.is_empty() {
        return Some(start.min(bytes.len()));
    }
    let needle = &needle[..needle.len() / step * step];
    if needle.is_empty() || needle.len() > bytes.len() {
        return None;
    }
    match (direction, needle) {
        (Direction::Forward, &[byte]) => first_byte(bytes, byte, start),
        (Direction::Backward, &[byte]) => last_byte(bytes, byte, start),
        (Direction::Forward, _) => first(bytes, needle, start / step * step, step),
        (Direction::Backward, _) => last(bytes, needle, start / step * step, step),
    }
}

/// The place at which to begin, None if there can be nothing to find from there.
fn start(len: usize, offset: i64, needle_len: usize, direction: Direction) -> Option<usize> {
    let forward = direction == Direction::Forward;
    let Ok(offset) = usize::try_from(offset) else {
        return match usize::try_from(len as i64 + offset) {
            Ok(place) => Some(place),
            Err(_) if forward || needle_len == 0 => Some(0),
            Err(_) => None,
        };
    };
    if offset + needle_len <= len {
        Some(offset)
    } else if needle_len == 0 {
        Some(len)
    } else if forward {
        None
    } else {
        Some(len.saturating_sub(1))
    }
}

/// The first place at or after `from` where `needle` is found, in steps of `step` bytes from the start of `bytes`
/// (1, or 2 for utf16le, whose code units lie at even places).
fn first(bytes: &[u8], needle: &[u8], from: usize, step: usize) -> Option<usize> {
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
fn last(bytes: &[u8], needle: &[u8], from: usize, step: usize) -> Option<usize> {
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
fn first_byte(bytes: &[u8], byte: u8, from: usize) -> Option<usize> {
    memchr::memchr(byte, bytes.get(from..)?).map(|found| from + found)
}

/// The last place at or before `from` of one byte.
fn last_byte(bytes: &[u8], byte: u8, from: usize) -> Option<usize> {
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
    fn offsets_count_from_the_end_too() {
        let forward = |offset| search(b"abcabc", b"bc", offset, 1, Direction::Forward);
        assert_eq!([forward(0), forward(-3), forward(-99), forward(5)], [Some(1), Some(4), Some(1), None]);
        let backward = |offset| search(b"abcabc", b"bc", offset, 1, Direction::Backward);
        assert_eq!([backward(0), backward(-3), backward(-99), backward(5)], [None, Some(1), None, Some(4)]);
        assert_eq!(search(b"abc", b"", 9, 1, Direction::Forward), Some(3));
        assert_eq!(search(b"abc", b"", 9, 2, Direction::Forward), Some(2));
    }

    #[test]
    fn single_bytes() {
        assert_eq!(first_byte(b"aba", b'a', 1), Some(2));
        assert_eq!(first_byte(b"aba", b'a', 9), None);
        assert_eq!(last_byte(b"aba", b'a', 1), Some(0));
        assert_eq!(last_byte(b"", b'a', 1), None);
    }
}
