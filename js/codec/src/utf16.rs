//! utf16le, also called ucs2: two bytes per code unit, the low one first.

use super::wtf8;

/// Writes as many code units of `text` (WTF-8) as `dst` has room for; gives the number of bytes written.
pub fn write(text: &[u8], dst: &mut [u8]) -> usize {
    let mut len = 0;
    for (to, unit) in dst.chunks_exact_mut(2).zip(wtf8::code_units(text)) {
        to.copy_from_slice(&unit.to_le_bytes());
        len += 2;
    }
    len
}

/// Decodes bytes into code units; an odd byte at the end is dropped, as in Node.
pub fn decode(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let mut dst = [0; 9];
        let n = write("a€😀".as_bytes(), &mut dst);
        assert_eq!(n, 8);
        assert_eq!(String::from_utf16(&decode(&dst[..n])).unwrap(), "a€😀");
        assert_eq!(decode(&dst[..3]), [0x61]);
    }

    #[test]
    fn only_whole_units_are_written() {
        assert_eq!(write(b"abc", &mut [0; 5]), 4);
    }
}
