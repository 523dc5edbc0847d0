//! From a file's text to the engine.

use std::fs;
use std::path::Path;

use super::error::LoadError;
use super::syntax::{self, Place};
use crate::raw::{Js, Owned, Thrown, Value};
use crate::rooms;

/// What Node puts around a CommonJS module.
const HEAD: &str = "(function (exports, require, module, __filename, __dirname) {";
const TAIL: &str = "\n})";

/// The text of a file, without a byte order mark.
///
/// # Errors
/// The errno.
pub(crate) fn read(file: &Path) -> Result<String, i32> {
    const EIO: i32 = 5;
    let bytes = fs::read(file).map_err(|error| error.raw_os_error().unwrap_or(EIO))?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(broken) => String::from_utf8_lossy(broken.as_bytes()).into_owned(),
    };
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Throws Node's error for what the loader found wrong.
pub(crate) fn throw(js: &mut Js<'_>, error: &LoadError) -> Thrown {
    match make_error(js, error) {
        Ok(made) => js.throw(made),
        Err(thrown) => thrown,
    }
}

fn make_error<'a>(js: &mut Js<'a>, error: &LoadError) -> Result<Owned<'a>, Thrown> {
    let maker = function_of(js, "module/errors", "loadError")?;
    let details = js.object()?;
    for (name, value) in error.details() {
        let value = js.string(&value)?;
        details.value().define(js, js.atom(name), value);
    }
    let (code, message) = (js.string(error.code())?, js.string(&error.to_string())?);
    let type_error = js.bool(error.is_type_error());
    let arguments = [code.value(), message.value(), type_error.value(), details.value()];
    maker.value().call(js, Value::UNDEFINED, &arguments)
}

/// A function that a built-in module exports.
pub(crate) fn function_of<'a>(js: &mut Js<'a>, id: &str, name: &str) -> Result<Owned<'a>, Thrown> {
    let module = rooms::require(js, id)?;
    let name = js.atom(name);
    module.value().get(js, name)
}

/// Compiles a CommonJS module: a function of exports, require, module, __filename, __dirname. None if `detect` and the
/// text turns out to be an ECMAScript module, which costs only those who are one.
pub(crate) fn common_js<'a>(
    js: &mut Js<'a>,
    source: &str,
    file: &str,
    detect: bool,
) -> Result<Option<Owned<'a>>, Thrown> {
    let thrown = match js.eval_between(HEAD, source, TAIL, file) {
        Ok(function) => return Ok(Some(function)),
        Err(thrown) => thrown,
    };
    let mut error = js.caught(thrown);
    if detect && is_module_error(js, source, error.value())? {
        return Ok(None);
    }
    let mut place = Place::of_error(js, error.value(), source)?;
    if place.is_beyond(source) {
        // The mistake showed at the wrapper's end, or the wrapper was closed by a brace too many: without it the engine
        // points at the program's own text.
        if let Err(thrown) = js.check_script(source, file) {
            let plain = js.caught(thrown);
            let other = Place::of_error(js, plain.value(), source)?;
            if !other.message.contains("return not in a function") {
                (error, place) = (plain, other);
            }
        }
    }
    let _ = error;
    Err(throw_syntax(js, source, file, place, true))
}

/// Throws the SyntaxError of a module's text.
pub(crate) fn throw_syntax(
    js: &mut Js<'_>,
    source: &str,
    file: &str,
    place: Place,
    in_stack: bool,
) -> Thrown {
    match make_syntax_error(js, source, file, place, in_stack) {
        Ok(error) => js.throw(error),
        Err(thrown) => thrown,
    }
}

fn make_syntax_error<'a>(
    js: &mut Js<'a>,
    source: &str,
    file: &str,
    mut place: Place,
    in_stack: bool,
) -> Result<Owned<'a>, Thrown> {
    place.settle(source);
    place.message = syntax::in_v8_words(&mut place, source);
    let maker = function_of(js, "module/errors", "syntaxError")?;
    let message = js.string(&place.message)?;
    let arrow = js.string(&place.arrow(source, file))?;
    let in_stack = js.bool(in_stack);
    maker.value().call(js, Value::UNDEFINED, &[message.value(), arrow.value(), in_stack.value()])
}

/// What the compiler threw of a module's text, with its place.
pub(crate) fn module_error(js: &mut Js<'_>, source: &str, file: &str, thrown: Thrown) -> Thrown {
    let error = js.caught(thrown);
    match Place::of_error(js, error.value(), source) {
        Ok(place) => throw_syntax(js, source, file, place, true),
        Err(thrown) => thrown,
    }
}

/// Looks at text that did not compile as a script: if it is no ECMAScript module either, the script's error is thrown.
pub(crate) fn is_module(js: &mut Js<'_>, source: &str, file: &str, thrown: Thrown) -> Result<(), Thrown> {
    let error = js.caught(thrown);
    if is_module_error(js, source, error.value())? {
        return Ok(());
    }
    let place = Place::of_error(js, error.value(), source)?;
    Err(throw_syntax(js, source, file, place, true))
}

/// Whether it was a module's syntax that the compiler of scripts did not understand.
fn is_module_error(js: &mut Js<'_>, source: &str, error: Value<'_>) -> Result<bool, Thrown> {
    let place = Place::of_error(js, error, source)?;
    // `const module = …`: a module might have written it, but a script is what it is.
    if place.message.contains("invalid redefinition of parameter name") {
        return Ok(false);
    }
    match js.check_module(source, "file:///detect") {
        Ok(()) => Ok(true),
        Err(thrown) => {
            drop(js.caught(thrown));
            Ok(syntax::is_about_modules(&place, source))
        }
    }
}
