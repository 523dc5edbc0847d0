//! JavaScript values made from Rust ones, and exceptions.

use rquickjs::qjs;

use super::{Js, Owned, Thrown, Value};

impl<'a> Js<'a> {
    /// `undefined`.
    #[inline]
    pub fn undefined(&self) -> Owned<'a> {
        // SAFETY: a value without a count.
        unsafe { Owned::from_raw(self, qjs::JS_UNDEFINED) }
    }

    /// `null`.
    pub fn null(&self) -> Owned<'a> {
        // SAFETY: a value without a count.
        unsafe { Owned::from_raw(self, qjs::JS_NULL) }
    }

    /// `true` or `false`.
    #[inline]
    pub fn bool(&self, value: bool) -> Owned<'a> {
        // SAFETY: a value without a count.
        unsafe { Owned::from_raw(self, if value { qjs::JS_TRUE } else { qjs::JS_FALSE }) }
    }

    /// A whole number.
    #[inline]
    pub fn int(&self, value: i32) -> Owned<'a> {
        // SAFETY: a value without a count.
        unsafe { Owned::from_raw(self, qjs::JS_MKVAL(qjs::JS_TAG_INT, value)) }
    }

    /// A number.
    pub fn number(&self, value: f64) -> Owned<'a> {
        // SAFETY: a value without a count.
        unsafe { Owned::from_raw(self, qjs::JS_NewFloat64(value)) }
    }

    /// A BigInt.
    pub fn big_int(&self, value: u64) -> Result<Owned<'a>, Thrown> {
        // SAFETY: the context is alive; the result is ours.
        unsafe { Owned::checked(self, qjs::JS_NewBigUint64(self.raw(), value)) }
    }

    /// A BigInt, negative ones included.
    pub fn big_int_signed(&self, value: i64) -> Result<Owned<'a>, Thrown> {
        // SAFETY: the context is alive; the result is ours.
        unsafe { Owned::checked(self, qjs::JS_NewBigInt64(self.raw(), value)) }
    }

    /// A string.
    pub fn string(&self, text: &str) -> Result<Owned<'a>, Thrown> {
        // SAFETY: pointer and length describe `text`, which is UTF-8; the engine copies it.
        unsafe {
            let made = qjs::JS_NewStringLen(self.raw(), text.as_ptr().cast(), text.len() as _);
            Owned::checked(self, made)
        }
    }

    /// A string from UTF-16 code units, lone surrogates included.
    pub fn string_utf16(&self, units: &[u16]) -> Result<Owned<'a>, Thrown> {
        // SAFETY: pointer and length describe `units`; the engine copies them.
        unsafe {
            let made = qjs::JS_NewStringUTF16(self.raw(), units.as_ptr(), units.len() as _);
            Owned::checked(self, made)
        }
    }

    /// A string whose characters are the bytes: latin1.
    pub fn string_latin1(&self, bytes: &[u8]) -> Result<Owned<'a>, Thrown> {
        match std::str::from_utf8(bytes) {
            Ok(text) if bytes.is_ascii() => self.string(text),
            _ => self.string_utf16(&bytes.iter().map(|&byte| u16::from(byte)).collect::<Vec<_>>()),
        }
    }

    /// An empty object.
    pub fn object(&self) -> Result<Owned<'a>, Thrown> {
        // SAFETY: the context is alive; the result is ours.
        unsafe { Owned::checked(self, qjs::JS_NewObject(self.raw())) }
    }

    /// An empty array.
    pub fn array(&self) -> Result<Owned<'a>, Thrown> {
        // SAFETY: the context is alive; the result is ours.
        unsafe { Owned::checked(self, qjs::JS_NewArray(self.raw())) }
    }

    /// An array of strings.
    pub fn strings<S: AsRef<str>>(&mut self, items: impl Iterator<Item = S>) -> Result<Owned<'a>, Thrown> {
        let array = self.array()?;
        for (index, item) in items.enumerate() {
            let item = self.string(item.as_ref())?;
            array.value().set_index(self, index as u32, item)?;
        }
        Ok(array)
    }

    /// The global object.
    pub fn global(&self) -> Owned<'a> {
        // SAFETY: the context is alive; the result is ours.
        unsafe { Owned::from_raw(self, qjs::JS_GetGlobalObject(self.raw())) }
    }

    /// The value of a global variable that is a property of the global object.
    pub fn global_property(&mut self, name: &str) -> Result<Owned<'a>, Thrown> {
        let name = self.atom(name);
        let global = self.global();
        global.value().get(self, name)
    }

    /// Throws a value.
    pub fn throw(&self, value: Owned<'_>) -> Thrown {
        // SAFETY: the engine takes over the count.
        unsafe { qjs::JS_Throw(self.raw(), value.into_raw()) };
        Thrown::pending()
    }

    /// Throws an `Error` with a message.
    pub fn throw_error(&self, message: &str) -> Thrown {
        // SAFETY: the format takes one C string, which lives over the call.
        self.throw_made(message, |context, text| unsafe {
            qjs::JS_ThrowPlainError(context, c"%s".as_ptr(), text)
        })
    }

    /// Throws a `TypeError` with a message.
    pub fn throw_type_error(&self, message: &str) -> Thrown {
        // SAFETY: the format takes one C string, which lives over the call.
        self.throw_made(message, |context, text| unsafe {
            qjs::JS_ThrowTypeError(context, c"%s".as_ptr(), text)
        })
    }

    /// Throws a `RangeError` with a message.
    pub fn throw_range_error(&self, message: &str) -> Thrown {
        // SAFETY: the format takes one C string, which lives over the call.
        self.throw_made(message, |context, text| unsafe {
            qjs::JS_ThrowRangeError(context, c"%s".as_ptr(), text)
        })
    }

    fn throw_made(
        &self,
        message: &str,
        throw: impl FnOnce(*mut qjs::JSContext, *const std::ffi::c_char) -> qjs::JSValue,
    ) -> Thrown {
        // A message that came from a user may hold a NUL, which would end a C string early.
        let text = std::ffi::CString::new(message.replace('\0', "\u{fffd}")).unwrap_or_default();
        throw(self.raw(), text.as_ptr());
        Thrown::pending()
    }

    /// Takes the pending exception: the thrown value.
    pub fn caught(&self, _thrown: Thrown) -> Owned<'a> {
        // SAFETY: the engine hands over its count of the exception.
        unsafe { Owned::from_raw(self, qjs::JS_GetException(self.raw())) }
    }

    /// Makes the pending exception one that no `catch` and no `finally` sees, so that it unwinds to us.
    pub fn make_uncatchable(&self, thrown: Thrown) -> Thrown {
        let error = self.caught(thrown);
        // SAFETY: the value is alive; objects that are no errors are left as they are.
        unsafe { qjs::JS_SetUncatchableError(self.raw(), error.value().raw) };
        self.throw(error)
    }

    /// True if both values are the same, as `===` tells.
    pub fn strict_equal(&self, left: Value<'_>, right: Value<'_>) -> bool {
        // SAFETY: both values are alive; `===` runs no JavaScript.
        unsafe { qjs::JS_IsStrictEqual(self.raw(), left.raw, right.raw) }
    }
}
