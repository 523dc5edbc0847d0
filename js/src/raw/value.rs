//! JavaScript values: borrowed, counted, and held beyond a call.

use std::marker::PhantomData;

use rquickjs::qjs;

use super::{Context, Js};

/// Proof that an exception is pending in the engine. Pass it on with `?`; look at it with [`Js::caught`].
#[derive(Debug)]
#[must_use = "an exception is pending; return it or take it with `Js::caught`"]
pub struct Thrown(());

impl Thrown {
    /// For this layer only: the engine has just said that it threw.
    #[inline]
    pub(super) fn pending() -> Thrown {
        Thrown(())
    }
}

/// What a value is, by its tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `undefined`
    Undefined,
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number, whole or not.
    Number,
    /// A string.
    String,
    /// A symbol.
    Symbol,
    /// A BigInt.
    BigInt,
    /// An object, functions included.
    Object,
    /// Something that JavaScript cannot see: bytecode, a module.
    Internal,
}

/// A value that somebody else keeps alive for `'v`. Several in a row are what the engine takes as arguments.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Value<'v> {
    pub(super) raw: qjs::JSValue,
    life: PhantomData<&'v ()>,
}

impl<'v> Value<'v> {
    /// # Safety
    /// The value is kept alive by somebody for at least `'v`.
    #[inline]
    pub(super) unsafe fn from_raw(raw: qjs::JSValue) -> Value<'v> {
        Value { raw, life: PhantomData }
    }

    /// `undefined`.
    pub const UNDEFINED: Value<'static> = Value { raw: qjs::JS_UNDEFINED, life: PhantomData };
    /// `null`.
    pub const NULL: Value<'static> = Value { raw: qjs::JS_NULL, life: PhantomData };

    #[inline]
    pub(super) fn tag(self) -> i32 {
        // SAFETY: reads a field of the value itself.
        unsafe { qjs::JS_VALUE_GET_NORM_TAG(self.raw) }
    }

    /// What the value is.
    pub fn kind(self) -> Kind {
        match self.tag() {
            qjs::JS_TAG_UNDEFINED => Kind::Undefined,
            qjs::JS_TAG_NULL => Kind::Null,
            qjs::JS_TAG_BOOL => Kind::Bool,
            qjs::JS_TAG_INT | qjs::JS_TAG_FLOAT64 => Kind::Number,
            qjs::JS_TAG_STRING | qjs::JS_TAG_STRING_ROPE => Kind::String,
            qjs::JS_TAG_SYMBOL => Kind::Symbol,
            qjs::JS_TAG_BIG_INT | qjs::JS_TAG_SHORT_BIG_INT => Kind::BigInt,
            qjs::JS_TAG_OBJECT => Kind::Object,
            _ => Kind::Internal,
        }
    }

    /// True for `undefined`.
    #[inline]
    pub fn is_undefined(self) -> bool {
        self.tag() == qjs::JS_TAG_UNDEFINED
    }

    /// True for `null`.
    #[inline]
    pub fn is_null(self) -> bool {
        self.tag() == qjs::JS_TAG_NULL
    }

    /// True for `undefined` and `null`.
    #[inline]
    pub fn is_nullish(self) -> bool {
        self.is_undefined() || self.is_null()
    }

    /// True for objects, functions included.
    #[inline]
    pub fn is_object(self) -> bool {
        self.tag() == qjs::JS_TAG_OBJECT
    }

    /// True for strings.
    #[inline]
    pub fn is_string(self) -> bool {
        matches!(self.tag(), qjs::JS_TAG_STRING | qjs::JS_TAG_STRING_ROPE)
    }

    /// True for what can be called.
    #[inline]
    pub fn is_function(self, js: &Js<'_>) -> bool {
        // SAFETY: the value is alive; nothing runs.
        unsafe { qjs::JS_IsFunction(js.raw(), self.raw) }
    }

    /// True if both are the very same object.
    #[inline]
    pub fn is_same_object(self, other: Value<'_>) -> bool {
        // SAFETY: both are objects, so that the pointer is the field in use; it is compared, not followed.
        self.is_object()
            && other.is_object()
            && unsafe { qjs::JS_VALUE_GET_PTR(self.raw) == qjs::JS_VALUE_GET_PTR(other.raw) }
    }

    /// Where an object or a string lies in memory: its identity, while it is alive.
    pub fn address(self) -> Option<usize> {
        let lies = self.is_object() || self.tag() == qjs::JS_TAG_STRING;
        // SAFETY: the tag says that the pointer is the field in use; it is not followed.
        lies.then(|| unsafe { qjs::JS_VALUE_GET_PTR(self.raw) } as usize)
    }

    /// A count of one's own.
    #[inline]
    pub fn own<'a>(self, js: &Js<'a>) -> Owned<'a> {
        // SAFETY: the value is alive, so that its count may be raised.
        unsafe { Owned::from_raw(js, qjs::JS_DupValue(js.raw(), self.raw)) }
    }
}

