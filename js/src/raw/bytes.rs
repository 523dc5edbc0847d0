//! ArrayBuffers and typed arrays.
//!
//! A slice of a buffer's bytes borrows the `Js`: nothing that could run JavaScript (and so detach the buffer) compiles
//! while the slice is in use. What merely allocates may run finalizers, and those are ours and touch no live buffer.

use std::ptr::NonNull;

use rquickjs::qjs;

use super::{Js, Owned, Thrown, Value};

/// A run of bytes inside a buffer, by address.
struct Run {
    start: NonNull<u8>,
    length: usize,
}

impl<'v> Value<'v> {
    /// The bytes of a Uint8Array (so also of a Buffer). None for anything else, and for one whose buffer is gone.
    #[inline]
    pub fn bytes<'b>(self, js: &'b Js<'_>) -> Option<&'b [u8]>
    where
        'v: 'b,
    {
        let run = self.run(js)?;
        // SAFETY: the engine vouches for the run; the value keeps the buffer alive for `'v`, and while `js` is
        // borrowed no JavaScript can detach or write it.
        Some(unsafe { std::slice::from_raw_parts(run.start.as_ptr(), run.length) })
    }

    /// The bytes of a Uint8Array, to write. None for anything else.
    pub fn bytes_mut<'b>(self, js: &'b mut Js<'_>) -> Option<&'b mut [u8]>
    where
        'v: 'b,
    {
        let run = self.run(js)?;
        // SAFETY: as in `bytes`; `js` is borrowed exclusively, so that no other slice of any buffer exists.
        Some(unsafe { std::slice::from_raw_parts_mut(run.start.as_ptr(), run.length) })
    }

    #[inline]
    fn run(self, js: &Js<'_>) -> Option<Run> {
        if !self.is_object() {
            return None;
        }
        let mut length = 0;
        // SAFETY: the value is alive. A refusal leaves an exception, which is taken away.
        let start = unsafe { qjs::JS_GetUint8Array(js.raw(), &mut length, self.raw) };
        match NonNull::new(start) {
            Some(start) => Some(Run { start, length: length as usize }),
            None => {
                // A null pointer with no exception is the empty array of an empty buffer.
                // SAFETY: asks and clears the context's own state.
                let refused = unsafe { qjs::JS_HasException(js.raw()) };
                if refused {
                    drop(js.caught(Thrown::pending()));
                    return None;
                }
                Some(Run { start: NonNull::dangling(), length: 0 })
            }
        }
    }

    /// The bytes that any view (typed array) or ArrayBuffer covers. None for anything else.
    pub fn view_bytes<'b>(self, js: &'b Js<'_>) -> Option<&'b [u8]>
    where
        'v: 'b,
    {
        let run = self.view_run(js)?;
        // SAFETY: as in `bytes`.
        Some(unsafe { std::slice::from_raw_parts(run.start.as_ptr(), run.length) })
    }

    /// The bytes that any view or ArrayBuffer covers, to write. None for anything else.
    pub fn view_bytes_mut<'b>(self, js: &'b mut Js<'_>) -> Option<&'b mut [u8]>
    where
        'v: 'b,
    {
        let run = self.view_run(js)?;
        // SAFETY: as in `bytes_mut`.
        Some(unsafe { std::slice::from_raw_parts_mut(run.start.as_ptr(), run.length) })
    }

    fn view_run(self, js: &Js<'_>) -> Option<Run> {
        if !self.is_object() {
            return None;
        }
        // SAFETY: the value is alive; type questions run nothing.
        if unsafe { qjs::JS_IsArrayBuffer(self.raw) } {
            return array_buffer_run(js, self);
        }
        let (mut offset, mut length) = (0, 0);
        // SAFETY: the value is alive; the outputs are written unless the call refuses.
        let buffer = unsafe {
            let buffer = qjs::JS_GetTypedArrayBuffer(
                js.raw(),
                self.raw,
                &mut offset,
                &mut length,
                std::ptr::null_mut(),
            );
            Owned::checked(js, buffer)
        };
        let buffer = match buffer {
            Ok(buffer) => buffer,
            Err(refused) => {
                drop(js.caught(refused));
                return None;
            }
        };
        let (offset, length) = (offset as usize, length as usize);
        let whole = array_buffer_run(js, buffer.value())?;
        (offset + length <= whole.length).then(|| Run {
            // SAFETY: just checked to be within the buffer. `self` keeps the buffer after `buffer` goes.
            start: unsafe { whole.start.add(offset) },
            length,
        })
    }

    /// Copies bytes between two Uint8Arrays, which may be the same or overlap. False, and nothing is done, if either
    /// is none or too short.
    pub fn copy_within_views(
        self,
        js: &mut Js<'_>,
        at: usize,
        source: Value<'_>,
        from: usize,
        count: usize,
    ) -> bool {
        let (Some(target), Some(source)) = (self.run(js), source.run(js)) else { return false };
        let fits = |start: usize, length: usize| start.checked_add(count).is_some_and(|end| end <= length);
        if !fits(at, target.length) || !fits(from, source.length) {
            return false;
        }
        // SAFETY: both runs are alive and long enough; `copy` allows overlap.
        unsafe { source.start.add(from).copy_to(target.start.add(at), count) };
        true
    }
}

fn array_buffer_run(js: &Js<'_>, buffer: Value<'_>) -> Option<Run> {
    let mut length = 0;
    // SAFETY: the value is alive and an ArrayBuffer; a detached one gives null and an exception.
    let start = unsafe { qjs::JS_GetArrayBuffer(js.raw(), &mut length, buffer.raw) };
    match NonNull::new(start) {
        Some(start) => Some(Run { start, length: length as usize }),
        None => {
            // SAFETY: asks the context's own state.
            if unsafe { qjs::JS_HasException(js.raw()) } {
                drop(js.caught(Thrown::pending()));
                return None;
            }
            Some(Run { start: NonNull::dangling(), length: 0 })
        }
    }
}

impl<'a> Js<'a> {
    /// A new ArrayBuffer of zeros.
    pub fn array_buffer(&self, length: usize) -> Result<Owned<'a>, Thrown> {
        // SAFETY: the memory is the engine's own, of the stated length (never zero, which an allocator may refuse), and
        // goes back to the engine's allocator through `reallocate`.
        unsafe {
            let memory = qjs::js_mallocz(self.raw(), length.max(1) as _);
            if memory.is_null() {
                return Err(Thrown::pending());
            }
            let made = qjs::JS_NewArrayBuffer(
                self.raw(),
                memory.cast(),
                length as _,
                0,
                Some(reallocate),
                std::ptr::null_mut(),
                false,
            );
            Owned::checked(self, made)
        }
    }

    /// A new ArrayBuffer with a copy of `bytes`.
    pub fn array_buffer_from(&self, bytes: &[u8]) -> Result<Owned<'a>, Thrown> {
        // SAFETY: pointer and length describe `bytes`; the engine copies them.
        unsafe {
            let made = qjs::JS_NewArrayBufferCopy(self.raw(), bytes.as_ptr(), bytes.len() as _);
            Owned::checked(self, made)
        }
    }
}

/// How the engine resizes (or with a size of zero frees) the memory of [`Js::array_buffer`].
unsafe extern "C" fn reallocate(
    runtime: *mut qjs::JSRuntime,
    _opaque: *mut std::ffi::c_void,
    memory: *mut std::ffi::c_void,
    size: qjs::size_t,
) -> *mut std::ffi::c_void {
    // SAFETY: the engine calls this with memory that it allocated itself.
    unsafe { qjs::js_realloc_rt(runtime, memory, size) }
}
