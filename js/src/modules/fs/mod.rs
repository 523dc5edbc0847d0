//! The native half of `fs`: every verb once, for its three faces.
//!
//! A verb called with a function behind its arguments is a job of the loop's pool, and the function hears `(error)` or
//! `(null, value)`; without one it is done here and now, and its error thrown. The promises are made of the former in
//! JavaScript. Errors carry Node's properties, see [`fail`].
//!
//! | file | what is in it |
//! |---|---|
//! | `job.rs` | here and now, or through the pool |
//! | `fail.rs` | a failed call as Node's error |
//! | `take.rs` | paths, numbers and times from JavaScript |
//! | `show.rs` | names, stats and folders for JavaScript |
//! | `descriptors.rs` | numbers of open files |
//! | `open_file.rs` | verbs with open files |
//! | `transfer.rs` | reading and writing |
//! | `path.rs` | verbs with paths |
//! | `tree.rs` | whole trees of folders |
//! | `whole.rs` | files as wholes |
//! | `folder.rs` | names in folders |
//! | `watch.rs` | changes of files |

mod descriptors;
mod fail;
mod folder;
mod job;
mod open_file;
mod path;
mod show;
mod take;
mod transfer;
mod tree;
mod watch;
mod whole;

use std::rc::Rc;

use evloop::file::constants;

use crate::raw::{Answer, Args, Class, Held, Js, Thrown};

pub(crate) use descriptors::Descriptors;

/// What the room remembers.
pub(crate) struct Fs {
    /// `(errno, syscall, path, dest, later)`: makes an error.
    error: Held,
    pub(crate) descriptors: Descriptors,
    folders: Class<folder::Open>,
    watchers: Class<watch::Watcher>,
    /// Of both.
    prototype: Held,
}

impl Fs {
    /// The room's memory.
    pub(crate) fn of(js: &Js<'_>) -> Result<Rc<Fs>, Thrown> {
        js.rooms().get::<Fs>().ok_or_else(|| js.throw_error("the fs room is closed"))
    }
}

/// A native function.
type Verb = for<'a> fn(&mut Js<'a>, Args<'a>) -> Answer<'a>;

macro_rules! verbs {
    ($js:ident, $natives:ident: $($file:ident::{$($verb:ident as $name:literal / $length:literal),* $(,)?})*) => {
        $($({
            let verb: Verb = $file::$verb;
            let _ = verb;
            let function = $js.function($name, $length, $file::$verb)?;
            let name = $name.to_str().unwrap_or_default();
            $natives.value().define($js, $js.atom(name), function);
        })*)*
    };
}

/// The natives of `fs/native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    let setup = js.function(c"setup", 1, setup)?;
    natives.value().define(js, js.atom("setup"), setup);
    let constants = constants_object(js)?;
    natives.value().define(js, js.atom("constants"), constants);
    verbs!(js, natives:
        open_file::{
            open as c"open" / 4, close as c"close" / 2, fstat as c"fstat" / 3, ftruncate as c"ftruncate" / 3,
            fsync as c"fsync" / 2, fdatasync as c"fdatasync" / 2, fchmod as c"fchmod" / 3, fchown as c"fchown" / 4,
            futimes as c"futimes" / 4,
        }
        transfer::{
            read as c"read" / 6, write as c"write" / 6, write_text as c"writeText" / 5, readv as c"readv" / 4,
            writev as c"writev" / 4,
        }
        path::{
            access as c"access" / 3, stat as c"stat" / 3, lstat as c"lstat" / 3, statfs as c"statfs" / 3,
            rename as c"rename" / 3, unlink as c"unlink" / 2, copy_file as c"copyFile" / 4, link as c"link" / 3,
            symlink as c"symlink" / 3, readlink as c"readlink" / 3, realpath as c"realpath" / 3,
            chmod as c"chmod" / 3, chown as c"chown" / 4, lchown as c"lchown" / 4, utimes as c"utimes" / 4,
            lutimes as c"lutimes" / 4, exists as c"exists" / 2, kind as c"kind" / 3,
        }
        folder::{
            mkdir as c"mkdir" / 3, rmdir as c"rmdir" / 2, mkdtemp as c"mkdtemp" / 3, scandir as c"scandir" / 4,
            opendir as c"opendir" / 2, read_folder as c"readFolder" / 4, close_folder as c"closeFolder" / 2,
        }
        tree::{mkdirs as c"mkdirs" / 4, remove as c"remove" / 6}
        watch::{
            watch as c"watch" / 3, poll as c"poll" / 4, unwatch as c"unwatch" / 1, ref_watcher as c"refWatcher" / 2,
        }
        whole::{read_file as c"readFile" / 3, read_rest as c"readRest" / 2, write_file as c"writeFile" / 5}
    );
    Ok(natives)
}

/// `setup(error)`: called once by `fs/native`.
fn setup<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let prototype = js.object()?;
    let room = Fs {
        error: js.hold(args.get(0)),
        descriptors: Descriptors::default(),
        folders: js.class("Folder"),
        watchers: js.class("FileWatcher"),
        prototype: js.hold(prototype.value()),
    };
    js.rooms().insert(room);
    Ok(js.undefined())
}

/// The system's numbers by their names, in the order in which Node shows them.
fn constants_object<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let object = js.object()?;
    let (modes, others) = constants::OPEN.split_at(3);
    let lists =
        [modes, constants::KINDS, others, constants::OPEN_HERE, constants::PERMISSIONS, constants::ACCESS];
    for (name, value) in lists.into_iter().flatten() {
        object.value().define(js, js.atom(name), js.int(*value));
    }
    Ok(object)
}
