//! The rooms of Node's modules. Each has its JavaScript half (Node's nouns and manners) and, where there are bytes or
//! events to handle, a native half here (the verbs).

use crate::raw::{Js, Owned, Thrown};

/// The native half of a built-in module, as the object that its JavaScript half sees as `native`.
pub(crate) fn natives<'a>(_js: &mut Js<'a>, id: &str) -> Result<Option<Owned<'a>>, Thrown> {
    match id {
        _ => Ok(None),
    }
}
