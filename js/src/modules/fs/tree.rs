//! Whole trees of folders: made, and removed.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use evloop::file;

use super::job::{Named, run};
use super::show::Names;
use super::{show, take};
use crate::raw::{Answer, Args, Js};

/// `mkdirs(path, mode, bytes)`: makes a folder and those above it that are missing. The outermost that was made, or
/// undefined.
pub(super) fn mkdirs<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (path, mode) = (take::path(js, args.get(0)), take::bits(args.get(1)));
    let names = Names::of(js, args.get(2));
    run(
        js,
        args.get(3),
        Named::As("mkdir"),
        move || make_all(&path, mode),
        move |js, made: Option<PathBuf>| match made {
            Some(made) => names.path(js, made),
            None => Ok(js.undefined()),
        },
    )
}

fn make_all(path: &Path, mode: u32) -> file::Result<Option<PathBuf>> {
    let mut missing = vec![path];
    let mut outermost = None;
    while let Some(&next) = missing.last() {
        match file::make_folder(next, mode) {
            Ok(()) => {
                outermost.get_or_insert_with(|| next.to_owned());
                missing.pop();
            }
            Err(error) => match (error.system.name(), next.parent()) {
                ("ENOENT", Some(parent)) if !parent.as_os_str().is_empty() => missing.push(parent),
                _ if is_folder(next) => drop(missing.pop()),
                _ => return Err(file::Error { path: Some(path.to_owned()), ..error }),
            },
        }
    }
    Ok(outermost)
}

fn is_folder(path: &Path) -> bool {
    file::metadata(path).is_ok_and(|found| found.is_dir())
}

/// How persistent the removal is.
#[derive(Clone, Copy)]
struct Persistence {
    force: bool,
    retries: u32,
    delay: Duration,
}

/// `remove(path, recursive, force, maxRetries, retryDelay)`: a file, or a folder with all that is in it. `force` does not
/// mind if there is nothing.
pub(super) fn remove<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (path, recursive) = (take::path(js, args.get(0)), args.get(1).truthy(js));
    let persistence = Persistence {
        force: args.get(2).truthy(js),
        retries: take::bits(args.get(3)),
        delay: Duration::from_millis(take::count(args.get(4))),
    };
    run(js, args.get(5), Named::BySystem, move || remove_any(&path, recursive, persistence), show::nothing)
}

fn remove_any(path: &Path, recursive: bool, persistence: Persistence) -> file::Result<()> {
    let found = match file::link_metadata(path) {
        Err(error) if persistence.force && error.system.name() == "ENOENT" => return Ok(()),
        found => found?,
    };
    if !found.is_dir() {
        return again(persistence, || file::remove(path));
    }
    if recursive { remove_tree(path, persistence) } else { again(persistence, || file::remove_folder(path)) }
}

/// Removes a folder and all that is in it. The list of what is left stands in the heap, not on the stack: folders may be
/// deep.
fn remove_tree(root: &Path, persistence: Persistence) -> file::Result<()> {
    let mut left = vec![(root.to_owned(), false)];
    while let Some((folder, emptied)) = left.pop() {
        if emptied {
            again(persistence, || file::remove_folder(&folder))?;
            continue;
        }
        left.push((folder.clone(), true));
        for entry in again(persistence, || file::scan(&folder))? {
            let path = folder.join(&entry.name);
            if entry.kind.is_some_and(|kind| kind.is_dir()) {
                left.push((path, false));
            } else {
                again(persistence, || file::remove(&path))?;
            }
        }
    }
    Ok(())
}

/// Tries once more, and waits a little longer each time, while the file is in use or the system short of something. What
/// somebody else has removed in the meantime is gone, as was wished.
fn again<T: Default>(persistence: Persistence, mut verb: impl FnMut() -> file::Result<T>) -> file::Result<T> {
    let mut attempt = 0;
    loop {
        let error = match verb() {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        match error.system.name() {
            "ENOENT" => return Ok(T::default()),
            "EBUSY" | "EMFILE" | "ENFILE" | "ENOTEMPTY" | "EPERM" if attempt < persistence.retries => {
                attempt += 1;
                thread::sleep(persistence.delay * attempt);
            }
            _ => return Err(error),
        }
    }
}
