//! Realms: further global objects, with built-in objects of their own, in the same heap.

use std::ptr::NonNull;

use rquickjs::qjs;

use super::{Answer, Class, Js, Owned, Value};

/// What an object of the class of realms carries. The realm lives as long as one of its functions does, and the object
/// holds one.
pub struct Realm {
    context: NonNull<qjs::JSContext>,
}

impl<'a> Js<'a> {
    /// A new realm: an object of `class`, whose property `global` is the realm's global object.
    pub fn realm(&mut self, class: Class<Realm>) -> Answer<'a> {
        // SAFETY: the runtime is alive. Natives find the engine through the opaque pointer of whatever context calls them.
        let context = unsafe {
            let Some(context) = NonNull::new(qjs::JS_NewContext(self.runtime())) else {
                return Err(self.throw_error("no memory for a realm"));
            };
            qjs::JS_SetContextOpaque(context.as_ptr(), qjs::JS_GetContextOpaque(self.raw()));
            context
        };
        let made = self.realm_object(class, context);
        // SAFETY: our count is given back once. The functions of the realm have counts of their own.
        unsafe { qjs::JS_FreeContext(context.as_ptr()) };
        made
    }

    fn realm_object(&mut self, class: Class<Realm>, context: NonNull<qjs::JSContext>) -> Answer<'a> {
        // SAFETY: the context is alive; the global object is ours.
        let global = unsafe { Owned::from_raw(self, qjs::JS_GetGlobalObject(context.as_ptr())) };
        let eval = global.value().get(self, self.atom("eval"))?;
        let object = class.make(self, Value::NULL, Realm { context })?;
        object.value().define(self, self.atom("eval"), eval);
        object.value().define(self, self.atom("global"), global);
        Ok(object)
    }

    /// Runs a script in a realm: None if the value is no realm.
    pub fn eval_in(
        &mut self,
        class: Class<Realm>,
        realm: Value<'_>,
        source: &str,
        file: &str,
    ) -> Option<Answer<'a>> {
        let context = class.of(realm)?.context.as_ptr();
        let _kept = realm.own(self);
        // SAFETY: the object holds a function of the realm, and `_kept` the object.
        let compiled = unsafe { self.compile_in(context, ["", source, ""], file, qjs::JS_EVAL_TYPE_GLOBAL) };
        Some(compiled.and_then(|compiled| {
            self.note_run();
            // SAFETY: as above; the engine takes over the count of the compiled code.
            unsafe { Owned::checked(self, qjs::JS_EvalFunction(context, compiled.into_raw())) }
        }))
    }
}
