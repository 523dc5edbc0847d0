//! Where modules come from: names to files, files to modules.
//!
//! | file | what is in it |
//! |---|---|
//! | `resolve.rs` | from a name to a file, as `require` and as `import` mean it |
//! | `exports.rs` | the `exports` and `imports` maps of packages |
//! | `package.rs`, `json.rs` | `package.json` |
//! | `format.rs` | CommonJS, ECMAScript or JSON |
//! | `url.rs` | files as `file:` URLs |
//! | `compile.rs` | from a file's text to the engine, and how its syntax errors are told |
//! | `syntax.rs` | the engine's words for syntax errors in V8's |
//! | `lexer.rs` | JavaScript cut into words |
//! | `names.rs` | which names a CommonJS module seems to export, for `import { name }` |
//! | `unescape.rs` | strings without their escapes |
//! | `waits.rs` | whether a module waits at its top level, for `require` |
//! | `esm.rs` | what the engine asks while it links ECMAScript modules |
//! | `hooks.rs` | what a program has put in between |
//! | `error.rs` | what can go wrong, in Node's words |
//!
//! CommonJS itself is JavaScript: `modules/module/module.js`.

pub(crate) mod compile;
pub(crate) mod error;
pub(crate) mod esm;
pub(crate) mod exports;
pub(crate) mod format;
pub(crate) mod hooks;
pub(crate) mod json;
pub(crate) mod lexer;
pub(crate) mod links;
pub(crate) mod names;
pub(crate) mod package;
pub(crate) mod resolve;
mod sentences;
pub(crate) mod syntax;
mod unescape;
pub(crate) mod url;
mod waits;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::raw::Js;

/// What the loader of one engine remembers.
#[derive(Default)]
pub(crate) struct Loader {
    /// The packages met so far.
    pub(crate) packages: package::Packages,
    /// Modules whose text did not come from a file: by name.
    pub(crate) sources: RefCell<HashMap<String, Rc<str>>>,
    /// By which names, and by whom, each URL was asked for: for messages.
    pub(crate) requests: RefCell<HashMap<String, Vec<links::Asked>>>,
    /// Which modules each module imports, by URL.
    pub(crate) imports: RefCell<HashMap<String, HashSet<String>>>,
    /// The modules that are none of the engine's and are being evaluated just now, outermost first.
    pub(crate) evaluating: RefCell<Vec<String>>,
    /// The last import that asked a module for a name that it does not export: who asked, and for which.
    pub(crate) broken_link: RefCell<Option<(String, String)>>,
    /// The URLs of CommonJS modules that were imported.
    pub(crate) common_js: RefCell<HashSet<String>>,
    /// Set while modules are loaded for a `require`; true if one of them waits at its top level.
    pub(crate) required_waits: Cell<Option<bool>>,
    /// True while a program has hooks of its own (`module.registerHooks`).
    pub(crate) hooked: Cell<bool>,
    /// The URL of the program's own module.
    pub(crate) main: RefCell<Option<String>>,
}

impl Loader {
    /// The engine's loader.
    pub(crate) fn of(js: &Js<'_>) -> Rc<Loader> {
        js.rooms().get::<Loader>().unwrap_or_else(|| js.rooms().insert(Loader::default()))
    }
}

/// Tells the engine where ECMAScript modules come from.
pub(crate) fn install(js: &Js<'_>) {
    js.set_module_host(Rc::new(esm::Host));
}
