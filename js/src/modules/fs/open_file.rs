//! Verbs with open files.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;

use evloop::file;

use super::job::{Named, run};
use super::{Fs, show, take};
use crate::raw::{Answer, Args, Js, Value};

/// What `flags` (of open(2)) and `mode` mean to the standard library.
pub(super) fn options(flags: u32, mode: u32) -> OpenOptions {
    // The two lowest bits are a number, and the same everywhere: read, write, both.
    let access = flags & 3;
    let mut options = OpenOptions::new();
    options.read(access != 1).write(access != 0).custom_flags((flags & !3) as i32).mode(mode);
    options
}

/// `open(path, flags, mode)`: the number.
pub(super) fn open<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let path = take::path(js, args.get(0));
    let options = options(take::bits(args.get(1)), take::bits(args.get(2)));
    let room = Fs::of(js)?;
    run(
        js,
        args.get(3),
        Named::As("open"),
        move || file::open(&path, &options),
        move |js, file| Ok(js.int(room.descriptors.insert(file))),
    )
}

/// `close(fd)`
pub(super) fn close<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let file = Fs::of(js)?.descriptors.remove(take::descriptor(args.get(0)));
    let job = move || match file?.map(Arc::try_unwrap) {
        Some(Ok(file)) => file::close(file),
        // The last job that works on it closes it.
        Some(Err(_)) | None => Ok(()),
    };
    run(js, args.get(1), Named::As("close"), job, show::nothing)
}

/// A verb with one open file and no answer.
fn quietly<'a>(
    js: &mut Js<'a>,
    fd: Value<'_>,
    callback: Value<'_>,
    name: &'static str,
    verb: impl FnOnce(&std::fs::File) -> file::Result<()> + Send + 'static,
) -> Answer<'a> {
    let file = Fs::of(js)?.descriptors.get(take::descriptor(fd));
    run(js, callback, Named::As(name), move || verb(&*file?), show::nothing)
}

/// `fstat(fd, big)`: see [`show::stats`].
pub(super) fn fstat<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let file = Fs::of(js)?.descriptors.get(take::descriptor(args.get(0)));
    let big = args.get(1).truthy(js);
    run(
        js,
        args.get(2),
        Named::As("fstat"),
        move || file::metadata_of(&*file?),
        move |js, found| show::stats(js, &found, big),
    )
}

/// `ftruncate(fd, length)`
pub(super) fn ftruncate<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let length = take::count(args.get(1));
    quietly(js, args.get(0), args.get(2), "ftruncate", move |file| file::truncate_open(file, length))
}

/// `fsync(fd)`
pub(super) fn fsync<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    quietly(js, args.get(0), args.get(1), "fsync", file::sync)
}

/// `fdatasync(fd)`
pub(super) fn fdatasync<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    quietly(js, args.get(0), args.get(1), "fdatasync", file::sync_data)
}

/// `fchmod(fd, mode)`
pub(super) fn fchmod<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let mode = take::bits(args.get(1));
    quietly(js, args.get(0), args.get(2), "fchmod", move |file| file::change_mode_of(file, mode))
}

/// `fchown(fd, uid, gid)`
pub(super) fn fchown<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (user, group) = (take::owner(args.get(1)), take::owner(args.get(2)));
    quietly(js, args.get(0), args.get(3), "fchown", move |file| file::change_owner_of(file, user, group))
}

/// `futimes(fd, atime, mtime)`: in seconds.
pub(super) fn futimes<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (read, written) = (take::time(args.get(1)), take::time(args.get(2)));
    quietly(js, args.get(0), args.get(3), "futime", move |file| {
        file::set_times_of(file, Some(read), Some(written))
    })
}
