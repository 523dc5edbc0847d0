//! What the engine tells a recorder: which function runs, where it was made, and what lives on the loop that the loop does
//! not know, since it knows one timer where a program has many.
//!
//! All of this exists only if the engine was given a recorder; whoever writes facts keeps an `Option` and looks at that. No
//! fact may change what a program sees: nothing of the program is run, and what the engine remembers is put back.
//!
//! | file | what is in it |
//! |---|---|
//! | `functions.rs` | which function is called |
//! | `sites.rs` | where in the program we are |
//! | `places.rs` | files, lines and columns, for people |
//! | `timers.rs` | timeouts, intervals and immediates |

mod functions;
mod places;
mod sites;
mod timers;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use evloop::Loop;
use evloop::recorder::{Label, Recorder, Subject, What};

use crate::raw::{Context, Js};
use functions::Natives;
use places::Places;
use timers::Timer;

/// The writer of the engine's facts.
pub(crate) struct Facts {
    recorder: Recorder,
    kinds: Kinds,
    /// The engine's own functions that know functions and stacks.
    natives: OnceCell<Natives>,
    places: Places,
    /// Timeouts and immediates, by where they lie, from their birth to their death.
    timers: RefCell<HashMap<usize, Timer>>,
}

/// A kind of things that we tell of.
struct Kind {
    label: Label,
    /// How many there have been.
    count: Cell<u64>,
}

impl Kind {
    fn new(recorder: &Recorder, name: &str) -> Kind {
        Kind { label: recorder.label(name), count: Cell::new(0) }
    }

    /// One more.
    fn next(&self) -> Subject {
        self.count.set(self.count.get() + 1);
        self.number(self.count.get())
    }

    fn number(&self, number: u64) -> Subject {
        Subject { kind: self.label, number }
    }
}

struct Kinds {
    main: Kind,
    process: Kind,
    timeout: Kind,
    interval: Kind,
    immediate: Kind,
}

impl Facts {
    pub(crate) fn new(recorder: Recorder) -> Rc<Facts> {
        let kind = |name| Kind::new(&recorder, name);
        let kinds = Kinds {
            main: kind("main"),
            process: kind("process"),
            timeout: kind("timeout"),
            interval: kind("interval"),
            immediate: kind("setImmediate"),
        };
        let (natives, timers) = (OnceCell::new(), RefCell::default());
        Rc::new(Facts { recorder, kinds, natives, places: Places::new(), timers })
    }

    /// Begins: before the program, when the engine is ready.
    pub(crate) fn begin(self: &Rc<Facts>, context: &Context) {
        context.enter(|js| {
            if let Some(natives) = Natives::find(js) {
                let _ = self.natives.set(natives);
            }
        });
        let (facts, context) = (Rc::downgrade(self), context.downgrade());
        self.recorder.set_site(move || {
            let (Some(facts), Some(context)) = (facts.upgrade(), context.upgrade()) else {
                return Label::NONE;
            };
            // Outside of JavaScript there is no place in it.
            context.enter(|js| if js.depth() > 1 { facts.site(js) } else { Label::NONE })
        });
    }

    fn note(&self, js: &Js<'_>, what: What) {
        js.with_loop(|lp| self.recorder.note(lp, what));
    }

    /// The program's top level is about to run, from an entry with these arguments: a file, or a text and its name.
    pub(crate) fn main_begins(&self, lp: &Loop, arguments: &[&str]) -> Subject {
        let name = match arguments {
            [file] | [_, file] if !matches!(*file, "" | "print") => self.places.short(file),
            _ => "[eval]".to_owned(),
        };
        self.part(lp, &self.kinds.main, &name)
    }

    /// The program is about to be told of its end, by this hook of `internal/end`.
    pub(crate) fn process_tells(&self, lp: &Loop, hook: &str) -> Subject {
        let event = match hook {
            "beforeExit" => "'beforeExit' of process",
            "atEnd" => "'exit' of process",
            _ => "end of process",
        };
        self.part(lp, &self.kinds.process, event)
    }

    fn part(&self, lp: &Loop, kind: &Kind, name: &str) -> Subject {
        let subject = kind.next();
        self.recorder.note(lp, What::Named(subject, self.recorder.label(name)));
        self.recorder.note(lp, What::Enter(subject));
        subject
    }

    /// What [`Facts::main_begins`] or [`Facts::process_tells`] began is over.
    pub(crate) fn part_ends(&self, lp: &Loop, part: Subject) {
        self.recorder.note(lp, What::Leave(part));
        self.recorder.note(lp, What::Died(part));
    }
}
