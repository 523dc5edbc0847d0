//! Rust functions as JavaScript functions.

use std::ffi::{CStr, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rquickjs::qjs;

use super::{Js, Owned, Thrown, Value};

/// What a native function gives back: a value, or the news that an exception is pending.
pub type Answer<'a> = Result<Owned<'a>, Thrown>;

/// What a native function was called with.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    /// The receiver.
    pub this: Value<'a>,
    values: &'a [qjs::JSValue],
}

impl<'a> Args<'a> {
    /// # Safety
    /// `this` and `count` values at `values` are alive for `'a`.
    #[inline]
    pub(super) unsafe fn new(this: qjs::JSValue, count: c_int, values: *mut qjs::JSValue) -> Args<'a> {
        // SAFETY: by the caller's promise. With no arguments the engine may pass any pointer.
        unsafe {
            let values = if count > 0 { std::slice::from_raw_parts(values, count as usize) } else { &[] };
            Args { this: Value::from_raw(this), values }
        }
    }

    /// No receiver and no arguments.
    pub fn none() -> Args<'static> {
        Args { this: Value::UNDEFINED, values: &[] }
    }

    /// How many arguments were passed.
    #[inline]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// The argument at `index`, `undefined` if it was not passed.
    #[inline]
    pub fn get(&self, index: usize) -> Value<'a> {
        match self.values.get(index) {
            // SAFETY: alive for `'a`, by the promise of `new`.
            Some(&raw) => unsafe { Value::from_raw(raw) },
            None => Value::UNDEFINED,
        }
    }
}

impl<'a> Js<'a> {
    /// A JavaScript function that calls `body`, which captures nothing: a plain Rust `fn`.
    ///
    /// `length` is the function's `length` property; fewer or more arguments may come.
    pub fn function<F>(&self, name: &CStr, length: u8, body: F) -> Answer<'a>
    where
        F: for<'b> Fn(&mut Js<'b>, Args<'b>) -> Answer<'b> + Copy + 'static,
    {
        const { assert!(size_of::<F>() == 0, "a native function may capture nothing") };
        let _ = body;
        // SAFETY: the trampoline fits the calling convention named by JS_CFUNC_generic, and makes its own `F`.
        unsafe {
            let made = qjs::JS_NewCFunction2(
                self.raw(),
                Some(trampoline::<F>),
                name.as_ptr(),
                c_int::from(length),
                qjs::JSCFunctionEnum_JS_CFUNC_generic,
                0,
            );
            Owned::checked(self, made)
        }
    }

    /// A JavaScript function that calls a closure, and drops it when the collector drops the function. The closure must
    /// not hold values of the engine that lead back to the function: the collector does not see through it.
    pub fn closure<F>(&self, name: &CStr, length: u8, body: F) -> Answer<'a>
    where
        F: for<'b> Fn(&mut Js<'b>, Args<'b>) -> Answer<'b> + 'static,
    {
        let body = Box::into_raw(Box::new(body));
        // SAFETY: the trampoline and the finalizer take the pointer for what it is, a `Box<F>`; the engine hands it to
        // the finalizer once.
        unsafe {
            let made = qjs::JS_NewCClosure(
                self.raw(),
                Some(closure_trampoline::<F>),
                name.as_ptr(),
                Some(drop_closure::<F>),
                c_int::from(length),
                0,
                body.cast(),
            );
            Owned::checked(self, made)
        }
    }
}

unsafe extern "C" fn trampoline<F>(
    context: *mut qjs::JSContext,
    this: qjs::JSValue,
    count: c_int,
    values: *mut qjs::JSValue,
) -> qjs::JSValue
where
    F: for<'b> Fn(&mut Js<'b>, Args<'b>) -> Answer<'b> + Copy + 'static,
{
    // SAFETY: `F` has no size (asserted where it was registered), so that there is nothing to read; and a value of it
    // existed then, so that the type is inhabited.
    let body: F = unsafe { std::ptr::NonNull::dangling().read() };
    // SAFETY: the engine calls with a context of ours, and keeps receiver and arguments for the call.
    unsafe { answer(context, this, count, values, body) }
}

unsafe extern "C" fn closure_trampoline<F>(
    context: *mut qjs::JSContext,
    this: qjs::JSValue,
    count: c_int,
    values: *mut qjs::JSValue,
    _magic: c_int,
    opaque: *mut c_void,
) -> qjs::JSValue
where
    F: for<'b> Fn(&mut Js<'b>, Args<'b>) -> Answer<'b> + 'static,
{
    // SAFETY: as for `trampoline`; the closure lives as long as the function object, which the caller holds.
    unsafe { answer(context, this, count, values, &*opaque.cast::<F>()) }
}

unsafe extern "C" fn drop_closure<F>(opaque: *mut c_void) {
    // SAFETY: the pointer came from `Box::into_raw` in `Js::closure`, and the engine hands it over once.
    drop(unsafe { Box::from_raw(opaque.cast::<F>()) });
}

/// Calls `body` and hands its answer to the engine.
///
/// # Safety
/// `context` is ours; `this` and the values are alive for the call.
#[inline]
unsafe fn answer<F>(
    context: *mut qjs::JSContext,
    this: qjs::JSValue,
    count: c_int,
    values: *mut qjs::JSValue,
    body: F,
) -> qjs::JSValue
where
    F: for<'b> Fn(&mut Js<'b>, Args<'b>) -> Answer<'b>,
{
    // SAFETY: by the caller's promise.
    let (mut js, args) = unsafe { (Js::from_context(context), Args::new(this, count, values)) };
    // A panic must not unwind through the engine's C frames. In an embedder's host function it becomes an exception
    // that no JavaScript can catch; release builds of the command abort at a panic, so that nothing is paid there.
    match catch_unwind(AssertUnwindSafe(|| body(&mut js, args))) {
        Ok(Ok(value)) => value.into_raw(),
        Ok(Err(_)) => qjs::JS_EXCEPTION,
        Err(panic) => {
            let thrown = js.throw_error(&format!("a native function panicked: {}", panic_text(&*panic)));
            let _ = js.make_uncatchable(thrown);
            qjs::JS_EXCEPTION
        }
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
