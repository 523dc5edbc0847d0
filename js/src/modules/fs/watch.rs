//! Watching files: told by the system, or seen by looking again and again.

use std::cell::Cell;
use std::fs::Metadata;
use std::time::Duration;

use evloop::{Change, FilePoll, FileWatch, Loop, Sight};

use super::show::Names;
use super::{Fs, show, take};
use crate::door;
use crate::raw::{Answer, Args, Held, Js, Owned, Thrown, Value};

/// What a watcher's object carries.
pub(super) enum Watcher {
    Told(Cell<Option<FileWatch>>),
    Seen(Cell<Option<FilePoll>>),
}

/// `watch(path, bytes, callback)`: an object for the next two, or a negative errno. The callback hears `(event, name)`;
/// the name is null if nobody knows it.
pub(super) fn watch<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (path, names) = (take::path(js, args.get(0)), Names::of(js, args.get(1)));
    let callback = js.hold(args.get(2));
    let own = path.file_name().map(ToOwned::to_owned);
    let hear = move |lp: &mut Loop, _: FileWatch, change: Change<'_>| {
        let (event, name) = match change {
            Change::Changed(name) => ("change", name),
            Change::Renamed(name) => ("rename", name),
            Change::Gone => ("rename", own.as_deref()),
            // Something was changed; what, the program must find out.
            _ => ("change", None),
        };
        door::enter_to(callback.context(), lp, &callback, |js| {
            let event = js.string(event)?;
            let name = match name {
                Some(name) => names.show(js, name)?,
                None => js.null(),
            };
            callback.value(js).call(js, Value::UNDEFINED, &[event.value(), name.value()]).map(drop)
        });
    };
    match js.with_loop(|lp| lp.watch_file(path, hear)) {
        Some(Ok(watch)) => object(js, Watcher::Told(Cell::new(Some(watch)))),
        Some(Err(error)) => Ok(js.int(-error.errno().unwrap_or(EINVAL))),
        None => Err(js.throw_error("the loop is not at hand here")),
    }
}

/// For failures that are no system call's.
const EINVAL: i32 = 22;

/// `poll(path, interval, big, callback)`: an object for the next two. The callback hears `(now, before)`, each as
/// [`show::stats`] shows it, or undefined where there was nothing.
pub(super) fn poll<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let path = take::path(js, args.get(0));
    let interval = Duration::from_millis(take::count(args.get(1)));
    let big = args.get(2).truthy(js);
    let callback = js.hold(args.get(3));
    let hear = move |lp: &mut Loop, _: FilePoll, sight: Sight<'_>| {
        door::enter_to(callback.context(), lp, &callback, |js| tell_sight(js, &callback, sight, big));
    };
    match js.with_loop(|lp| lp.poll_file(path, interval, hear)) {
        Some(poll) => object(js, Watcher::Seen(Cell::new(Some(poll)))),
        None => Err(js.throw_error("the loop is not at hand here")),
    }
}

fn tell_sight(js: &mut Js<'_>, callback: &Held, sight: Sight<'_>, big: bool) -> Result<(), Thrown> {
    let now = stats(js, sight.now.ok(), big)?;
    let before = stats(js, sight.before, big)?;
    callback.value(js).call(js, Value::UNDEFINED, &[now.value(), before.value()]).map(drop)
}

fn stats<'a>(js: &mut Js<'a>, found: Option<&Metadata>, big: bool) -> Answer<'a> {
    match found {
        Some(found) => show::stats(js, found, big),
        None => Ok(js.undefined()),
    }
}

fn object<'a>(js: &mut Js<'a>, watcher: Watcher) -> Result<Owned<'a>, Thrown> {
    let room = Fs::of(js)?;
    room.watchers.make(js, room.prototype.value(js), watcher)
}

/// `unwatch(watcher)`
pub(super) fn unwatch<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    if let Some(watcher) = Fs::of(js)?.watchers.of(args.get(0)) {
        js.with_loop(|lp| match watcher {
            Watcher::Told(watch) => watch.take().is_some_and(|watch| watch.close(lp)),
            Watcher::Seen(poll) => poll.take().is_some_and(|poll| poll.close(lp)),
        });
    }
    Ok(js.undefined())
}

/// `refWatcher(watcher, on)`: whether it keeps the program alive.
pub(super) fn ref_watcher<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let on = args.get(1).truthy(js);
    if let Some(watcher) = Fs::of(js)?.watchers.of(args.get(0)) {
        js.with_loop(|lp| match watcher {
            Watcher::Told(watch) => watch.get().is_some_and(|watch| watch.set_ref(lp, on)),
            Watcher::Seen(poll) => poll.get().is_some_and(|poll| poll.set_ref(lp, on)),
        });
    }
    Ok(js.undefined())
}
