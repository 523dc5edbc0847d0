//! Rust values taken from JavaScript ones.

use std::borrow::Cow;
use std::ops::Deref;

use rquickjs::qjs;

use super::{Js, Thrown, Value};

/// A string's text as UTF-8, kept by the engine until this goes.
pub struct Utf8<'a> {
    text: *const std::ffi::c_char,
    length: usize,
    js: Js<'a>,
}

/// A string's text as UTF-16, kept by the engine until this goes.
pub struct Utf16<'a> {
    units: *const u16,
    length: usize,
    js: Js<'a>,
}

impl<'v> Value<'v> {
    /// A whole number of at most 32 bits, however the engine keeps it: `JSON.parse` makes them all of the other kind.
    #[inline]
    pub fn as_int(self) -> Option<i32> {
        if self.tag() == qjs::JS_TAG_INT {
            // SAFETY: the tag says that the integer is the field in use.
            return Some(unsafe { qjs::JS_VALUE_GET_INT(self.raw) });
        }
        let number = self.as_number()?;
        (f64::from(number as i32) == number).then_some(number as i32)
    }

    /// A number.
    pub fn as_number(self) -> Option<f64> {
        match self.tag() {
            // SAFETY: the tag says which field is in use.
            qjs::JS_TAG_INT => Some(f64::from(unsafe { qjs::JS_VALUE_GET_INT(self.raw) })),
            // SAFETY: as above.
            qjs::JS_TAG_FLOAT64 => Some(unsafe { qjs::JS_VALUE_GET_FLOAT64(self.raw) }),
            _ => None,
        }
    }

    /// `true` or `false`.
    pub fn as_bool(self) -> Option<bool> {
        // SAFETY: the tag says which field is in use.
        (self.tag() == qjs::JS_TAG_BOOL).then(|| unsafe { qjs::JS_VALUE_GET_BOOL(self.raw) })
    }

    /// The lowest 64 bits of a BigInt, in two's complement; None for anything else.
    pub fn low_64_bits(self, js: &Js<'_>) -> Option<u64> {
        if self.kind() != super::Kind::BigInt {
            return None;
        }
        let mut bits = 0;
        // SAFETY: a BigInt needs no JavaScript to be one; `bits` is written, since that cannot fail.
        unsafe { qjs::JS_ToBigUint64(js.raw(), &mut bits, self.raw) };
        Some(bits)
    }

    /// True for an array.
    pub fn is_array(self) -> bool {
        // SAFETY: looks at the object's class; a proxy of an array is none to this question.
        unsafe { qjs::JS_IsArray(self.raw) }
    }

    /// Whether a condition takes it for true.
    pub fn truthy(self, js: &Js<'_>) -> bool {
        // SAFETY: the value is alive; no JavaScript runs for this.
        unsafe { qjs::JS_ToBool(js.raw(), self.raw) > 0 }
    }

    /// The text of a string as UTF-8; None for anything that is no string.
    #[inline]
    pub fn utf8<'a>(self, js: &Js<'a>) -> Option<Utf8<'a>> {
        if !self.is_string() {
            return None;
        }
        let mut length = 0;
        // SAFETY: a string needs no JavaScript to become one. The pointer stays valid until JS_FreeCString.
        let text = unsafe { qjs::JS_ToCStringLen2(js.raw(), &mut length, self.raw, false) };
        (!text.is_null()).then(|| Utf8 { text, length: length as usize, js: js.again() })
    }

    /// The text of a string as UTF-16; None for anything that is no string.
    pub fn utf16<'a>(self, js: &Js<'a>) -> Option<Utf16<'a>> {
        if !self.is_string() {
            return None;
        }
        let mut length = 0;
        // SAFETY: as in `utf8`; the pointer stays valid until JS_FreeCStringUTF16.
        let units = unsafe { qjs::JS_ToCStringLenUTF16(js.raw(), &mut length, self.raw) };
        (!units.is_null()).then(|| Utf16 { units, length: length as usize, js: js.again() })
    }

    /// The text of a string, with lone surrogates replaced; None for anything that is no string.
    pub fn text(self, js: &Js<'_>) -> Option<String> {
        self.utf8(js).map(|text| text.lossy().into_owned())
    }

    /// What `String(value)` gives.
    pub fn to_text(self, js: &mut Js<'_>) -> Result<String, Thrown> {
        if let Some(text) = self.text(js) {
            return Ok(text);
        }
        // SAFETY: the value is alive; the result is ours.
        let string = unsafe { super::Owned::checked(js, qjs::JS_ToString(js.raw(), self.raw))? };
        Ok(string.value().text(js).unwrap_or_default())
    }

    /// What `Number(value)` gives.
    pub fn to_number(self, js: &mut Js<'_>) -> Result<f64, Thrown> {
        let mut number = 0.0;
        // SAFETY: the value is alive; `number` is written unless the call fails.
        let failed = unsafe { qjs::JS_ToFloat64(js.raw(), &mut number, self.raw) } < 0;
        if failed { Err(Thrown::pending()) } else { Ok(number) }
    }
}

impl Utf8<'_> {
    /// The text as Unicode: lone surrogates, which JavaScript strings may hold and UTF-8 may not, become U+FFFD.
    pub fn lossy(&self) -> Cow<'_, str> {
        match std::str::from_utf8(self) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(replace_surrogates(self)),
        }
    }
}

/// The engine writes a lone surrogate as the three bytes that UTF-8 would use if it allowed them (ED A0..BF xx).
fn replace_surrogates(bytes: &[u8]) -> String {
    let mut fixed = bytes.to_vec();
    let mut at = 0;
    while at + 2 < fixed.len() {
        if fixed[at] == 0xED && fixed[at + 1] >= 0xA0 {
            fixed[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
            at += 3;
        } else {
            at += 1;
        }
    }
    String::from_utf8_lossy(&fixed).into_owned()
}

impl Deref for Utf8<'_> {
    type Target = [u8];
    #[inline]
    fn deref(&self) -> &[u8] {
        // SAFETY: the engine gave pointer and length together, and keeps the text until `self` drops.
        unsafe { std::slice::from_raw_parts(self.text.cast(), self.length) }
    }
}

impl Drop for Utf8<'_> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the pointer came from JS_ToCStringLen2 and is given back once.
        unsafe { qjs::JS_FreeCString(self.js.raw(), self.text) }
    }
}

impl Deref for Utf16<'_> {
    type Target = [u16];
    fn deref(&self) -> &[u16] {
        // SAFETY: the engine gave pointer and length together, and keeps the units until `self` drops.
        unsafe { std::slice::from_raw_parts(self.units, self.length) }
    }
}

impl Drop for Utf16<'_> {
    fn drop(&mut self) {
        // SAFETY: the pointer came from JS_ToCStringLenUTF16 and is given back once.
        unsafe { qjs::JS_FreeCStringUTF16(self.js.raw(), self.units) }
    }
}