/// A value that this Rust variable keeps alive, within one entering of the engine.
pub struct Owned<'a> {
    raw: qjs::JSValue,
    js: Js<'a>,
}

impl<'a> Owned<'a> {
    /// # Safety
    /// The caller hands over one count of a value of this engine.
    #[inline]
    pub(super) unsafe fn from_raw(js: &Js<'a>, raw: qjs::JSValue) -> Owned<'a> {
        Owned { raw, js: js.again() }
    }

    /// What a call into the engine came back with: a value, or the news that it threw.
    ///
    /// # Safety
    /// As for [`Owned::from_raw`]; `raw` may be the engine's mark of an exception.
    #[inline]
    pub(super) unsafe fn checked(js: &Js<'a>, raw: qjs::JSValue) -> Result<Owned<'a>, Thrown> {
        // SAFETY: looks at the tag only; ownership as promised by the caller.
        unsafe {
            if qjs::JS_IsException(raw) { Err(Thrown::pending()) } else { Ok(Owned::from_raw(js, raw)) }
        }
    }

    /// The value, borrowed.
    #[inline]
    pub fn value(&self) -> Value<'_> {
        // SAFETY: `self` keeps it alive for the borrow.
        unsafe { Value::from_raw(self.raw) }
    }

    /// Gives the count to somebody else (the engine).
    #[inline]
    pub(super) fn into_raw(self) -> qjs::JSValue {
        let raw = self.raw;
        std::mem::forget(self);
        raw
    }
}

impl Drop for Owned<'_> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: this variable owns one count, and gives it back once.
        unsafe {
            if qjs::JS_VALUE_HAS_REF_COUNT(self.raw) {
                qjs::JS_FreeValue(self.js.raw(), self.raw);
            }
        }
    }
}

/// A value kept beyond the call, by native code that waits for an event. It keeps the engine alive as well.
pub struct Held {
    raw: qjs::JSValue,
    context: Context,
}

impl Held {
    pub(super) fn new(context: Context, js: &Js<'_>, value: Value<'_>) -> Held {
        // SAFETY: the value is alive, so that its count may be raised.
        Held { raw: unsafe { qjs::JS_DupValue(js.raw(), value.raw) }, context }
    }

    /// The value, borrowed. Of the engine that held it only: another engine's values must not be mixed in.
    ///
    /// # Panics
    /// If `js` is another engine.
    #[inline]
    pub fn value<'v>(&'v self, js: &Js<'_>) -> Value<'v> {
        assert!(js.is_of(&self.context), "a value of one engine was used in another");
        // SAFETY: `self` keeps it alive for the borrow, and it is this engine's.
        unsafe { Value::from_raw(self.raw) }
    }

    /// The engine that the value belongs to.
    #[inline]
    pub fn context(&self) -> &Context {
        &self.context
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: one count is ours, and the runtime lives as long as `self.context`.
        unsafe { qjs::JS_FreeValueRT(self.context.runtime().as_ptr(), self.raw) }
    }
}
