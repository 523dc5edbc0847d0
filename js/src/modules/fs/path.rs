//! Verbs with paths.

use std::path::Path;

use evloop::file::{self, Access};

use super::job::{Named, run};
use super::show::Names;
use super::{show, take};
use crate::raw::{Answer, Args, Js, Value};

/// A verb with one path and no answer.
pub(super) fn quietly<'a>(
    js: &mut Js<'a>,
    path: Value<'_>,
    callback: Value<'_>,
    name: &'static str,
    verb: impl FnOnce(&Path) -> file::Result<()> + Send + 'static,
) -> Answer<'a> {
    let path = take::path(js, path);
    run(js, callback, Named::As(name), move || verb(&path), show::nothing)
}

/// A verb with two paths.
fn between<'a>(
    js: &mut Js<'a>,
    args: Args<'a>,
    callback: Value<'_>,
    name: &'static str,
    verb: impl FnOnce(&Path, &Path) -> file::Result<()> + Send + 'static,
) -> Answer<'a> {
    let (from, to) = (take::path(js, args.get(0)), take::path(js, args.get(1)));
    run(js, callback, Named::As(name), move || verb(&from, &to), show::nothing)
}

/// `access(path, mode)`
pub(super) fn access<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let mode = take::bits(args.get(1));
    let wish = Access { read: mode & 4 != 0, write: mode & 2 != 0, execute: mode & 1 != 0 };
    quietly(js, args.get(0), args.get(2), "access", move |path| file::access(path, wish))
}

/// `exists(path)`: true or false, at once.
pub(super) fn exists<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let found = file::access(&take::path(js, args.get(0)), Access::default()).is_ok();
    Ok(js.bool(found))
}

/// `stat(path, big)`: see [`show::stats`].
pub(super) fn stat<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (path, big) = (take::path(js, args.get(0)), args.get(1).truthy(js));
    run(
        js,
        args.get(2),
        Named::As("stat"),
        move || file::metadata(&path),
        move |js, found| show::stats(js, &found, big),
    )
}

/// `lstat(path, big)`
pub(super) fn lstat<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (path, big) = (take::path(js, args.get(0)), args.get(1).truthy(js));
    run(
        js,
        args.get(2),
        Named::As("lstat"),
        move || file::link_metadata(&path),
        move |js, found| show::stats(js, &found, big),
    )
}

/// `kind(path, follow)`: the number of its kind, at once; −1 if there is nothing.
pub(super) fn kind<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let path = take::path(js, args.get(0));
    let found = if args.get(1).truthy(js) { file::metadata(&path) } else { file::link_metadata(&path) };
    Ok(js.int(found.map_or(-1, |found| show::kind(found.file_type()))))
}

/// `statfs(path, big)`: see [`show::file_system`].
pub(super) fn statfs<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (path, big) = (take::path(js, args.get(0)), args.get(1).truthy(js));
    run(
        js,
        args.get(2),
        Named::As("statfs"),
        move || file::file_system(&path),
        move |js, found| show::file_system(js, &found, big),
    )
}

/// `rename(from, to)`
pub(super) fn rename<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    between(js, args, args.get(2), "rename", file::rename)
}

/// `link(existing, new)`
pub(super) fn link<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    between(js, args, args.get(2), "link", file::link)
}

/// `symlink(target, path)`
pub(super) fn symlink<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    between(js, args, args.get(2), "symlink", file::symbolic_link)
}

/// `copyFile(from, to, mode)`: bit 1 wants a new file. That blocks be shared (bit 2) is tried in any case.
pub(super) fn copy_file<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let exclusive = take::bits(args.get(2)) & 1 != 0;
    between(js, args, args.get(3), "copyfile", move |from, to| file::copy(from, to, exclusive))
}

/// `unlink(path)`
pub(super) fn unlink<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    quietly(js, args.get(0), args.get(1), "unlink", file::remove)
}

/// `readlink(path, bytes)`
pub(super) fn readlink<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (path, names) = (take::path(js, args.get(0)), Names::of(js, args.get(1)));
    run(
        js,
        args.get(2),
        Named::As("readlink"),
        move || file::read_link(&path),
        move |js, target| names.path(js, target),
    )
}

/// `realpath(path, bytes)`
pub(super) fn realpath<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (path, names) = (take::path(js, args.get(0)), Names::of(js, args.get(1)));
    run(
        js,
        args.get(2),
        Named::As("realpath"),
        move || file::canonical(&path),
        move |js, target| names.path(js, target),
    )
}

/// `chmod(path, mode)`
pub(super) fn chmod<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let mode = take::bits(args.get(1));
    quietly(js, args.get(0), args.get(2), "chmod", move |path| file::change_mode(path, mode))
}

/// `chown(path, uid, gid)`
pub(super) fn chown<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (user, group) = (take::owner(args.get(1)), take::owner(args.get(2)));
    quietly(js, args.get(0), args.get(3), "chown", move |path| file::change_owner(path, user, group))
}

/// `lchown(path, uid, gid)`
pub(super) fn lchown<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (user, group) = (take::owner(args.get(1)), take::owner(args.get(2)));
    quietly(js, args.get(0), args.get(3), "lchown", move |path| file::change_owner_of_link(path, user, group))
}

/// `utimes(path, atime, mtime)`: in seconds.
pub(super) fn utimes<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (read, written) = (take::time(args.get(1)), take::time(args.get(2)));
    quietly(js, args.get(0), args.get(3), "utime", move |path| {
        file::set_times(path, Some(read), Some(written))
    })
}

/// `lutimes(path, atime, mtime)`
pub(super) fn lutimes<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (read, written) = (take::time(args.get(1)), take::time(args.get(2)));
    quietly(js, args.get(0), args.get(3), "lutime", move |path| {
        file::set_link_times(path, Some(read), Some(written))
    })
}
