//! hex: two digits per byte.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// In [`VALUES`]: this byte is no digit.
const NONE: u8 = 0xFF;

/// The value of each digit, in either case of letters.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut i = 0;
    while i < 16 {
        values[DIGITS[i] as usize] = i as u8;
        values[DIGITS[i].to_ascii_uppercase() as usize] = i as u8;
        i += 1;
    }
    values
};

/// Decodes pairs of digits until the first that is none, or until `dst` is full; gives the number of bytes written.
pub fn write(text: &[u8], dst: &mut [u8]) -> usize {
    let mut len = 0;
    for (to, pair) in dst.iter_mut().zip(text.chunks_exact(2)) {
        let (high, low) = (VALUES[usize::from(pair[0])], VALUES[usize::from(pair[1])]);
        // A digit's value is below 16, so that one comparison finds out either of them.
        if high | low == NONE {
            break;
        }
        *to = high << 4 | low;
        len += 1;
    }
    len
}

/// The bytes as lower-case digits.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = vec![0; bytes.len() * 2];
    for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 0xF)];
    }
    String::from_utf8(text).expect("digits are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_stops_at_the_first_bad_pair() {
        let mut dst = [0; 4];
        assert_eq!((write(b"abcD12", &mut dst), dst), (3, [0xAB, 0xCD, 0x12, 0]));
        assert_eq!(write(b"ab c", &mut dst), 1);
        assert_eq!(write(b"abc", &mut dst), 1);
        assert_eq!(write(b"0g", &mut dst), 0);
        assert_eq!(write("é1".as_bytes(), &mut dst), 0);
        assert_eq!(write(b"0102030405", &mut dst), 4);
    }

    #[test]
    fn encodes() {
        assert_eq!(encode(&[0, 0x1F, 0xFF]), "001fff");
    }
}
