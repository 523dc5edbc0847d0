//! Names in folders.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use evloop::Dice;
use evloop::file::{self, Folder};

use super::job::{Named, run};
use super::show::Names;
use super::{Fs, path, show, take};
use crate::chance::Chance;
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
    let chance = Chance::of(js);
    run(
        js,
        args.get(2),
        Named::As("mkdtemp"),
        move || match chance {
            Chance::System => file::make_temporary_folder(&template),
            Chance::Dice(dice) => make_by_dice(&template, dice),
        },
        move |js, made| names.path(js, made),
    )
}

/// A temporary folder whose name follows from a seed: the same in each run, unless somebody has left it there.
fn make_by_dice(template: &Path, mut dice: Dice) -> file::Result<PathBuf> {
    const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let stem = template.as_os_str().as_bytes().strip_suffix(b"XXXXXX").unwrap_or_default();
    loop {
        let mut end = [0; 6];
        dice.fill(&mut end);
        let end = end.map(|byte| LETTERS[usize::from(byte) % LETTERS.len()]);
        let path = PathBuf::from(OsString::from_vec([stem, &end].concat()));
        match file::make_folder(&path, 0o700) {
            Ok(()) => return Ok(path),
            Err(error) if error.system.name() == "EEXIST" => {}
            Err(error) => return Err(file::Error { path: Some(template.to_owned()), ..error }),
        }
    }
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
