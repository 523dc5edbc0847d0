//! Files, lines and columns, as people write them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use evloop::recorder::Label;

use crate::loader::url;
use crate::raw::{Held, Js, Value};
use crate::stack;

/// A file of a program, or a built-in one.
pub(super) struct File {
    /// The engine's string, which is kept so that no other lies where it does.
    _name: Held,
    /// The name as the engine has it.
    pub(super) full: String,
    /// As people want to read it.
    pub(super) short: String,
    /// It is one of evloop's own.
    pub(super) built_in: bool,
}

/// A place in a file, by where the engine keeps the file's name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) line: i32,
    /// In bytes, as the engine counts.
    pub(super) column: i32,
    /// The name of what is called there; empty for the place of a function.
    pub(super) callee: String,
}

/// What has been found out about places: each is looked at once.
pub(super) struct Places {
    /// The folder in which the program was started, with a slash at the end.
    folder: String,
    files: RefCell<HashMap<usize, Rc<File>>>,
    labels: RefCell<HashMap<Place, Label>>,
}

impl Places {
    pub(super) fn new() -> Places {
        let folder = std::env::current_dir().map(|folder| format!("{}/", folder.display()));
        Places { folder: folder.unwrap_or_default(), files: RefCell::default(), labels: RefCell::default() }
    }

    /// A path as people want to read it: from the program's folder on; elsewhere its last two names.
    pub(super) fn short(&self, name: &str) -> String {
        let path = match url::to_path(name) {
            Some(path) if name.starts_with("file:") => path.to_string_lossy().into_owned(),
            _ => name.to_owned(),
        };
        if let Some(inside) = path.strip_prefix(&self.folder).filter(|_| !self.folder.is_empty()) {
            return inside.to_owned();
        }
        if !Path::new(&path).is_absolute() {
            return path;
        }
        let from = path.rmatch_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
        path[from..].to_owned()
    }

    /// The file that a function or a call site names; None if it is native.
    pub(super) fn file(&self, js: &Js<'_>, name: Value<'_>) -> Option<(usize, Rc<File>)> {
        let address = name.address()?;
        if let Some(file) = self.files.borrow().get(&address) {
            return Some((address, Rc::clone(file)));
        }
        let full = name.text(js)?;
        let file = File {
            _name: js.hold(name),
            short: self.short(if full == "<input>" { "<anonymous>" } else { &full }),
            built_in: full.starts_with("node:"),
            full,
        };
        let file = Rc::new(file);
        self.files.borrow_mut().insert(address, Rc::clone(&file));
        Some((address, file))
    }

    /// The label of a place, which `make` makes if the place is new.
    pub(super) fn label(&self, place: Place, make: impl FnOnce(&Place) -> Label) -> Label {
        if let Some(&label) = self.labels.borrow().get(&place) {
            return label;
        }
        let label = make(&place);
        self.labels.borrow_mut().insert(place, label);
        label
    }
}

impl File {
    /// `file:line:column`, where a call is: at the name of what is called, and in characters, as V8 has it.
    /// With a name it is the place where the function of that name begins.
    pub(super) fn show(&self, js: &Js<'_>, place: &Place, function: Option<&str>) -> String {
        if self.built_in {
            return self.full.clone();
        }
        let mut line = place.line.max(1) as usize;
        let mut column = place.column.max(1) as usize;
        if let Some(text) = stack::line_of(js, &self.full, line) {
            let at = (column - 1).min(text.len());
            let (text, at) = match (function, find_call(js, &self.full, line, at, &place.callee)) {
                (Some(name), _) => {
                    let from = text.get(at..).and_then(|text| arrow(text, name)).unwrap_or(0);
                    (text, at + from)
                }
                (None, Some((of_call, text, at))) => {
                    line = of_call;
                    (text, at)
                }
                (None, None) => (text, at),
            };
            // What is constructed is shown at `new`.
            let before = text.get(..at).unwrap_or_default();
            let at =
                before.trim_end().strip_suffix("new").filter(|_| before.ends_with(' ')).map_or(at, str::len);
            column = text.get(..at).map_or(column, |before| before.encode_utf16().count() + 1);
        }
        format!("{}:{line}:{column}", self.short)
    }
}

/// Where in a text an arrow function begins: the engine shows one without parameters too early. None for other functions.
fn arrow(text: &str, name: &str) -> Option<usize> {
    if text.starts_with(name) || text.starts_with("function") {
        return None;
    }
    let before = text[..text.find("=>")?].trim_end();
    let from = match before.strip_suffix(')') {
        Some(inside) => {
            let mut depth = 1;
            inside.bytes().rposition(|byte| {
                depth += i32::from(byte == b')') - i32::from(byte == b'(');
                depth == 0
            })?
        }
        None => before.bytes().rposition(|byte| !is_word(byte)).map_or(0, |at| at + 1),
    };
    let before = before[..from].trim_end();
    Some(if before.ends_with("async") { before.len() - "async".len() } else { from })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

/// Longer lists of arguments exist, but not many.
const MAX_LINES: usize = 50;

/// Where the call of `callee` begins: the engine shows a call at the last thing that was called or read in its arguments,
/// `f(g())` at `g`. So from there we go outwards, through the brackets, to the call of that name. Line, its text, and the
/// byte in it.
fn find_call(
    js: &Js<'_>,
    file: &str,
    line: usize,
    column: usize,
    callee: &str,
) -> Option<(usize, String, usize)> {
    let text = stack::line_of(js, file, line)?;
    if callee.is_empty() || text.get(column..)?.starts_with(callee) {
        return None;
    }
    let mut depth = 0;
    let mut end = column.min(text.len());
    for line in (line.saturating_sub(MAX_LINES).max(1)..=line).rev() {
        let text = stack::line_of(js, file, line)?;
        let bytes = text.as_bytes();
        for at in (0..end.min(bytes.len())).rev() {
            match bytes[at] {
                b')' | b']' | b'}' => depth += 1,
                b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
                b'(' => {
                    let before = text[..at].trim_end();
                    let from = before.bytes().rposition(|byte| !is_word(byte)).map_or(0, |at| at + 1);
                    if &before[from..] == callee {
                        return Some((line, text.clone(), from));
                    }
                }
                _ => {}
            }
        }
        end = usize::MAX;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::arrow;

    #[test]
    fn arrow_functions_begin_at_their_parameters() {
        let at = |text, name| arrow(text, name).unwrap_or(0);
        assert_eq!(at("later(() => {}, 1)", "(anonymous)"), 6);
        assert_eq!(at("(data) => {}", "(anonymous)"), 0);
        assert_eq!(at("later(async x => x)", "(anonymous)"), 6);
        assert_eq!(at("later(async (x, y = f(x)) => x)", "(anonymous)"), 6);
        assert_eq!(at("method(other = () => 1) {}", "method"), 0);
        assert_eq!(at("function (f = () => 1) {}", "(anonymous)"), 0);
        assert_eq!(at("later(", "(anonymous)"), 0);
    }
}
