//! The rooms: what is built in, where its bytecode is, and what its native half remembers.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::raw::{Answer, Args, Held, Js, Thrown, Value};

/// A built-in file, compiled when evloop was built. Only [`find`] makes one.
#[derive(Clone, Copy)]
pub(crate) struct Bytecode(&'static [u8]);

impl Bytecode {
    pub(crate) fn bytes(self) -> &'static [u8] {
        self.0
    }
}

// By build.rs: `BLOB`, the bytecode of all rooms, and `PLACES`, where in it each one lies, in the order of the ids.
include!(concat!(env!("OUT_DIR"), "/rooms.rs"));

/// The built-in modules that programs may require. All others are the house's own.
const PUBLIC: &[&str] = &[
    "assert",
    "assert/strict",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "dns/promises",
    "domain",
    "events",
    "fs",
    "fs/promises",
    "http",
    "https",
    "module",
    "net",
    "os",
    "path",
    "path/posix",
    "path/win32",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "readline/promises",
    "stream",
    "stream/consumers",
    "stream/promises",
    "stream/web",
    "string_decoder",
    "sys",
    "test",
    "timers",
    "timers/promises",
    "tls",
    "tty",
    "url",
    "util",
    "util/types",
    "v8",
    "vm",
    "worker_threads",
    "zlib",
];

/// Those of them that have no name without `node:`.
const ONLY_WITH_SCHEME: &[&str] = &["test"];

/// True if a program may require the built-in of this id (without `node:`).
pub(crate) fn is_public(id: &str) -> bool {
    PUBLIC.contains(&id) && find(id).is_some()
}

/// True if a program may require the built-in by this name, which may begin with `node:`.
pub(crate) fn is_public_name(name: &str) -> bool {
    match name.strip_prefix("node:") {
        Some(id) => is_public(id),
        None => is_public(name) && !ONLY_WITH_SCHEME.contains(&name),
    }
}

/// The names that programs may require: with `node:` only where they must have it.
pub(crate) fn public_names() -> impl Iterator<Item = String> {
    PUBLIC.iter().filter(|id| find(id).is_some()).map(|id| match ONLY_WITH_SCHEME.contains(id) {
        true => format!("node:{id}"),
        false => (*id).to_owned(),
    })
}

/// What the rooms' native halves remember, one value of a type for each engine.
#[derive(Default)]
pub struct Rooms {
    // A handful of rooms: walking a short list is cheaper than hashing.
    of_type: RefCell<Vec<(TypeId, Rc<dyn Any>)>>,
}

impl Rooms {
    /// The room's memory, if the room has been opened.
    #[inline]
    pub fn get<T: 'static>(&self) -> Option<Rc<T>> {
        let rooms = self.of_type.borrow();
        let (_, room) = rooms.iter().find(|(id, _)| *id == TypeId::of::<T>())?;
        Rc::clone(room).downcast().ok()
    }

    /// Opens a room: keeps its memory from now on, in place of an earlier one.
    pub fn insert<T: 'static>(&self, room: T) -> Rc<T> {
        self.insert_at(usize::MAX, room)
    }

    /// The same for a room that is asked for with every event: it stands first in the list.
    pub fn insert_first<T: 'static>(&self, room: T) -> Rc<T> {
        self.insert_at(0, room)
    }

    fn insert_at<T: 'static>(&self, place: usize, room: T) -> Rc<T> {
        let room = Rc::new(room);
        let mut rooms = self.of_type.borrow_mut();
        rooms.retain(|(id, _)| *id != TypeId::of::<T>());
        let place = place.min(rooms.len());
        rooms.insert(place, (TypeId::of::<T>(), room.clone()));
        room
    }

    /// Forgets all. What a room held may lead to values whose end runs into the rooms again, so the list is emptied
    /// before its entries are dropped.
    pub(crate) fn clear(&self) {
        let rooms = self.of_type.take();
        drop(rooms);
    }
}

/// The built-in modules that have been loaded, by id.
struct Loaded {
    modules: RefCell<HashMap<&'static str, Held>>,
    /// The object that the room `process` fills, and that every built-in file is given. Programs may replace the global
    /// variable of that name; the house goes on with its own.
    process: Held,
}

impl Loaded {
    fn of(js: &Js<'_>) -> Result<Rc<Loaded>, Thrown> {
        if let Some(loaded) = js.rooms().get() {
            return Ok(loaded);
        }
        let process = js.hold(js.object()?.value());
        Ok(js.rooms().insert(Loaded { modules: RefCell::default(), process }))
    }
}

/// Loads a built-in module, once, and gives its exports: what it has exported so far, if it is being loaded right now.
pub(crate) fn require<'a>(js: &mut Js<'a>, id: &str) -> Answer<'a> {
    let loaded = Loaded::of(js)?;
    let exports_name = js.atom("exports");
    if let Some(module) = loaded.modules.borrow().get(id) {
        let module = module.value(js).own(js);
        return module.value().get(js, exports_name);
    }
    let Some((id, code)) = find(id) else {
        return Err(js.throw_error(&format!("no built-in module is called '{id}'")));
    };
    let module = js.object()?;
    let exports = js.object()?;
    module.value().define(js, exports_name, exports.value().own(js));
    loaded.modules.borrow_mut().insert(id, js.hold(module.value()));

    log::trace!("built-in {id} opened");
    let function = js.run_built_in(code)?;
    let require = js.function(c"require", 1, require_native)?;
    let native = crate::modules::natives(js, id)?.unwrap_or_else(|| js.undefined());
    let process = loaded.process.value(js);
    let arguments = [exports.value(), require.value(), module.value(), native.value(), process];
    if let Err(thrown) = function.value().call(js, Value::UNDEFINED, &arguments) {
        // A module that failed half-way must not be taken for whole by the next one who asks.
        loaded.modules.borrow_mut().remove(id);
        return Err(thrown);
    }
    module.value().get(js, exports_name)
}

fn find(id: &str) -> Option<(&'static str, Bytecode)> {
    let index = PLACES.binary_search_by_key(&id, |(known, _)| known).ok()?;
    let (id, place) = &PLACES[index];
    Some((id, Bytecode(&BLOB[place.start as usize..place.end as usize])))
}

/// `require` as the built-in modules see it.
fn require_native<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let id = args.get(0).text(js).unwrap_or_default();
    require(js, &id)
}
