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
        if !self.is_uint8_array() {
            return None;
        }
        self.typed_run(js)
    }

    /// True for a Uint8Array, so also for a Buffer.
    #[inline]
    pub fn is_uint8_array(self) -> bool {
        // SAFETY: looks at the object's class.
        let kind = unsafe { qjs::JS_GetTypedArrayType(self.raw) };
        kind == qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8 as i32
    }

    /// True for an ArrayBuffer, detached or not; false for a SharedArrayBuffer.
    pub fn is_array_buffer(self) -> bool {
        // SAFETY: looks at the object's class.
        unsafe { qjs::JS_IsArrayBuffer(self.raw) }
    }

    /// The ArrayBuffer under a typed array, and the place in it where the array begins, in bytes. None for anything
    /// else, and for an array that lies outside of its resized or detached buffer.
    pub fn view_of<'a>(self, js: &Js<'a>) -> Option<(Owned<'a>, usize)> {
        let (buffer, offset, _) = self.view_parts(js)?;
        Some((buffer, offset))
    }

    /// A typed array's buffer, its place in it and its length, which is the one from when the array was made: an array
    /// that follows a resizable buffer keeps it.
    #[inline]
    fn view_parts<'a>(self, js: &Js<'a>) -> Option<(Owned<'a>, usize, usize)> {
        if !self.is_object() {
            return None;
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
        match buffer {
            Ok(buffer) => Some((buffer, offset as usize, length as usize)),
            Err(refused) => {
                drop(js.caught(refused));
                None
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
        self.typed_run(js)
    }

    /// The run of a typed array.
    #[inline]
    fn typed_run(self, js: &Js<'_>) -> Option<Run> {
        let (buffer, offset, length) = self.view_parts(js)?;
        let whole = array_buffer_run(js, buffer.value())?;
        // A buffer that has shrunk leaves less than the array had when it was made, and one that has grown leaves more.
        let room = whole.length.checked_sub(offset)?;
        let grown = js.state().resizing.get() && length < room && self.has_byte(js, length);
        let length = if grown { room } else { length.min(room) };
        // SAFETY: `offset` is within the buffer. `self` keeps the buffer after `buffer` goes.
        Some(Run { start: unsafe { whole.start.add(offset) }, length })
    }

    /// True if a Uint8Array has an element at `index`.
    fn has_byte(self, js: &Js<'_>, index: usize) -> bool {
        // SAFETY: the value is alive. A typed array answers for its indices by itself, so that nothing runs.
        self.is_uint8_array()
            && unsafe {
                let atom = qjs::JS_NewAtomUInt32(js.raw(), index as u32);
                let has = qjs::JS_HasProperty(js.raw(), self.raw, atom) > 0;
                qjs::JS_FreeAtom(js.raw(), atom);
                has
            }
    }

    /// Copies `bytes` into an ArrayBuffer. False, and nothing is done, if it is none, detached, or too short.
    #[inline]
    pub fn fill_array_buffer(self, js: &mut Js<'_>, at: usize, bytes: &[u8]) -> bool {
        if !self.is_object() {
            return false;
        }
        let Some(run) = array_buffer_run(js, self) else { return false };
        if at.checked_add(bytes.len()).is_none_or(|end| end > run.length) {
            return false;
        }
        // SAFETY: the run is alive, long enough, and not what `bytes` looks at: that would borrow `js`.
        unsafe { run.start.add(at).copy_from_nonoverlapping(NonNull::from(bytes).cast(), bytes.len()) };
        true
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

#[inline(always)]
fn array_buffer_run(js: &Js<'_>, buffer: Value<'_>) -> Option<Run> {
    let mut length = 0;
    // SAFETY: the value is alive; what is no ArrayBuffer, or a detached one, gives null and an exception.
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
    /// Says that from now on there are Uint8Arrays which follow a resizable ArrayBuffer, so that their lengths must be
    /// asked for one by one. Programs that have none need not pay for the question.
    pub fn expect_resizing(&self) {
        self.state().resizing.set(true);
    }

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
