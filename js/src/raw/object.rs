//! Properties and calls.

use rquickjs::qjs;

use super::{Atom, Js, Owned, Thrown, Value};

impl<'v> Value<'v> {
    /// Reads a property, through getters and prototypes.
    #[inline]
    pub fn get<'a>(self, js: &mut Js<'a>, name: Atom) -> Result<Owned<'a>, Thrown> {
        // SAFETY: the value is alive; the result is ours.
        unsafe { Owned::checked(js, qjs::JS_GetProperty(js.raw(), self.raw, name.0)) }
    }

    /// Reads an element of an array.
    pub fn get_index<'a>(self, js: &mut Js<'a>, index: u32) -> Result<Owned<'a>, Thrown> {
        // SAFETY: the value is alive; the result is ours.
        unsafe { Owned::checked(js, qjs::JS_GetPropertyUint32(js.raw(), self.raw, index)) }
    }

    /// The `length` of an array or string, as a property.
    pub fn length(self, js: &mut Js<'_>) -> Result<u32, Thrown> {
        let mut length = 0i64;
        // SAFETY: the value is alive; `length` is written before it is read.
        let failed = unsafe { qjs::JS_GetLength(js.raw(), self.raw, &mut length) } < 0;
        if failed { Err(Thrown::pending()) } else { Ok(length.clamp(0, u32::MAX as i64) as u32) }
    }

    /// Writes a property as an assignment does: setters run, frozen objects throw.
    #[inline]
    pub fn set(self, js: &mut Js<'_>, name: Atom, value: Owned<'_>) -> Result<(), Thrown> {
        // SAFETY: the value is alive; the engine takes over the count of `value`, also when it fails.
        let status = unsafe { qjs::JS_SetProperty(js.raw(), self.raw, name.0, value.into_raw()) };
        if status < 0 { Err(Thrown::pending()) } else { Ok(()) }
    }

    /// Defines an own property that can be written, enumerated and configured, whatever the prototypes say.
    #[inline]
    pub fn define(self, js: &Js<'_>, name: Atom, value: Owned<'_>) {
        self.define_with(js, name, value, qjs::JS_PROP_C_W_E);
    }

    /// Defines an own property that `for…in` and `Object.keys` do not show.
    pub fn define_hidden(self, js: &Js<'_>, name: Atom, value: Owned<'_>) {
        self.define_with(js, name, value, qjs::JS_PROP_CONFIGURABLE | qjs::JS_PROP_WRITABLE);
    }

    fn define_with(self, js: &Js<'_>, name: Atom, value: Owned<'_>, flags: u32) {
        // SAFETY: the value is alive; the engine takes over the count of `value`. Without JS_PROP_THROW a refusal (of a
        // frozen object) is an answer, not an exception.
        unsafe { qjs::JS_DefinePropertyValue(js.raw(), self.raw, name.0, value.into_raw(), flags as _) };
    }

    /// Defines an own accessor; `shown` to `for…in`. Pass `undefined` for a half that is not there.
    pub fn define_accessor(self, js: &Js<'_>, name: Atom, getter: Owned<'_>, setter: Owned<'_>, shown: bool) {
        let flags = qjs::JS_PROP_CONFIGURABLE | if shown { qjs::JS_PROP_ENUMERABLE } else { 0 };
        // SAFETY: as in `define_with`; both counts go to the engine.
        unsafe {
            qjs::JS_DefinePropertyGetSet(
                js.raw(),
                self.raw,
                name.0,
                getter.into_raw(),
                setter.into_raw(),
                flags as _,
            )
        };
    }

    /// The names of an object's own enumerable properties; symbols are left out.
    pub fn own_keys(self, js: &mut Js<'_>) -> Result<Vec<String>, Thrown> {
        let (mut table, mut count) = (std::ptr::null_mut(), 0);
        let flags = qjs::JS_GPN_STRING_MASK | qjs::JS_GPN_ENUM_ONLY;
        // SAFETY: the value is alive; the table is written unless the call fails.
        let status =
            unsafe { qjs::JS_GetOwnPropertyNames(js.raw(), &mut table, &mut count, self.raw, flags as _) };
        if status < 0 {
            return Err(Thrown::pending());
        }
        let mut names = Vec::with_capacity(count as usize);
        for index in 0..count as usize {
            // SAFETY: the table has `count` entries; each atom is ours until the table is given back.
            let name =
                unsafe { Owned::checked(js, qjs::JS_AtomToString(js.raw(), (*table.add(index)).atom)) };
            names.push(name.ok().and_then(|name| name.value().text(js)).unwrap_or_default());
        }
        // SAFETY: the table came from the call above, and is given back once.
        unsafe { qjs::JS_FreePropertyEnum(js.raw(), table, count) };
        Ok(names)
    }

    /// Sets an element of an array.
    pub fn set_index(self, js: &mut Js<'_>, index: u32, value: Owned<'_>) -> Result<(), Thrown> {
        // SAFETY: as in `set`.
        let status = unsafe { qjs::JS_SetPropertyUint32(js.raw(), self.raw, index, value.into_raw()) };
        if status < 0 { Err(Thrown::pending()) } else { Ok(()) }
    }

    /// Calls a function.
    #[inline]
    pub fn call<'a>(
        self,
        js: &mut Js<'a>,
        this: Value<'_>,
        arguments: &[Value<'_>],
    ) -> Result<Owned<'a>, Thrown> {
        let (raw, count) = raw_arguments(arguments);
        js.note_run();
        // SAFETY: callee, receiver and arguments are borrowed from those who keep them, so that they stay alive over the
        // call even if the callee drops every other name of them (a listener that removes itself).
        unsafe { Owned::checked(js, qjs::JS_Call(js.raw(), self.raw, this.raw, count, raw)) }
    }

    /// Calls one of the engine's own functions that run nothing of a program, so that what [`Context::runs`] says stays
    /// true. None if it throws.
    ///
    /// [`Context::runs`]: super::Context::runs
    pub fn ask<'a>(self, js: &mut Js<'a>, this: Value<'_>, arguments: &[Value<'_>]) -> Option<Owned<'a>> {
        let (raw, count) = raw_arguments(arguments);
        // SAFETY: as in `call`.
        let answer = unsafe { Owned::checked(js, qjs::JS_Call(js.raw(), self.raw, this.raw, count, raw)) };
        answer.map_err(|thrown| drop(js.caught(thrown))).ok()
    }

    /// Constructs an object, as `new self(…)` does; `new_target` decides the prototype.
    #[inline]
    pub fn construct<'a>(
        self,
        js: &mut Js<'a>,
        new_target: Value<'_>,
        arguments: &[Value<'_>],
    ) -> Result<Owned<'a>, Thrown> {
        let (raw, count) = raw_arguments(arguments);
        js.note_run();
        // SAFETY: as in `call`.
        unsafe {
            let made = qjs::JS_CallConstructor2(js.raw(), self.raw, new_target.raw, count, raw);
            Owned::checked(js, made)
        }
    }

    /// The prototype, which `null` stands for if there is none. Proxies' traps run.
    pub fn prototype<'a>(self, js: &mut Js<'a>) -> Result<Owned<'a>, Thrown> {
        // SAFETY: the value is alive; the result is ours.
        unsafe { Owned::checked(js, qjs::JS_GetPrototype(js.raw(), self.raw)) }
    }
}

/// The arguments as the engine takes them. It does not change them: its calls from outside copy what the callee may change.
#[inline]
fn raw_arguments(arguments: &[Value<'_>]) -> (*mut qjs::JSValue, i32) {
    (arguments.as_ptr().cast_mut().cast(), arguments.len() as i32)
}
