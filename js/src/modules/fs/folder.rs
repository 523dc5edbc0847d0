//! Names in folders.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use evloop::file::{self, Folder};

use super::job::{Named, run};
use super::show::Names;
use super::{Fs, path, show, take};
use crate::raw::{Answer, Args, Js, Value};

/// An open folder; None once it is closed. Jobs of the pool use it one after the other.
pub(super) type Open = Arc<Mutex<Option<Folder>>>;

/// `mkdir(path, mode)`
pub(super) fn mkdir<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let mode = take::bits(args.get(1));
    path::quietly(js, args.get(0), args.get(2), "mkdir", move |path| file::make_folder(path, mode))
}

/// `rmdir(path)`
pub(super) fn rmdir<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    path::quietly(js, args.get(0), args.get(1), "rmdir", file::remove_folder)
}

/// `mkdtemp(prefix, bytes)`: the path of a new folder.
pub(super) fn mkdtemp<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let mut template: OsString = take::path(js, args.get(0)).into();
    template.push("XXXXXX");
    let (template, names) = (PathBuf::from(template), Names::of(js, args.get(1)));
    run(
        js,
        args.get(2),
        Named::As("mkdtemp"),
        move || file::make_temporary_folder(&template),
        move |js, made| names.path(js, made),
    )
}

/// `scandir(path, bytes, kinds)`: see [`show::entries`].
pub(super) fn scandir<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (path, names) = (take::path(js, args.get(0)), Names::of(js, args.get(1)));
    let kinds = args.get(2).truthy(js);
    run(
        js,
        args.get(3),
        Named::As("scandir"),
        move || file::scan(&path),
        move |js, found: Vec<file::Entry>| show::entries(js, &found, names, kinds),
    )
}

/// `opendir(path)`: an object for the next two.
pub(super) fn opendir<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let path = take::path(js, args.get(0));
    let room = Fs::of(js)?;
    run(
        js,
        args.get(1),
        Named::As("opendir"),
        move || file::open_folder(&path),
        move |js, folder| room.folders.make(js, room.prototype.value(js), Arc::new(Mutex::new(Some(folder)))),
    )
}

/// The folder that an object carries.
fn folder_of(js: &Js<'_>, value: Value<'_>) -> Result<Open, crate::raw::Thrown> {
    let room = Fs::of(js)?;
    room.folders.of(value).cloned().ok_or_else(|| js.throw_type_error("an open folder is wanted"))
}

/// `readFolder(folder, bytes, most)`: the next entries, see [`show::entries`].
pub(super) fn read_folder<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let open = folder_of(js, args.get(0))?;
    let (names, most) = (Names::of(js, args.get(1)), take::count(args.get(2)) as usize);
    let job = move || match &mut *open.lock().unwrap_or_else(PoisonError::into_inner) {
        Some(folder) => folder.read(most),
        None => Ok(Vec::new()),
    };
    run(js, args.get(3), Named::As("scandir"), job, move |js, found: Vec<file::Entry>| {
        show::entries(js, &found, names, true)
    })
}

/// `closeFolder(folder)`
pub(super) fn close_folder<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let open = folder_of(js, args.get(0))?;
    let job = move || {
        drop(open.lock().unwrap_or_else(PoisonError::into_inner).take());
        Ok(())
    };
    run(js, args.get(1), Named::As("closedir"), job, show::nothing)
}
