//! Compiles the rooms' JavaScript to bytecode, with the very engine that will run it.
//!
//! Bytecode starts seven times faster than source. Each file becomes a function expression, stored without its source
//! but with its line numbers, and a table that finds it by its id: `modules/net/net.js` is `net`,
//! `modules/net/socket.js` is `net/socket`, `internal/errors.js` is `internal/errors`.

use std::collections::BTreeMap;
use std::ffi::CString;
use std::path::{Path, PathBuf};
use std::{env, fs};

use rquickjs::qjs;

/// What every built-in file finds around itself. On its first line, so that lines keep their numbers.
const HEAD: &str = "(function (exports, require, module, native, process) {'use strict';";
const TAIL: &str = "\n})";

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut files = Vec::new();
    for root in ["src/modules", "src/internal"] {
        println!("cargo:rerun-if-changed={root}");
        collect(Path::new(root), &mut files);
    }
    files.sort_by_key(|file| (rank(&id_of(file)), id_of(file)));
    let compiler = Compiler::new();
    let (mut places, mut blob) = (BTreeMap::new(), Vec::new());
    for file in &files {
        println!("cargo:rerun-if-changed={}", file.display());
        let id = id_of(file);
        let source = fs::read_to_string(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        let code = compiler.compile(&format!("{HEAD}{source}{TAIL}"), &format!("node:{id}"));
        let code = code.unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        let place = blob.len()..blob.len() + code.len();
        blob.extend(code);
        places.insert(id, place);
    }
    // In the order of the ids, to be searched by halves.
    let rows: String = places.iter().map(|(id, place)| format!("    ({id:?}, {place:?}),\n")).collect();
    let table = format!(
        "static PLACES: &[(&str, Range<u32>)] = &[\n{rows}];\n\n\
         static BLOB: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/rooms.bytecode\"));\n"
    );
    fs::write(out.join("rooms.bytecode"), blob).expect("OUT_DIR can be written");
    fs::write(out.join("rooms.rs"), table).expect("OUT_DIR can be written");
}

/// The order of the files in the blob: what every program opens, what a server opens before anybody has connected, what
/// its connections need, the rest. A program then touches few pages, and the others cost it no memory.
fn rank(id: &str) -> u8 {
    const ALWAYS: &[&str] = &[
        "internal/boot",
        "internal/stack",
        "internal/json",
        "internal/ticks",
        "internal/lazy",
        "internal/globals",
        "internal/entry",
        "internal/end",
        "process",
        "process/native",
        "process/environment",
        "events",
        "events/emitter",
        "module",
        "module/native",
    ];
    const LISTENING: &[&str] = &["net", "net/native", "net/address", "net/server"];
    const CONNECTED: &[&str] = &["net", "stream", "buffer", "timers"];
    match id {
        _ if ALWAYS.contains(&id) => 0,
        _ if LISTENING.contains(&id) => 1,
        _ if CONNECTED.contains(&id.split('/').next().unwrap_or(id)) => 2,
        _ => 3,
    }
}

/// All .js files below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            println!("cargo:rerun-if-changed={}", path.display());
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "js") {
            files.push(path);
        }
    }
}

/// The id of a file; a room's file that bears the room's name is the room.
fn id_of(file: &Path) -> String {
    let path = file.with_extension("").to_string_lossy().replace('\\', "/");
    let path = path.trim_start_matches("src/").to_owned();
    let Some(inside) = path.strip_prefix("modules/") else { return path };
    match inside.split_once('/') {
        Some((room, name)) if room == name => room.to_owned(),
        _ => inside.to_owned(),
    }
}

/// An engine that only compiles.
struct Compiler {
    context: *mut qjs::JSContext,
}

impl Compiler {
    fn new() -> Compiler {
        // SAFETY: creating a runtime and a context has no precondition; null is refused. They live as long as the build.
        let context = unsafe {
            let runtime = qjs::JS_NewRuntime();
            assert!(!runtime.is_null(), "no memory for the engine");
            qjs::JS_NewContext(runtime)
        };
        assert!(!context.is_null(), "no memory for the engine");
        Compiler { context }
    }

    /// The bytecode of a script.
    fn compile(&self, source: &str, name: &str) -> Result<Vec<u8>, String> {
        let length = source.len();
        let source = CString::new(source).map_err(|_| "a NUL in the source".to_owned())?;
        let name = CString::new(name).map_err(|_| "a NUL in the name".to_owned())?;
        let compile_only = qjs::JS_EVAL_TYPE_GLOBAL | qjs::JS_EVAL_FLAG_COMPILE_ONLY;
        // SAFETY: source and name live over the call, and the length is the source's.
        let code = unsafe {
            qjs::JS_Eval(self.context, source.as_ptr(), length as _, name.as_ptr(), compile_only as _)
        };
        // SAFETY: looks at the value's tag.
        if unsafe { qjs::JS_IsException(code) } {
            return Err(self.exception());
        }
        let mut size = 0;
        let flags = qjs::JS_WRITE_OBJ_BYTECODE | qjs::JS_WRITE_OBJ_STRIP_SOURCE;
        // SAFETY: the code is alive; the engine allocates the bytes, which are copied and given back.
        unsafe {
            let bytes = qjs::JS_WriteObject(self.context, &mut size, code, flags as _);
            qjs::JS_FreeValue(self.context, code);
            if bytes.is_null() {
                return Err(self.exception());
            }
            let copy = std::slice::from_raw_parts(bytes, size as usize).to_vec();
            qjs::js_free(self.context, bytes.cast());
            Ok(copy)
        }
    }

    /// The pending exception with its place, as text.
    fn exception(&self) -> String {
        // SAFETY: the exception is ours; its texts are copied before they are given back.
        unsafe {
            let error = qjs::JS_GetException(self.context);
            let stack = qjs::JS_GetPropertyStr(self.context, error, c"stack".as_ptr());
            let text = [error, stack].map(|value| {
                let text = qjs::JS_ToCString(self.context, value);
                let copy = match text.is_null() {
                    true => String::new(),
                    false => std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned(),
                };
                qjs::JS_FreeCString(self.context, text);
                qjs::JS_FreeValue(self.context, value);
                copy
            });
            text.join("\n")
        }
    }
}
