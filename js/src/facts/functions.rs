//! Which function is called.

use std::cell::RefCell;

use evloop::recorder::{Label, What};

use super::Facts;
use super::places::Place;
use crate::raw::{Args, Atom, Held, Js, Value};

/// The engine's own functions that know functions and stacks. They run nothing of a program.
pub(super) struct Natives {
    /// Getters of functions.
    file: Held,
    line: Held,
    column: Held,
    /// `Error.stackTraceLimit`, to be read and to be set.
    pub(super) limit: Held,
    pub(super) set_limit: Held,
    pub(super) site: SiteMethods,
    names: Names,
}

/// The methods of call sites.
pub(super) struct SiteMethods {
    pub(super) file: Held,
    pub(super) line: Held,
    pub(super) column: Held,
    pub(super) name: Held,
    pub(super) function: Held,
}

struct Names {
    name: Atom,
    events: Atom,
    listener: Atom,
    /// Of events, by where the compiler has put them.
    of_events: RefCell<Vec<(*const u8, Atom)>>,
}

impl Names {
    fn event(&self, js: &Js<'_>, name: &'static str) -> Atom {
        let known =
            self.of_events.borrow().iter().find(|(place, _)| *place == name.as_ptr()).map(|known| known.1);
        known.unwrap_or_else(|| {
            let atom = js.atom(name);
            self.of_events.borrow_mut().push((name.as_ptr(), atom));
            atom
        })
    }
}

impl Natives {
    /// Finds them, before a program could change them.
    pub(super) fn find(js: &mut Js<'_>) -> Option<Natives> {
        let function = js.global_property("Function").ok()?;
        let prototype = function.value().get(js, js.atom("prototype")).ok()?;
        let error = js.global_property("Error").ok()?;
        let accessor = |js: &Js<'_>, object: Value<'_>, name| {
            let [_, getter, setter] = object.own_property(js, js.atom(name))?;
            Some((js.hold(getter.value()), js.hold(setter.value())))
        };
        let (limit, set_limit) = accessor(js, error.value(), "stackTraceLimit")?;
        let (file, _) = accessor(js, prototype.value(), "fileName")?;
        let (line, _) = accessor(js, prototype.value(), "lineNumber")?;
        let (column, _) = accessor(js, prototype.value(), "columnNumber")?;
        let names = Names {
            name: js.atom("name"),
            events: js.atom("_events"),
            listener: js.atom("listener"),
            of_events: RefCell::default(),
        };
        Some(Natives { file, line, column, limit, set_limit, site: SiteMethods::find(js)?, names })
    }
}

impl SiteMethods {
    fn find(js: &mut Js<'_>) -> Option<SiteMethods> {
        // A native function is a call site, too.
        let probe = js.function(c"probe", 0, |js, _: Args<'_>| match js.call_sites() {
            Some(sites) => sites.value().get_index(js, 0),
            None => Ok(js.undefined()),
        });
        let site = probe.ok()?.value().ask(js, Value::UNDEFINED, &[])?;
        let mut method = |name| {
            let found = site.value().get(js, js.atom(name)).ok()?;
            found.value().is_function(js).then(|| js.hold(found.value()))
        };
        Some(SiteMethods {
            file: method("getFileName")?,
            line: method("getLineNumber")?,
            column: method("getColumnNumber")?,
            name: method("getFunctionName")?,
            function: method("getFunction")?,
        })
    }
}

/// What is known of a function.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) label: Label,
    /// It is one of evloop's own.
    pub(super) built_in: bool,
}

/// The functions that are called again and again, each in one place that follows from where it lies. They are held, so that no
/// other function comes to lie there: up to so many live longer than their program needs them.
pub(super) struct Recent([RefCell<Option<(Held, Known)>>; 256]);

impl Recent {
    pub(super) fn new() -> Recent {
        Recent(std::array::from_fn(|_| RefCell::default()))
    }

    /// The place of a function: objects lie some ten words apart.
    fn place(&self, function: Value<'_>) -> Option<&RefCell<Option<(Held, Known)>>> {
        let address = function.address()?;
        self.0.get((address >> 4 ^ address >> 12) % self.0.len())
    }

    fn get(&self, js: &Js<'_>, function: Value<'_>) -> Option<Known> {
        let place = self.place(function)?.borrow();
        let (held, known) = place.as_ref()?;
        held.value(js).is_same_object(function).then_some(*known)
    }

    fn keep(&self, js: &Js<'_>, function: Value<'_>, known: Known) {
        if let Some(place) = self.place(function).filter(|_| function.is_function(js)) {
            // What it takes the place of is let go when the place may be looked at again.
            let before = place.replace(Some((js.hold(function), known)));
            drop(before);
        }
    }
}

