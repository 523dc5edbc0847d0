//! What a program writes, and exceptions that nobody caught.

use evloop::recorder::What;

use super::Facts;
use crate::raw::{Js, Value};
use crate::stack;

/// So much of a line is shown, in characters.
const LINE: usize = 100;
/// So many lines of one text are shown.
const LINES: usize = 20;
/// So many lines are kept in all: each is a text of its own.
const OUTPUTS: u32 = 50_000;
/// Prototypes that are asked for a name.
const DEPTH: usize = 8;

impl Facts {
    /// The program writes to its standard output or standard error.
    pub(crate) fn output(&self, js: &mut Js<'_>, stream: i32, text: Value<'_>) {
        let (Ok(stream @ 1..=2), false) = (u8::try_from(stream), self.natives.get().is_none()) else {
            return;
        };
        self.see(js);
        match text.utf8(js) {
            Some(text) => self.lines(js, stream, &text.lossy()),
            None => {
                let bytes = text.bytes(js).unwrap_or_default();
                self.lines(js, stream, &String::from_utf8_lossy(&bytes[..bytes.len().min(LINE * LINES * 4)]));
            }
        }
    }

    fn lines(&self, js: &Js<'_>, stream: u8, text: &str) {
        for line in text.lines().take(LINES) {
            let label = match self.outputs.get() {
                OUTPUTS => self.recorder.label("(more was written than is kept)"),
                count => {
                    self.outputs.set(count + 1);
                    self.recorder.label(&shortened(line))
                }
            };
            self.note(js, What::Output(stream, label));
        }
    }

    /// Nobody has caught this.
    pub(crate) fn exception(&self, js: &mut Js<'_>, error: Value<'_>) {
        let mut text = self.describe(js, error);
        if let Some(place) = self.thrown_at(js, error) {
            text.push_str(" at ");
            text.push_str(&place);
        }
        self.note(js, What::Exception(self.recorder.label(&text)));
    }

    /// The first line of what one would print; nothing of the program runs for it.
    fn describe(&self, js: &mut Js<'_>, error: Value<'_>) -> String {
        if !error.is_object() {
            let text = error.to_text(js).map_err(|thrown| drop(js.caught(thrown)));
            return shortened(text.unwrap_or_default().lines().next().unwrap_or_default());
        }
        if !error.is_error() {
            return error.class_name(js);
        }
        let name = self.inherited(js, error, "name").unwrap_or_else(|| "Error".to_owned());
        let message = self.inherited(js, error, "message").unwrap_or_default();
        match message.lines().next() {
            Some(line) if !line.is_empty() => shortened(&format!("{name}: {line}")),
            _ => name,
        }
    }

    /// The text of a property of an object or its prototypes, if it is a plain one.
    fn inherited(&self, js: &mut Js<'_>, object: Value<'_>, name: &str) -> Option<String> {
        let name = js.atom(name);
        let mut at = object.own(js);
        for _ in 0..DEPTH {
            if at.value().proxy_details(js).is_some() || !at.value().is_object() {
                return None;
            }
            if let Some([value, ..]) = at.value().own_property(js, name) {
                return value.value().text(js);
            }
            at = at.value().prototype(js).map_err(|thrown| drop(js.caught(thrown))).ok()?;
        }
        None
    }

    /// Where in the program an error was made.
    fn thrown_at(&self, js: &mut Js<'_>, error: Value<'_>) -> Option<String> {
        let sites = stack::sites_of(js, error)?;
        let mut callee = None;
        for index in 0..sites.value().length(js).ok()? {
            let site = sites.value().get_index(js, index).ok()?;
            if let Some(label) = self.place(js, site.value(), callee.as_ref()) {
                return Some(self.recorder.reader().text(label).to_string());
            }
            callee = Some(site);
        }
        None
    }
}

/// So much of a line as is shown: of a long one, its beginning and its end.
fn shortened(line: &str) -> String {
    let count = line.chars().count();
    if count <= LINE {
        return line.to_owned();
    }
    let (begin, end) = (line.chars().take(LINE * 3 / 5), line.chars().skip(count - LINE * 2 / 5));
    begin.chain(std::iter::once('…')).chain(end).collect()
}
