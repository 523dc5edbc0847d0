//! Stack traces: what an error remembers of where it was made.
//!
//! QuickJS asks one function, `Error.prepareStackTrace`, at every making (and every throw) of an error. Ours is native
//! and hands back the call sites as they are; they become text when somebody reads `stack` (`internal/stack.js`).

use std::ffi::c_int;

use rquickjs::qjs;

use super::{Args, Js, Owned, Thrown, Value};

impl<'a> Js<'a> {
    /// Has `body` called for each error that is made or thrown, with the error (any value, if it was thrown) and an array
    /// of its call sites. Its answer is what the engine keeps as the error's stack.
    ///
    /// It may be called with the stack used up, as part of a RangeError that says so, and must run no JavaScript.
    pub fn set_stack_hook<F>(&mut self, body: F) -> Result<(), Thrown>
    where
        F: for<'b> Fn(&mut Js<'b>, Value<'b>, Value<'b>) -> Owned<'b> + Copy + 'static,
    {
        const { assert!(size_of::<F>() == 0, "the hook may capture nothing") };
        let _ = body;
        let mut id = 0;
        // SAFETY: the runtime is alive; the definition is copied by the engine. An object of a class with a `call` is
        // callable, and is called without a look at the stack's limit, which a function object is not.
        let hook = unsafe {
            qjs::JS_NewClassID(self.runtime(), &mut id);
            let definition = qjs::JSClassDef {
                class_name: c"StackHook".as_ptr(),
                finalizer: None,
                gc_mark: None,
                call: Some(trampoline::<F>),
                exotic: std::ptr::null_mut(),
            };
            if qjs::JS_NewClass(self.runtime(), id, &definition) < 0 {
                return Err(Thrown::pending());
            }
            Owned::checked(self, qjs::JS_NewObjectProtoClass(self.raw(), qjs::JS_NULL, id))?
        };
        let error = self.global_property("Error")?;
        let name = self.atom("prepareStackTrace");
        error.value().set(self, name, hook)
    }

    /// The call sites of the code that runs now, innermost first, as many as `Error.stackTraceLimit` says. Nothing of a
    /// program runs for this, and nothing that it could see changes.
    ///
    /// None before [`Js::set_stack_hook`], and without memory.
    pub fn call_sites(&mut self) -> Option<Owned<'a>> {
        let capture = &self.state().capture;
        // An error asks the hook; what the hook answers then is what the engine remembers from now on.
        let before = self.take_throw_sites();
        capture.set(Capture::Wanted(before.into_raw()));
        // SAFETY: the context is alive; the result is ours.
        let error = unsafe { Owned::checked(self, qjs::JS_NewError(self.raw())) };
        if let Err(thrown) = error {
            drop(self.caught(thrown));
        }
        match capture.replace(Capture::Idle) {
            // SAFETY: one count was put there, and nobody has taken it.
            Capture::Taken(sites) => Some(unsafe { Owned::from_raw(self, sites) }),
            Capture::Wanted(before) => {
                // SAFETY: as above.
                drop(unsafe { Owned::from_raw(self, before) });
                None
            }
            Capture::Idle => None,
        }
    }

    /// Takes what the hook gave for the last throw; undefined if there was none. It may be older than the exception at
    /// hand: the engine keeps the first since something was last caught.
    pub fn take_throw_sites(&self) -> Owned<'a> {
        const ERROR_BACK_TRACE: c_int = 2;
        let mut sites = qjs::JS_UNDEFINED;
        // SAFETY: for this command the engine takes a context and a place for a value, whose count it hands over.
        unsafe {
            qjs::js_std_cmd(ERROR_BACK_TRACE, self.raw(), &raw mut sites);
            Owned::from_raw(self, sites)
        }
    }
}

/// How far [`Js::call_sites`] is.
#[derive(Clone, Copy)]
pub(super) enum Capture {
    Idle,
    /// The hook is to keep the sites, and to answer with this value, whose count is ours.
    Wanted(qjs::JSValue),
    /// The sites; their count is ours.
    Taken(qjs::JSValue),
}

unsafe extern "C" fn trampoline<F>(
    context: *mut qjs::JSContext,
    _function: qjs::JSValue,
    this: qjs::JSValue,
    count: c_int,
    values: *mut qjs::JSValue,
    _flags: c_int,
) -> qjs::JSValue
where
    F: for<'b> Fn(&mut Js<'b>, Value<'b>, Value<'b>) -> Owned<'b> + Copy + 'static,
{
    // SAFETY: `F` has no size (asserted where it was registered), so that there is nothing to read; and a value of it
    // existed then, so that the type is inhabited.
    let body: F = unsafe { std::ptr::NonNull::dangling().read() };
    // SAFETY: the engine calls with a context of ours, and keeps the arguments for the call.
    let (mut js, args) = unsafe { (Js::from_context(context), Args::new(this, count, values)) };
    let capture = &js.state().capture;
    if let Capture::Wanted(before) = capture.get() {
        capture.set(Capture::Taken(args.get(1).own(&js).into_raw()));
        return before;
    }
    body(&mut js, args.get(0), args.get(1)).into_raw()
}

impl Value<'_> {
    /// True for what `new Error` or one of its kind has made, whatever its prototype is now. Nothing runs for this.
    pub fn is_error(self) -> bool {
        // SAFETY: looks at the object's class.
        unsafe { qjs::JS_IsError(self.raw) }
    }

    /// The text of an own property that is a plain string. No getter runs; not for proxies.
    pub fn own_text(self, js: &Js<'_>, name: super::Atom) -> Option<String> {
        let [value, _getter, _setter] = self.own_property(js, name)?;
        value.value().text(js)
    }

    /// Value, getter and setter of an own property, undefined where there is none. No getter runs. None for
    /// proxies.
    pub fn own_property<'a>(self, js: &Js<'a>, name: super::Atom) -> Option<[Owned<'a>; 3]> {
        let mut found = qjs::JSPropertyDescriptor {
            flags: 0,
            value: qjs::JS_UNDEFINED,
            getter: qjs::JS_UNDEFINED,
            setter: qjs::JS_UNDEFINED,
        };
        // SAFETY: the value is alive; the descriptor is written if the property is there, and its values are then ours.
        unsafe {
            if qjs::JS_IsProxy(self.raw)
                || qjs::JS_GetOwnProperty(js.raw(), &mut found, self.raw, name.0) != 1
            {
                return None;
            }
            Some([found.value, found.getter, found.setter].map(|raw| Owned::from_raw(js, raw)))
        }
    }
}
