//! The native half of `internal/stack`: what errors remember, and the engine's messages in V8's words.
//!
//! The engine calls [`hook`] for every error. The call sites are kept as they are, and become text when `stack` is read.
//! A message, however, is an ordinary property, which programs may read at once, so the engine's own are put into V8's
//! words here and now: they are what people know, search for, and compare with.

mod assigned;
mod natives;
mod operands;
mod owner;
mod words;

use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use crate::loader::{Loader, compile, links, url};
use crate::raw::{Answer, Args, Held, Js, Owned, Thrown, Value};
use words::Words;

/// The methods of call sites, taken before a program could change them.
struct SiteMethods {
    file: Held,
    line: Held,
    column: Held,
    function: Held,
    /// The engine's own `stack`: the array of call sites.
    stack: Held,
}

/// The file whose lines were asked for last: traces name the same few files again and again.
#[derive(Default)]
struct LastSource(std::cell::RefCell<Option<(String, Rc<str>)>>);

/// The natives of `internal/stack`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    js.set_stack_hook(hook)?;
    let natives = js.object()?;
    for (name, value) in [
        ("setup", js.function(c"setup", 5, setup)?),
        ("sourceLine", js.function(c"sourceLine", 2, source_line)?),
        ("owner", js.function(c"owner", 4, owner_of)?),
        ("assigned", js.function(c"assigned", 3, assigned_to)?),
        ("brokenLink", js.function(c"brokenLink", 0, broken_link)?),
        ("throwSites", js.function(c"throwSites", 0, |js, _| Ok(js.take_throw_sites()))?),
    ] {
        natives.value().define(js, js.atom(name), value);
    }
    Ok(natives)
}

/// `setup(getFileName, getLineNumber, getColumnNumber, getFunctionName, stack)`
fn setup<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    js.rooms().insert(SiteMethods {
        file: js.hold(args.get(0)),
        line: js.hold(args.get(1)),
        column: js.hold(args.get(2)),
        function: js.hold(args.get(3)),
        stack: js.hold(args.get(4)),
    });
    Ok(js.undefined())
}

/// Called by the engine when an error is made or thrown: keeps its call sites.
fn hook<'a>(js: &mut Js<'a>, error: Value<'a>, sites: Value<'a>) -> Owned<'a> {
    if error.is_error() {
        let name = js.atom("message");
        let message = error.own_text(js, name);
        let message = message.and_then(|message| in_v8_words(js, &message, sites));
        if let Some(message) = message.and_then(|message| js.string(&message).ok()) {
            error.define_hidden(js, name, message);
        }
    }
    sites.own(js)
}

fn in_v8_words(js: &mut Js<'_>, message: &str, sites: Value<'_>) -> Option<String> {
    match words::of(message)? {
        Words::Known(text) => Some(text),
        Words::NamesModule(name, url) => Some(links::missing_export(js, &name, &url)),
        Words::NamesClass => {
            let name = quietly(js, |js| {
                let site = sites.get_index(js, 0)?;
                let methods = methods(js)?;
                methods.function.value(js).call(js, site.value(), &[])
            })?;
            let name = name.value().text(js).unwrap_or_default();
            Some(format!("Class constructor {name} cannot be invoked without 'new'"))
        }
        Words::NamesCallee => {
            let place = source_place(js, sites)?;
            words::callee(&place.line, place.column)
        }
        Words::Assigns(name) => {
            let place = source_place(js, sites);
            Some(operands::read_only(&name, place.as_ref().map(|place| (place.line.as_str(), place.column))))
        }
        Words::NamesNative => {
            let function = native_name(js, sites);
            natives::words(message, function.as_deref())
        }
        Words::InEval(words) => is_in_eval(js, sites).then_some(words),
        Words::NamesOperand => {
            let place = source_place(js, sites)?;
            operands::words(message, &place.line, place.column)
        }
    }
}

