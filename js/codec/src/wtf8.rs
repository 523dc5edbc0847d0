//! Reading WTF-8, the form in which the engine hands out its strings.

/// The UTF-16 code units of a WTF-8 text: what JavaScript sees as the string's elements.
///
/// # Panics
///
/// On bytes that are not WTF-8; the engine gives no others.
pub fn code_units(text: &[u8]) -> CodeUnits<'_> {
    CodeUnits { rest: text, low: None }
}

/// Iterator of [`code_units`].
pub struct CodeUnits<'a> {
    rest: &'a [u8],
    /// The second half of a surrogate pair whose first half was just given.
    low: Option<u16>,
}

impl Iterator for CodeUnits<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if let Some(low) = self.low.take() {
            return Some(low);
        }
        let (&first, rest) = self.rest.split_first()?;
        if first < 0x80 {
            self.rest = rest;
            return Some(u16::from(first));
        }
        let (point, rest) = multi_byte(first, rest);
        self.rest = rest;
        match u16::try_from(point) {
            Ok(unit) => Some(unit),
            Err(_) => {
                let offset = point - 0x1_0000;
                self.low = Some(0xDC00 | (offset & 0x3FF) as u16);
                Some(0xD800 | (offset >> 10) as u16)
            }
        }
    }
}

/// Decodes a sequence that begins with the byte `first` (not ASCII); gives the code point and what follows it.
fn multi_byte(first: u8, rest: &[u8]) -> (u32, &[u8]) {
    let low6 = |i: usize| u32::from(rest[i] & 0x3F);
    match first {
        0xC0..=0xDF => (u32::from(first & 0x1F) << 6 | low6(0), &rest[1..]),
        0xE0..=0xEF => (u32::from(first & 0x0F) << 12 | low6(0) << 6 | low6(1), &rest[2..]),
        _ => (u32::from(first & 0x07) << 18 | low6(0) << 12 | low6(1) << 6 | low6(2), &rest[3..]),
    }
}

/// How many bytes at the start of `text` are ASCII: the part that every encoding can copy.
pub fn ascii_prefix(text: &[u8]) -> usize {
    // Eight bytes at a time: the compiler makes one load, one mask and one branch of it.
    let mut at = 0;
    for block in text.chunks_exact(8) {
        let word = u64::from_ne_bytes(block.try_into().expect("chunks of eight"));
        if word & 0x8080_8080_8080_8080 != 0 {
            break;
        }
        at += 8;
    }
    at + text[at..].iter().take_while(|byte| byte.is_ascii()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_every_length() {
        let units: Vec<u16> = code_units("aé€😀z".as_bytes()).collect();
        assert_eq!(units, "aé€😀z".encode_utf16().collect::<Vec<_>>());
    }

    #[test]
    fn a_lone_surrogate_is_one_unit() {
        assert_eq!(code_units(b"\xED\xA0\x80x").collect::<Vec<_>>(), [0xD800, 0x78]);
    }

    #[test]
    fn ascii_prefix_stops_at_the_first_other_byte() {
        for len in 0..40 {
            let mut text = vec![b'a'; len];
            assert_eq!(ascii_prefix(&text), len);
            text.push(0x80);
            text.extend(b"abc");
            assert_eq!(ascii_prefix(&text), len);
        }
    }
}
