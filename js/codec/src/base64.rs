//! base64 and base64url.
//!
//! Decoding is lenient, as Node's: both alphabets are understood, every other character is skipped, '=' ends the
//! text, and so does its end, with or without padding.

/// The digits of base64, by value.
const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// The digits of base64url, by value.
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// In [`VALUES`]: this byte is no digit.
const SKIP: u8 = 0xFF;

/// The value of each digit of either alphabet.
const VALUES: [u8; 256] = {
    let mut values = [SKIP; 256];
    let mut i = 0;
    while i < 64 {
        values[STANDARD[i] as usize] = i as u8;
        values[URL[i] as usize] = i as u8;
        i += 1;
    }
    values
};

/// Decodes until '=', the end, or until `dst` is full; gives the number of bytes written.
///
/// Where Node takes only the low byte of a character beyond U+00FF (so that "Ł" reads as "A"), this skips it as it
/// skips every other character that is no digit.
pub fn write(text: &[u8], dst: &mut [u8]) -> usize {
    let (read, mut len) = write_whole_groups(text, dst);
    let (mut bits, mut count) = (0u32, 0);
    for &byte in &text[read..] {
        if byte == b'=' || len == dst.len() {
            break;
        }
        let value = VALUES[usize::from(byte)];
        if value == SKIP {
            continue;
        }
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            dst[len] = (bits >> count) as u8;
            len += 1;
        }
    }
    len
}

/// Decodes groups of four digits as long as nothing else comes; gives the numbers of bytes read and written.
fn write_whole_groups(text: &[u8], dst: &mut [u8]) -> (usize, usize) {
    let mut groups = 0;
    for (from, to) in text.chunks_exact(4).zip(dst.chunks_exact_mut(3)) {
        let value = |i: usize| VALUES[usize::from(from[i])];
        let (a, b, c, d) = (value(0), value(1), value(2), value(3));
        // A digit's value is below 64, so the two highest bits betray any other character.
        if (a | b | c | d) & 0xC0 != 0 {
            break;
        }
        to[0] = a << 2 | b >> 4;
        to[1] = b << 4 | c >> 2;
        to[2] = c << 6 | d;
        groups += 1;
    }
    (groups * 4, groups * 3)
}

/// Encodes in the standard alphabet with padding.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = encode_with(STANDARD, bytes);
    while !text.len().is_multiple_of(4) {
        text.push(b'=');
    }
    String::from_utf8(text).expect("digits are ASCII")
}

/// Encodes in the alphabet for addresses, without padding.
pub fn encode_url(bytes: &[u8]) -> String {
    String::from_utf8(encode_with(URL, bytes)).expect("digits are ASCII")
}

fn encode_with(digits: &[u8; 64], bytes: &[u8]) -> Vec<u8> {
    let digit = |bits: u32| digits[(bits & 63) as usize];
    let mut text = vec![0; (bytes.len() * 4).div_ceil(3)];
    let mut to = text.chunks_exact_mut(4);
    let mut from = bytes.chunks_exact(3);
    for (to, from) in (&mut to).zip(&mut from) {
        let bits = u32::from(from[0]) << 16 | u32::from(from[1]) << 8 | u32::from(from[2]);
        to.copy_from_slice(&[digit(bits >> 18), digit(bits >> 12), digit(bits >> 6), digit(bits)]);
    }
    let mut bits = 0;
    for (place, &byte) in from.remainder().iter().enumerate() {
        bits |= u32::from(byte) << (16 - 8 * place);
    }
    for (place, to) in to.into_remainder().iter_mut().enumerate() {
        *to = digit(bits >> (18 - 6 * place));
    }
    text
}

/// Why [`decode_strict`] refuses a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A character that is neither a digit of the standard alphabet, nor white space, nor padding at the end.
    Character,
    /// Digits and padding of a number that no encoder makes.
    Length,
}

/// Decodes as `atob` must: ASCII white space is skipped, padding may be left out, and nothing else is forgiven.
///
/// # Errors
///
/// A [`Refusal`] where the standard asks for an InvalidCharacterError.
pub fn decode_strict(text: &[u8]) -> Result<Vec<u8>, Refusal> {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | 0x0C | b'\r');
    let mut digits: Vec<u8> = text.iter().copied().filter(|byte| !is_space(byte)).collect();
    let padding = digits.iter().rev().take(2).take_while(|&&byte| byte == b'=').count();
    digits.truncate(digits.len() - padding);
    if digits.iter().any(|&byte| VALUES[usize::from(byte)] == SKIP || matches!(byte, b'-' | b'_')) {
        return Err(Refusal::Character);
    }
    if digits.len() % 4 == 1 {
        return Err(Refusal::Length);
    }
    if padding > 0 && !(digits.len() + padding).is_multiple_of(4) {
        return Err(Refusal::Character);
    }
    let mut bytes = vec![0; digits.len() * 3 / 4];
    write(&digits, &mut bytes);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Vec<u8> {
        let mut dst = vec![0; text.len()];
        let len = write(text.as_bytes(), &mut dst);
        dst.truncate(len);
        dst
    }

    #[test]
    fn lenient_decoding() {
        assert_eq!(decoded("YWJjZGVm"), b"abcdef");
        assert_eq!(decoded("YWJjZA"), b"abcd");
        assert_eq!(decoded("YWJjZ"), b"abc");
        assert_eq!(decoded("YWJj=ZGVm"), b"abc");
        assert_eq!(decoded("=bad"), b"");
        assert_eq!(decoded("b=ad"), b"");
        assert_eq!(decoded(" Y\nW.éJ\u{2028}j "), b"abc");
        assert_eq!(decoded("-_+/"), [0xFB, 0xFF, 0xBF]);
    }

    #[test]
    fn decoding_fills_what_room_there_is() {
        for room in 0..7 {
            let mut dst = [0; 7];
            assert_eq!(write(b"YWJjZGVm", &mut dst[..room]), room.min(6));
            assert_eq!(&dst[..room.min(6)], &b"abcdef"[..room.min(6)]);
        }
    }

    #[test]
    fn encodes_every_remainder() {
        assert_eq!(encode(b"abc"), "YWJj");
        assert_eq!(encode(b"ab"), "YWI=");
        assert_eq!(encode(b"a"), "YQ==");
        assert_eq!(encode(b""), "");
        assert_eq!(encode_url(&[0xFB, 0xFF]), "-_8");
    }

    #[test]
    fn atob_is_strict() {
        assert_eq!(decode_strict(b" YQ = =\n").unwrap(), b"a");
        assert_eq!(decode_strict(b"YQ").unwrap(), b"a");
        assert_eq!(decode_strict(b"YQ="), Err(Refusal::Character));
        assert_eq!(decode_strict(b"Y"), Err(Refusal::Length));
        assert_eq!(decode_strict(b"Y=="), Err(Refusal::Length));
        assert_eq!(decode_strict(b"Y-_="), Err(Refusal::Character));
        assert_eq!(decode_strict(b"===="), Err(Refusal::Character));
    }
}
