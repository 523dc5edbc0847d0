//! The encodings by name and by number, and the choice among them.

use super::{base64, hex, latin1, utf8, utf16};
use std::borrow::Cow;

/// One of Node's encodings. The numbers are known to buffer.js too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `utf8`, `utf-8`.
    Utf8 = 0,
    /// `ucs2`, `ucs-2`, `utf16le`, `utf-16le`.
    Utf16 = 1,
    /// `latin1`, `binary`.
    Latin1 = 2,
    /// `ascii`.
    Ascii = 3,
    /// `hex`.
    Hex = 4,
    /// `base64`.
    Base64 = 5,
    /// `base64url`.
    Base64Url = 6,
}

/// Text as the engine takes it in.
#[derive(Debug, PartialEq, Eq)]
pub enum Decoded<'a> {
    /// UTF-8 without flaws.
    Utf8(Cow<'a, str>),
    /// UTF-16 code units, lone surrogates among them.
    Utf16(Vec<u16>),
}

impl Encoding {
    /// All encodings, by number.
    const ALL: [Self; 7] =
        [Self::Utf8, Self::Utf16, Self::Latin1, Self::Ascii, Self::Hex, Self::Base64, Self::Base64Url];

    /// The encoding of this number.
    pub fn from_number(number: i32) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }

    /// The encoding of this name, in any case of letters.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        const NAMES: [(&str, Encoding); 12] = [
            ("utf8", Encoding::Utf8),
            ("utf-8", Encoding::Utf8),
            ("hex", Encoding::Hex),
            ("base64", Encoding::Base64),
            ("latin1", Encoding::Latin1),
            ("binary", Encoding::Latin1),
            ("ascii", Encoding::Ascii),
            ("base64url", Encoding::Base64Url),
            ("utf16le", Encoding::Utf16),
            ("ucs2", Encoding::Utf16),
            ("ucs-2", Encoding::Utf16),
            ("utf-16le", Encoding::Utf16),
        ];
        let known = NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes()))?;
        Some(known.1)
    }

    /// What the methods of this encoding are called by, as in `utf8Slice`.
    pub fn method_name(self) -> &'static str {
        ["utf8", "ucs2", "latin1", "ascii", "hex", "base64", "base64url"][self as usize]
    }

    /// Writes `text` (WTF-8) into `dst`, as many whole characters as fit; gives the number of bytes written.
    #[inline(never)]
    pub fn write(self, text: &[u8], dst: &mut [u8]) -> usize {
        match self {
            Self::Utf8 => utf8::write(text, dst),
            Self::Utf16 => utf16::write(text, dst),
            Self::Latin1 | Self::Ascii => latin1::write(text, dst),
            Self::Hex => hex::write(text, dst),
            Self::Base64 | Self::Base64Url => base64::write(text, dst),
        }
    }

    /// The most bytes that `text` (WTF-8) can take; exact for all but hex and base64, whose text may have flaws.
    pub fn room_for(self, text: &[u8]) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => latin1::length(text) * 2,
            Self::Latin1 | Self::Ascii => latin1::length(text),
            Self::Hex => text.len() / 2,
            Self::Base64 | Self::Base64Url => (text.len() * 3).div_ceil(4),
        }
    }

    /// What `Buffer.byteLength` says: a guess from the number of characters for hex and base64, as Node's.
    pub fn byte_length(self, text: &[u8]) -> usize {
        match self {
            Self::Hex => latin1::length(text) / 2,
            Self::Base64 | Self::Base64Url => {
                let padding = text.iter().rev().take(2).take_while(|&&byte| byte == b'=').count();
                (latin1::length(text) - padding) * 3 / 4
            }
            _ => self.room_for(text),
        }
    }

    /// `text` (WTF-8) in this encoding.
    #[inline(never)]
    pub fn encode(self, text: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; self.room_for(text)];
        let len = self.write(text, &mut bytes);
        bytes.truncate(len);
        bytes
    }

    /// How many code units the text of `len` bytes has, at most for utf8.
    pub fn text_length(self, len: usize) -> usize {
        match self {
            Self::Utf8 | Self::Latin1 | Self::Ascii => len,
            Self::Utf16 => len / 2,
            Self::Hex => len * 2,
            Self::Base64 => len.div_ceil(3) * 4,
            Self::Base64Url => (len * 4).div_ceil(3),
        }
    }

    /// The bytes as text.
    #[inline(never)]
    pub fn decode(self, bytes: &[u8]) -> Decoded<'_> {
        match self {
            Self::Utf8 => Decoded::Utf8(utf8::decode(bytes)),
            Self::Utf16 => Decoded::Utf16(utf16::decode(bytes)),
            Self::Latin1 => Decoded::Utf8(latin1::decode(bytes)),
            Self::Ascii => Decoded::Utf8(latin1::decode_ascii(bytes)),
            Self::Hex => Decoded::Utf8(Cow::Owned(hex::encode(bytes))),
            Self::Base64 => Decoded::Utf8(Cow::Owned(base64::encode(bytes))),
            Self::Base64Url => Decoded::Utf8(Cow::Owned(base64::encode_url(bytes))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(Encoding::from_name(b"UTF-8"), Some(Encoding::Utf8));
        assert_eq!(Encoding::from_name(b"Ucs-2"), Some(Encoding::Utf16));
        assert_eq!(Encoding::from_name(b"utf 8"), None);
        assert_eq!(Encoding::from_number(6), Some(Encoding::Base64Url));
        assert_eq!(Encoding::from_number(-1), None);
    }

    #[test]
    fn the_room_is_enough_for_every_encoding() {
        let texts = ["", "a", "ab", "abc", "é", "€uro", "😀😀", "00ff", "YWJj"];
        for encoding in Encoding::ALL {
            for text in texts {
                let bytes = encoding.encode(text.as_bytes());
                let mut wide = [0; 64];
                assert_eq!(encoding.write(text.as_bytes(), &mut wide), bytes.len(), "{encoding:?} {text}");
            }
        }
    }
}