/// Whether the innermost place is in a text that was handed to `eval` or `Function`.
fn is_in_eval(js: &mut Js<'_>, sites: Value<'_>) -> bool {
    let file = quietly(js, |js| {
        let site = sites.get_index(js, 0)?;
        let file = methods(js)?.file.value(js).call(js, site.value(), &[])?;
        Ok(file.value().text(js))
    });
    file.flatten().is_some_and(|file| file == "<input>")
}

/// The name of the innermost function, if it is a native one: then it has no file.
fn native_name(js: &mut Js<'_>, sites: Value<'_>) -> Option<String> {
    quietly(js, |js| {
        let site = sites.get_index(js, 0)?;
        let methods = methods(js)?;
        if methods.file.value(js).call(js, site.value(), &[])?.value().is_string() {
            return Ok(None);
        }
        let name = methods.function.value(js).call(js, site.value(), &[])?;
        Ok(name.value().text(js).filter(|name| !name.is_empty()))
    })
    .flatten()
}

/// A line of a program, and a place in it, in characters from 1.
struct SourcePlace {
    line: String,
    column: usize,
}

fn source_place(js: &mut Js<'_>, sites: Value<'_>) -> Option<SourcePlace> {
    let (file, line, column) = place_of(js, sites)?;
    let line = line_of(js, &file, line)?;
    // The engine counts bytes.
    let column = line.get(..column.checked_sub(1)?)?.chars().count() + 1;
    Some(SourcePlace { line, column })
}

/// Runs something that may throw while another exception is under way: its own is dropped.
fn quietly<'a, T>(js: &mut Js<'a>, body: impl FnOnce(&mut Js<'a>) -> Result<T, Thrown>) -> Option<T> {
    match body(js) {
        Ok(value) => Some(value),
        Err(thrown) => {
            drop(js.caught(thrown));
            None
        }
    }
}

fn methods(js: &Js<'_>) -> Result<Rc<SiteMethods>, Thrown> {
    js.rooms().get::<SiteMethods>().ok_or_else(|| js.throw_error("stack traces are not set up"))
}

/// File, line and column of the innermost call site, if it is in a program's file.
fn place_of(js: &mut Js<'_>, sites: Value<'_>) -> Option<(String, usize, usize)> {
    quietly(js, |js| {
        let site = sites.get_index(js, 0)?;
        let methods = methods(js)?;
        let file = methods.file.value(js).call(js, site.value(), &[])?.value().text(js);
        let line = methods.line.value(js).call(js, site.value(), &[])?.value().as_number();
        let column = methods.column.value(js).call(js, site.value(), &[])?.value().as_number();
        Ok((file, line.unwrap_or(0.0) as usize, column.unwrap_or(0.0) as usize))
    })
    .and_then(|(file, line, column)| {
        let file = file.filter(|file| !file.starts_with("node:"))?;
        Some((file, line, column))
    })
}

/// The call sites that an error remembers, as an array.
pub(crate) fn sites_of<'a>(js: &mut Js<'a>, error: Value<'_>) -> Option<Owned<'a>> {
    let methods = methods(js).map_err(|thrown| drop(js.caught(thrown))).ok()?;
    let sites = methods.stack.value(js).ask(js, error, &[])?;
    sites.value().is_array().then_some(sites)
}

/// Line and column of an error's innermost call site, as the engine counts; a syntax error's is where the text is wrong.
pub(crate) fn first_place(js: &mut Js<'_>, error: Value<'_>) -> Option<(usize, usize)> {
    quietly(js, |js| {
        let methods = methods(js)?;
        let sites = methods.stack.value(js).call(js, error, &[])?;
        let site = sites.value().get_index(js, 0)?;
        let line = methods.line.value(js).call(js, site.value(), &[])?.value().as_number();
        let column = methods.column.value(js).call(js, site.value(), &[])?.value().as_number();
        Ok(line.zip(column).map(|(line, column)| (line as usize, column as usize)))
    })
    .flatten()
}

