//! hex: two digits per byte.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Decodes pairs of digits until the first that is none, or until `dst` is full; gives the number of bytes written.
pub fn write(text: &[u8], dst: &mut [u8]) -> usize {
    let mut len = 0;
    for (to, pair) in dst.iter_mut().zip(text.chunks_exact(2)) {
        let (Some(high), Some(low)) = (digit(pair[0]), digit(pair[1])) else { break };
        *to = high << 4 | low;
        len += 1;
    }
    len
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
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
