//! Where in the program we are.

use std::rc::Rc;

use evloop::recorder::{Label, What};

use super::Facts;
use super::places::{File, Place};
use crate::raw::{Held, Js, Owned, Value};

/// So many call sites are enough for nearly all: a function of the engine, and who called it.
const FEW: i32 = 3;
/// The engine shows no more.
pub(super) const ALL: i32 = 64;

impl Facts {
    /// The innermost place of the running code that is not evloop's own: `function file:line:column`, without the function
    /// at the top level of a file. While nothing of the program runs, where that was asked for which runs.
    pub(super) fn site(&self, js: &mut Js<'_>) -> Label {
        let site = self.innermost(js, FEW).or_else(|| self.innermost(js, ALL)).unwrap_or(Label::NONE);
        if site == Label::NONE { self.cause.get() } else { site }
    }

    /// Something has happened: if it is not known yet what of the program runs, it can be seen now.
    pub(super) fn see(&self, js: &mut Js<'_>) {
        if !self.unnamed.get() {
            return;
        }
        if let Some(function) = self.outermost(js) {
            self.unnamed.set(false);
            self.note(js, What::Function(function));
        }
    }

    /// The outermost function of the running code that is not evloop's own.
    fn outermost(&self, js: &mut Js<'_>) -> Option<Label> {
        let methods = &self.natives.get()?.site;
        let sites = self.sites(js, ALL)?;
        for index in (0..sites.value().length(js).ok()?).rev() {
            let site = sites.value().get_index(js, index).ok()?;
            if self.file(js, site.value()).is_some() {
                let function = methods.function.value(js).ask(js, site.value(), &[])?;
                return Some(self.function(js, function.value()).label);
            }
        }
        None
    }

    /// The file of a call site, if it is a program's.
    fn file(&self, js: &mut Js<'_>, site: Value<'_>) -> Option<(usize, Rc<File>)> {
        let name = self.natives.get()?.site.file.value(js).ask(js, site, &[])?;
        self.places.file(js, name.value()).filter(|(_, file)| !file.built_in)
    }

    /// The same among the innermost so many; None if there may be one further out.
    fn innermost(&self, js: &mut Js<'_>, limit: i32) -> Option<Label> {
        let sites = self.sites(js, limit)?;
        let count = sites.value().length(js).unwrap_or(0);
        let mut callee = None;
        for index in 0..count {
            let site = sites.value().get_index(js, index).ok()?;
            if let Some(label) = self.place(js, site.value(), callee.as_ref()) {
                return Some(label);
            }
            callee = Some(site);
        }
        (count < limit as u32).then_some(Label::NONE)
    }

    /// The innermost call sites.
    pub(super) fn sites<'a>(&self, js: &mut Js<'a>, limit: i32) -> Option<Owned<'a>> {
        let natives = self.natives.get()?;
        let ask = |js: &mut Js<'a>, function: &Held, arguments: &[Value<'_>]| {
            function.value(js).ask(js, natives.limit.value(js), arguments)
        };
        let before = ask(js, &natives.limit, &[])?;
        if before.value().as_number().is_none() {
            // A program has put something strange there. What there is must do.
            return js.call_sites();
        }
        let limit = js.int(limit);
        ask(js, &natives.set_limit, &[limit.value()])?;
        let sites = js.call_sites();
        ask(js, &natives.set_limit, &[before.value()])?;
        sites
    }

    /// The label of a call site, if it is a program's. `callee` is the site of what was called there.
    pub(super) fn place(
        &self,
        js: &mut Js<'_>,
        site: Value<'_>,
        callee: Option<&Owned<'_>>,
    ) -> Option<Label> {
        let methods = &self.natives.get()?.site;
        let (address, file) = self.file(js, site)?;
        let number = |js: &mut Js<'_>, method: &Held| {
            method.value(js).ask(js, site, &[]).and_then(|number| number.value().as_int()).unwrap_or(0)
        };
        let name = |js: &mut Js<'_>, site: Value<'_>| {
            methods
                .name
                .value(js)
                .ask(js, site, &[])
                .and_then(|name| name.value().text(js))
                .unwrap_or_default()
        };
        let (line, column) = (number(js, &methods.line), number(js, &methods.column));
        let callee = callee.map(|callee| name(js, callee.value())).unwrap_or_default();
        let place = Place { file: address, line, column, callee };
        let label = self.places.label(place, |place| {
            let shown = file.show(js, place, None);
            match name(js, site) {
                name if name.is_empty() || name.starts_with('<') => self.recorder.label(&shown),
                name => self.recorder.label(&format!("{name} {shown}")),
            }
        });
        Some(label)
    }
}
