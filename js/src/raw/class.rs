//! JavaScript objects that carry a Rust value.

use std::ffi::CString;
use std::marker::PhantomData;

use rquickjs::qjs;

use super::{Answer, Js, Owned, Value};

/// A class of native objects: each carries a `T`, which the collector drops with it.
///
/// Keep no [`super::Held`] in a `T` that can lead back to its own object: the collector does not see through it. What an
/// object shall keep alive belongs into one of its properties.
pub struct Class<T> {
    id: qjs::JSClassID,
    carries: PhantomData<fn(T) -> T>,
}

impl<T> Clone for Class<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Class<T> {}

impl<'a> Js<'a> {
    /// Registers a class under a name that only debuggers see.
    ///
    /// # Panics
    /// If the name holds a NUL, or memory for the registration is missing.
    pub fn class<T: 'static>(&self, name: &str) -> Class<T> {
        let name = CString::new(name).expect("a class name has no NUL");
        let mut id = 0;
        // SAFETY: the runtime is alive; the definition and its name are copied by the engine. The finalizer takes the
        // opaque pointer for what `Class::make` puts there.
        unsafe {
            qjs::JS_NewClassID(self.runtime(), &mut id);
            let definition = qjs::JSClassDef {
                class_name: name.as_ptr(),
                finalizer: Some(finalize::<T>),
                gc_mark: None,
                call: None,
                exotic: std::ptr::null_mut(),
            };
            let status = qjs::JS_NewClass(self.runtime(), id, &definition);
            assert!(status == 0, "no memory to register a class");
        }
        Class { id, carries: PhantomData }
    }
}

impl<T: 'static> Class<T> {
    /// A new object with this prototype, which carries `value`.
    #[inline(always)]
    pub fn make<'a>(self, js: &Js<'a>, prototype: Value<'_>, value: T) -> Answer<'a> {
        // SAFETY: class and prototype are alive. The opaque pointer is set once, to a box of `T`.
        unsafe {
            let made = qjs::JS_NewObjectProtoClass(js.raw(), prototype.raw, self.id);
            let object = Owned::checked(js, made)?;
            qjs::JS_SetOpaque(object.value().raw, Box::into_raw(Box::new(value)).cast());
            Ok(object)
        }
    }

    /// What an object of this class carries; None for any other value.
    #[inline]
    pub fn of<'v>(self, value: Value<'v>) -> Option<&'v T> {
        // SAFETY: the engine checks the class, so that the pointer is the box of `make` (or null, should the object be
        // half made); it lives as long as the object, which is alive for `'v`.
        unsafe { qjs::JS_GetOpaque(value.raw, self.id).cast::<T>().as_ref() }
    }
}

unsafe extern "C" fn finalize<T>(_runtime: *mut qjs::JSRuntime, object: qjs::JSValue) {
    let mut id = 0;
    // SAFETY: called once for each object of the class; the pointer is null or the box of `Class::make`.
    unsafe {
        let opaque = qjs::JS_GetAnyOpaque(object, &mut id);
        if !opaque.is_null() {
            drop(Box::from_raw(opaque.cast::<T>()));
        }
    }
}