/// `sourceLine(file, line)`: a line of a program's file, or undefined.
fn source_line<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let file = args.get(0).text(js).unwrap_or_default();
    let line = args.get(1).as_number().unwrap_or(0.0) as usize;
    match line_of(js, &file, line) {
        Some(line) => js.string(&line),
        None => Ok(js.undefined()),
    }
}

/// `brokenLink()`: the place of the last import that failed for a missing export, or undefined.
fn broken_link<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    match links::broken_link(js) {
        Some(arrow) => js.string(&arrow),
        None => Ok(js.undefined()),
    }
}

/// `owner(file, line, column, name)`: whose method the function around a place is, or undefined.
fn owner_of<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let name = args.get(3).text(js).unwrap_or_default();
    let owner =
        text_around(js, args).and_then(|(text, at)| owner::owner(&text, at, &name).map(str::to_owned));
    text_or_nothing(js, owner)
}

/// `assigned(file, line, column)`: what the function around a place, which has no name, is assigned to; or undefined.
fn assigned_to<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let target = text_around(js, args).and_then(|(text, at)| assigned::assigned(&text, at));
    text_or_nothing(js, target)
}

fn text_or_nothing<'a>(js: &mut Js<'a>, text: Option<String>) -> Answer<'a> {
    match text {
        Some(text) => js.string(&text),
        None => Ok(js.undefined()),
    }
}

/// The text of the file of a place, and the byte in it: `args` begin with file, line, column (in units of UTF-16).
fn text_around<'a>(js: &Js<'a>, args: Args<'a>) -> Option<(Rc<str>, usize)> {
    let number = |index| args.get(index).as_number().unwrap_or(1.0) as usize;
    let (line, column) = (number(1).max(1), number(2).max(1));
    let text = text_of(js, &args.get(0).text(js)?)?;
    let before: usize = text.split('\n').take(line - 1).map(|line| line.len() + 1).sum();
    let at = before + byte_of(text.get(before..)?, column - 1);
    Some((text, at))
}

/// The byte at which so many units of UTF-16 of a text are over.
fn byte_of(text: &str, units: usize) -> usize {
    let mut passed = 0;
    let at = text.char_indices().find(|(_, character)| {
        let here = passed;
        passed += character.len_utf16();
        here >= units
    });
    at.map_or(text.len(), |(at, _)| at)
}

/// A line of a program's file.
pub(crate) fn line_of(js: &Js<'_>, file: &str, line: usize) -> Option<String> {
    let text = text_of(js, file)?;
    let line = text.split('\n').nth(line.checked_sub(1)?)?;
    Some(line.trim_end_matches('\r').to_owned())
}

/// The text of a program's file.
fn text_of(js: &Js<'_>, file: &str) -> Option<Rc<str>> {
    let last = js.rooms().get::<LastSource>().unwrap_or_else(|| js.rooms().insert(LastSource::default()));
    let known = last.0.borrow().as_ref().filter(|(name, _)| name == file).map(|(_, text)| Rc::clone(text));
    if known.is_some() {
        return known;
    }
    let text = source_of(js, file)?;
    *last.0.borrow_mut() = Some((file.to_owned(), Rc::clone(&text)));
    Some(text)
}

fn source_of(js: &Js<'_>, file: &str) -> Option<Rc<str>> {
    if let Some(source) = Loader::of(js).sources.borrow().get(file) {
        return Some(Rc::clone(source));
    }
    let path = match url::to_path(file) {
        Some(path) => path,
        None if file.starts_with('/') => PathBuf::from(file),
        None => return None,
    };
    // A trace may name anything; only files are read, and not endless ones.
    const MAX_BYTES: u64 = 8 << 20;
    let kind = fs::metadata(&path).ok()?;
    if !kind.is_file() || kind.len() > MAX_BYTES {
        return None;
    }
    compile::read(&path).ok().map(Rc::from)
}
