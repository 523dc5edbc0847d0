//! Source and bytecode.

use std::ffi::CString;

use rquickjs::qjs;

use super::{Answer, Js, Owned, Thrown};

impl<'a> Js<'a> {
    /// Runs a script in the global scope and gives the value of its last expression.
    ///
    /// `file` is the name in stack traces.
    pub fn eval(&mut self, source: &str, file: &str) -> Answer<'a> {
        self.eval_between("", source, "", file)
    }

    /// Runs a script with something in front of it and behind it, without moving its lines and columns.
    ///
    /// `head` must be a single line.
    pub fn eval_between(&mut self, head: &str, source: &str, tail: &str, file: &str) -> Answer<'a> {
        let compiled = self.compile_between([head, source, tail], file, qjs::JS_EVAL_TYPE_GLOBAL)?;
        self.run_compiled(compiled)
    }

    /// Compiles a script without running it: what can be said is whether it is one.
    pub fn check_script(&mut self, source: &str, file: &str) -> Result<(), Thrown> {
        self.compile(source, file, qjs::JS_EVAL_TYPE_GLOBAL).map(drop)
    }

    /// Compiles source text, as a script or as a module, without running it.
    pub(super) fn compile(&mut self, source: &str, file: &str, kind: u32) -> Answer<'a> {
        self.compile_between(["", source, ""], file, kind)
    }

    fn compile_between(&mut self, parts: [&str; 3], file: &str, kind: u32) -> Answer<'a> {
        // SAFETY: the context is the engine's own.
        unsafe { self.compile_in(self.raw(), parts, file, kind) }
    }

    /// The same for any realm of the engine.
    ///
    /// # Safety
    /// `context` is a live one of this engine.
    pub(super) unsafe fn compile_in(
        &mut self,
        context: *mut qjs::JSContext,
        [head, source, tail]: [&str; 3],
        file: &str,
        kind: u32,
    ) -> Answer<'a> {
        // The engine counts the columns of its first line from 0, those of all others from 1. So the source begins on
        // its third line, and counting begins so early that this is line 1. (It takes 0 for "not said".)
        const FIRST_LINE: i32 = -1;
        // A `#!` is only allowed at the very beginning, where the source no longer is.
        let shebang = if source.starts_with("#!") { "//" } else { "" };
        let text = [head, "\n\n", shebang, &source[shebang.len()..], tail].concat();
        // The engine wants a NUL behind the source, and takes the length from us.
        let text = CString::new(text).or_else(|text| {
            let bytes = text.into_vec();
            CString::new(
                bytes.into_iter().map(|byte| if byte == 0 { b' ' } else { byte }).collect::<Vec<_>>(),
            )
        });
        let text = text.unwrap_or_default();
        let file = CString::new(file.replace('\0', "\u{fffd}")).unwrap_or_default();
        let mut options = qjs::JSEvalOptions {
            version: qjs::JS_EVAL_OPTIONS_VERSION as _,
            eval_flags: (kind | qjs::JS_EVAL_FLAG_COMPILE_ONLY) as _,
            filename: file.as_ptr(),
            line_num: FIRST_LINE,
        };
        // SAFETY: text, file and options live over the call, and the length is the text's.
        unsafe {
            let compiled = qjs::JS_Eval2(context, text.as_ptr(), text.as_bytes().len() as _, &mut options);
            Owned::checked(self, compiled)
        }
    }

    /// Runs what [`Js::compile`] or [`Js::bytecode`] gave. For a module that is a promise.
    pub(super) fn run_compiled(&mut self, compiled: Owned<'_>) -> Answer<'a> {
        self.note_run();
        // SAFETY: the engine takes over the count of the compiled code.
        unsafe { Owned::checked(self, qjs::JS_EvalFunction(self.raw(), compiled.into_raw())) }
    }

    /// Runs a script from the bytecode that evloop's own build made of it.
    ///
    /// Bytecode is not checked by the engine, so this must never see bytes from anywhere else; it is for `rooms.rs`,
    /// whose table `build.rs` compiles with this very engine.
    pub(crate) fn run_built_in(&mut self, built_in: crate::rooms::Bytecode) -> Answer<'a> {
        let bytes = built_in.bytes();
        // SAFETY: only `build.rs` can make a `Bytecode` (its constructor is private to the generated table), with the
        // engine linked here.
        let compiled = unsafe {
            let read = qjs::JS_ReadObject(
                self.raw(),
                bytes.as_ptr(),
                bytes.len() as _,
                qjs::JS_READ_OBJ_BYTECODE as _,
            );
            Owned::checked(self, read)?
        };
        self.run_compiled(compiled)
    }

    /// Parses JSON. `file` is named in the error.
    pub fn parse_json(&mut self, text: &str, file: &str) -> Answer<'a> {
        let length = text.len();
        let text = CString::new(text).or_else(|_| CString::new(text.replace('\0', "\u{1}")));
        let text = text.unwrap_or_default();
        let file = CString::new(file.replace('\0', "\u{fffd}")).unwrap_or_default();
        // SAFETY: text and file live over the call, and the length is the text's (the NUL replacement keeps it).
        unsafe {
            let parsed = qjs::JS_ParseJSON(self.raw(), text.as_ptr(), length as _, file.as_ptr());
            Owned::checked(self, parsed)
        }
    }
}