impl Known {
    pub(super) const NOTHING: Known = Known { label: Label::NONE, built_in: true };
}

impl Facts {
    /// The callback that has just begun calls this function.
    pub(crate) fn calls(&self, js: &mut Js<'_>, function: Value<'_>) {
        let known = self.function(js, function);
        self.unnamed.set(known.built_in);
        self.note(js, What::Function(known.label));
    }

    /// The callback that has just begun tells the listeners of an emitter's event. If none is the program's own, the event is
    /// named, and the class of the emitter.
    pub(crate) fn tells(&self, js: &mut Js<'_>, emitter: Value<'_>, event: &'static str, class: &str) {
        let listener = self.listener(js, emitter, event);
        self.tell_listener(js, listener, event, class);
    }

    /// The same of a single listener.
    pub(crate) fn tells_one(&self, js: &mut Js<'_>, listener: Value<'_>, event: &str, class: &str) {
        let listener = self.of_program(js, listener);
        self.tell_listener(js, listener, event, class);
    }

    fn tell_listener(&self, js: &Js<'_>, listener: Option<Label>, event: &str, class: &str) {
        self.unnamed.set(listener.is_none());
        let label = listener.unwrap_or_else(|| self.recorder.label(&format!("'{event}' of {class}")));
        self.note(js, What::Function(label));
    }

    /// The first of a program's listeners to an event.
    fn listener(&self, js: &mut Js<'_>, emitter: Value<'_>, event: &'static str) -> Option<Label> {
        let natives = self.natives.get().filter(|_| emitter.is_object())?;
        let [events, ..] = emitter.own_property(js, natives.names.events)?;
        let event = natives.names.event(js, event);
        let events = events.value();
        if !events.is_object() {
            return None;
        }
        let [listeners, ..] = events.own_property(js, event)?;
        let listeners = listeners.value();
        if listeners.is_function(js) {
            return self.of_program(js, listeners);
        }
        if !listeners.is_array() {
            return None;
        }
        for index in 0..listeners.length(js).ok()? {
            let listener = listeners.get_index(js, index).ok()?;
            if let Some(label) = self.of_program(js, listener.value()) {
                return Some(label);
            }
        }
        None
    }

    /// The label of a function that is not evloop's own, or that one of evloop's own stands for: `once` wraps what it is given.
    fn of_program(&self, js: &mut Js<'_>, function: Value<'_>) -> Option<Label> {
        let known = self.function(js, function);
        if !known.built_in {
            return Some(known.label);
        }
        let [inner, ..] = function.own_property(js, self.natives.get()?.names.listener)?;
        let inner = inner.value().is_function(js).then(|| self.function(js, inner.value()))?;
        (!inner.built_in).then_some(inner.label)
    }

    /// `name file:line:column`.
    pub(super) fn function(&self, js: &mut Js<'_>, function: Value<'_>) -> Known {
        if let Some(known) = self.recent.get(js, function) {
            return known;
        }
        let known = self.ask_function(js, function);
        self.recent.keep(js, function, known);
        known
    }

    /// The same, of a function that is not known yet.
    fn ask_function(&self, js: &mut Js<'_>, function: Value<'_>) -> Known {
        let nothing = Known::NOTHING;
        let Some(natives) = self.natives.get().filter(|_| function.is_function(js)) else { return nothing };
        let file = natives.file.value(js).ask(js, function, &[]);
        let number = |js: &mut Js<'_>, getter: &Held| {
            getter.value(js).ask(js, function, &[]).and_then(|number| number.value().as_int()).unwrap_or(0)
        };
        let (line, column) = (number(js, &natives.line), number(js, &natives.column));
        let Some(file) = file else { return nothing };
        self.look_up(js, function, file.value(), line, column)
    }

    /// The same, of a function at this place of a file; of a native one, if `file` is no text.
    fn look_up(
        &self,
        js: &mut Js<'_>,
        function: Value<'_>,
        file: Value<'_>,
        line: i32,
        column: i32,
    ) -> Known {
        let name = |js: &Js<'_>| {
            let name = function.own_text(js, self.natives.get()?.names.name).filter(|name| !name.is_empty());
            Some(name.unwrap_or_else(|| "(anonymous)".to_owned()))
        };
        let Some((address, file)) = self.places.file(js, file) else {
            return Known { label: self.recorder.label(&name(js).unwrap_or_default()), built_in: false };
        };
        let place = Place { file: address, line, column, callee: String::new() };
        let label = self.places.label(place, |place| {
            let name = name(js).unwrap_or_default();
            self.recorder.label(&format!("{name} {}", file.show(js, place, Some(&name))))
        });
        Known { label, built_in: file.built_in }
    }
}
