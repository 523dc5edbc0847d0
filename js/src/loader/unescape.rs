//! Strings of JavaScript without their escapes.

use std::iter::Peekable;
use std::str::Chars;

/// What a string means that is written like this. None if that is no text: if half a character is left over, or an escape is
/// none.
pub(super) fn unescape(written: &str) -> Option<String> {
    if !written.contains('\\') {
        return Some(written.to_owned());
    }
    let mut units: Vec<u16> = Vec::with_capacity(written.len());
    let mut rest = written.chars().peekable();
    while let Some(character) = rest.next() {
        let meant = match character {
            '\\' => match rest.next()? {
                'n' => u32::from('\n'),
                't' => u32::from('\t'),
                'r' => u32::from('\r'),
                'b' => 8,
                'f' => 12,
                'v' => 11,
                '0' => 0,
                'x' => hex(&mut rest, 2)?,
                'u' if rest.next_if_eq(&'{').is_some() => braced(&mut rest)?,
                'u' => hex(&mut rest, 4)?,
                '\n' => continue,
                other => u32::from(other),
            },
            plain => u32::from(plain),
        };
        // Halves of a character may be written one by one; together they make sense.
        match char::from_u32(meant) {
            Some(whole) => units.extend(whole.encode_utf16(&mut [0; 2]).iter()),
            None => units.push(u16::try_from(meant).ok()?),
        }
    }
    String::from_utf16(&units).ok()
}

fn hex(rest: &mut Peekable<Chars<'_>>, digits: usize) -> Option<u32> {
    (0..digits).try_fold(0, |value, _| Some(value << 4 | rest.next()?.to_digit(16)?))
}

/// The digits up to a `}`.
fn braced(rest: &mut Peekable<Chars<'_>>) -> Option<u32> {
    const MOST: u32 = 0x10_ffff;
    let mut value = 0;
    loop {
        match rest.next()? {
            '}' => return Some(value),
            digit => value = value << 4 | digit.to_digit(16)?,
        }
        if value > MOST {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescape("plain").as_deref(), Some("plain"));
        assert_eq!(unescape(r"it\'s\x41\u0042\u{43}\n").as_deref(), Some("it'sABC\n"));
        assert_eq!(unescape(r"\u{D83C}\u{DF10}").as_deref(), Some("🌐"));
        assert_eq!(unescape(r"\uD83C\uDF10").as_deref(), Some("🌐"));
    }

    #[test]
    fn half_a_character_is_no_text() {
        for written in [r"\u{D83C}", r"\uDF10x", r"\x4", r"\u{110000}", r"\u{}x\", "\\"] {
            assert_eq!(unescape(written), None, "{written}");
        }
    }
}
