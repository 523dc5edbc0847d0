//! Property names, interned once.

use rquickjs::qjs;

use super::{Js, Value};

/// A property's name as the engine keeps it: looking one up by atom costs a third of looking it up by text.
///
/// Atoms made here stay interned as long as the engine lives, so make them at set-up and keep them; they belong to the
/// engine that made them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Atom(pub(super) qjs::JSAtom);

impl<'a> Js<'a> {
    /// Interns a property name.
    pub fn atom(&self, name: &str) -> Atom {
        // SAFETY: pointer and length describe `name`; the engine copies it. The count is never given back, which
        // keeps the atom valid for the engine's life.
        Atom(unsafe { qjs::JS_NewAtomLen(self.raw(), name.as_ptr().cast(), name.len() as _) })
    }

    /// Interns the property name that a value stands for: a symbol, or else its string. None for values that would
    /// have to run JavaScript to become a string.
    pub fn atom_of(&self, key: Value<'_>) -> Option<Atom> {
        if key.is_object() {
            return None;
        }
        // SAFETY: the value is alive, and not an object, so that no JavaScript runs. As above, never given back.
        Some(Atom(unsafe { qjs::JS_ValueToAtom(self.raw(), key.raw) }))
    }
}
