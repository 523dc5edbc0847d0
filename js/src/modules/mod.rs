//! The rooms of Node's modules. Each has its JavaScript half (Node's nouns and manners) and, where there are bytes or
//! events to handle, a native half here (the verbs).

pub(crate) mod buffer;
pub(crate) mod child_process;
pub(crate) mod crypto;
pub(crate) mod dgram;
pub(crate) mod dns;
pub(crate) mod fs;
pub(crate) mod module;
pub(crate) mod net;
pub(crate) mod os;
pub(crate) mod perf_hooks;
pub(crate) mod process;
pub(crate) mod string_decoder;
pub(crate) mod timers;
pub(crate) mod url;
pub(crate) mod vm;

use crate::raw::{Js, Owned, Thrown};
use crate::{clock, door, encodings, scope, stack, view};

/// The native half of a built-in module, as the object that its JavaScript half sees as `native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>, id: &str) -> Result<Option<Owned<'a>>, Thrown> {
    match id {
        "internal/stack" => stack::natives(js).map(Some),
        "internal/async_context" => scope::natives(js).map(Some),
        "internal/encoding/other_decoder" => encodings::natives(js).map(Some),
        "internal/engine_view" => view::natives(js).map(Some),
        "internal/replaced" => clock::natives(js).map(Some),
        "internal/boot" => door::natives(js).map(Some),
        "child_process/native" => child_process::natives(js).map(Some),
        "crypto/native" => crypto::natives(js).map(Some),
        "dns/native" => dns::natives(js).map(Some),
        "dgram/native" => dgram::natives(js).map(Some),
        "fs/native" => fs::natives(js).map(Some),
        "net/native" => net::natives(js).map(Some),
        "os/native" => os::natives(js).map(Some),
        "perf_hooks/clock" => perf_hooks::natives(js).map(Some),
        "module/native" => module::natives(js).map(Some),
        "process/native" => process::natives(js).map(Some),
        "string_decoder" => string_decoder::natives(js).map(Some),
        "timers/internal" => timers::natives(js).map(Some),
        "url/native" => url::natives(js).map(Some),
        "vm/native" => vm::natives(js).map(Some),
        _ if id.split('/').next() == Some("buffer") => buffer::natives(js).map(Some),
        _ => Ok(None),
    }
}
