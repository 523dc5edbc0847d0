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
//! | `stack.rs` | how we have come there, for a watchdog |
//! | `places.rs` | files, lines and columns, for people |
//! | `timers.rs` | timeouts, intervals and immediates |
//! | `jobs.rs` | ticks, microtasks, promise jobs |
//! | `words.rs` | what a program writes, and exceptions that nobody caught |

mod functions;
mod jobs;
mod places;
mod sites;
mod stack;
mod timers;
mod words;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use evloop::recorder::{Label, Recorder, Subject, What};

use crate::raw::{Context, Js};
use functions::{Natives, Recent};
use jobs::Jobs;
use places::Places;
use timers::Timer;

/// The writer of the engine's facts.
pub(crate) struct Facts {
    recorder: Recorder,
    kinds: Kinds,
    /// The engine's own functions that know functions and stacks.
    natives: OnceCell<Natives>,
    places: Places,
    recent: Recent,
    /// Timeouts and immediates, by where they lie, from their birth to their death.
    timers: RefCell<HashMap<usize, Timer>>,
    jobs: Jobs,
    /// Where what runs now was asked for, if that is known: what comes of it without the program's doing comes from there.
    cause: Cell<Label>,
    /// What runs now is known as one of evloop's own functions, or not at all. The first function of the program that is
    /// seen in it is what it really calls.
    unnamed: Cell<bool>,
    outputs: Cell<u32>,
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
    tick: Kind,
    microtask: Kind,
    promise: Kind,
}

impl Facts {
    pub(crate) fn new(recorder: Recorder) -> Rc<Facts> {
        let kind = |name| Kind::new(&recorder, name);
        let kinds = Kinds {
            main: kind("main"),
            process: kind("process"),
            timeout: kind("timeout"),
            interval: kind("interval"),
            immediate: kind("setimmediate"),
            tick: kind("tick"),
            microtask: kind("microtask"),
            promise: kind("promise"),
        };
        Rc::new(Facts {
            recorder,
            kinds,
            natives: OnceCell::new(),
            places: Places::new(),
            recent: Recent::new(),
            timers: RefCell::default(),
            jobs: Jobs::default(),
            cause: Cell::new(Label::NONE),
            unnamed: Cell::new(false),
            outputs: Cell::new(0),
        })
    }

    /// Begins: before the program, when the engine is ready.
    pub(crate) fn begin(self: &Rc<Facts>, context: &Context) {
        context.enter(|js| {
            if let Some(natives) = Natives::find(js) {
                let _ = self.natives.set(natives);
            }
            js.observe_jobs(Rc::clone(self) as _);
        });
        self.answer_watchdog(context);
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

    /// A callback begins, which was asked for there.
    fn enter(&self, js: &Js<'_>, subject: Subject, cause: Label, unnamed: bool) {
        self.note(js, What::Enter(subject));
        self.cause.set(cause);
        self.unnamed.set(unnamed);
    }

    /// It is over.
    fn leave(&self, js: &Js<'_>, subject: Subject) {
        self.note(js, What::Leave(subject));
        self.cause.set(Label::NONE);
        self.unnamed.set(false);
    }

    /// The program's top level is about to run, from an entry with these arguments: a file, or a text and its name.
    pub(crate) fn main_begins(&self, js: &Js<'_>, arguments: &[&str]) -> Subject {
        let name = match arguments {
            [file] | [_, file] if !matches!(*file, "" | "print") => self.places.short(file),
            _ => "[eval]".to_owned(),
        };
        self.part_begins(js, &self.kinds.main, &name)
    }

    /// The program is about to be told of an event of its own life.
    pub(crate) fn process_tells(&self, js: &Js<'_>, event: &str) -> Subject {
        self.part_begins(js, &self.kinds.process, &format!("'{event}' of process"))
    }

    fn part_begins(&self, js: &Js<'_>, kind: &Kind, name: &str) -> Subject {
        let subject = kind.next();
        self.note(js, What::Named(subject, self.recorder.label(name)));
        self.enter(js, subject, Label::NONE, false);
        subject
    }

    /// What [`Facts::main_begins`] or [`Facts::process_tells`] began is over.
    pub(crate) fn part_ends(&self, js: &Js<'_>, part: Subject) {
        self.leave(js, part);
        self.note(js, What::Died(part));
    }
}
