//! Watching files: the system tells when one changes, or the names in a folder.

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::{Description, Kind, Moment, SourceId};
use crate::slab::{Key, Store};
use crate::watch::Watch;
use evloop_ffi::changes::{self, Monitor, Notice, Spot, What};
use evloop_ffi::poller::Interest;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::mem;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

/// The name of a watched file.
///
/// ```
/// use evloop::{FileWatch, Loop};
///
/// let mut lp = Loop::new()?;
/// let folder = std::env::temp_dir();
/// let watch: FileWatch = lp.watch_file(&folder, |_, _, change| println!("{change:?}"))?;
/// assert_eq!(watch.path(&lp), Some(folder.as_path()));
/// // Whatever happens there is of interest only while there is something else to do.
/// watch.set_ref(&mut lp, false);
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FileWatch(Key);

/// What befell a watched file, or a name in a watched folder.
///
/// The name is the one in the folder; of what is watched itself, the last part of its path. `None` where the system does not
/// tell it: in folders, all but Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change<'a> {
    /// The content, or what is known of the file besides: mode, owner, times, number of names.
    Changed(Option<&'a OsStr>),
    /// A name came, went, or stands for another file now.
    Renamed(Option<&'a OsStr>),
    /// What was watched is no more: it was deleted, another file has taken its name, or the file system is gone. There may be
    /// something at the path again, which [`FileWatch::again`] watches; nothing else comes by itself.
    Gone,
    /// Too much happened for the system to keep: some changes were lost. What matters must be looked at.
    Lost,
}

type Callback = Box<dyn FnMut(&mut Loop, FileWatch, Change<'_>)>;

struct Watcher {
    path: PathBuf,
    /// The number of its spot, while there is one.
    spot: Option<i32>,
    referenced: bool,
    callback: Option<Callback>,
}

/// A spot, and those who want to hear of it: under Linux all watchers of the file.
struct Place {
    spot: Spot,
    watchers: Vec<Key>,
}

/// All watched files of a loop.
pub(crate) struct FileWatches {
    store: Store<Watcher>,
    places: HashMap<i32, Place>,
    /// From the first watcher on. A duplicate of its descriptor is a watch.
    monitor: Option<Monitor>,
    /// A duplicate of its descriptor, which the poller knows.
    readable: Option<Watch>,
}

impl FileWatches {
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        self.store.keys()
    }

    pub(crate) fn describe(&self, key: Key) -> Option<Description> {
        let watcher = self.store.get(key)?;
        let state = if watcher.spot.is_some() { "watching" } else { "gone" };
        let id = SourceId::new(Kind::FileWatch, key);
        Some(Description::new(id, state, watcher.referenced).about(watcher.path.display()))
    }

    /// Whether this is the watch through which their changes come.
    pub(crate) fn is_heard_by(&self, watch: Watch) -> bool {
        self.readable == Some(watch)
    }

    pub(crate) fn new() -> FileWatches {
        FileWatches { store: Store::new(), places: HashMap::new(), monitor: None, readable: None }
    }

    fn attach(&mut self, key: Key, spot: Spot) {
        let number = spot.number();
        if let Some(watcher) = self.store.get_mut(key) {
            watcher.spot = Some(number);
            self.places.entry(number).or_insert(Place { spot, watchers: Vec::new() }).watchers.push(key);
        }
    }

    /// Takes a watcher from a spot, and the spot from the monitor if it was the last.
    fn detach(&mut self, key: Key, number: i32) {
        let Some(place) = self.places.get_mut(&number) else { return };
        place.watchers.retain(|&watcher| watcher != key);
        if place.watchers.is_empty()
            && let (Some(place), Some(monitor)) = (self.places.remove(&number), &mut self.monitor)
        {
            monitor.remove(place.spot);
        }
    }

    /// Whom a notice concerns. A spot that is gone is forgotten here, before its number can be used again.
    fn concerned(&mut self, notice: &Notice) -> Vec<Key> {
        let Some(number) = notice.spot else {
            return self.places.values().flat_map(|place| place.watchers.iter().copied()).collect();
        };
        if notice.what != What::Gone {
            return self.places.get(&number).map(|place| place.watchers.clone()).unwrap_or_default();
        }
        let watchers = self.places.remove(&number).map(|place| place.watchers).unwrap_or_default();
        for &key in &watchers {
            if let Some(watcher) = self.store.get_mut(key) {
                watcher.spot = None;
            }
        }
        watchers
    }
}

impl Loop {
    /// Calls `callback` in the poll phase whenever the file changes; for a folder, whenever a name in it comes, goes or
    /// changes (but not what is in folders within). Several watchers may watch one path.
    ///
    /// It is the file that is watched, whatever its name becomes, and not the path. An editor that writes a new file
    /// and gives it the old one's name is heard as [`Change::Gone`]; who means the path watches
    /// [again](FileWatch::again), or watches the folder. How many calls a change makes is the system's business: writing a
    /// file may be heard once or several times. Changes that another computer makes on a network file system are not heard;
    /// [`Loop::poll_file`] sees those.
    ///
    /// ```
    /// use evloop::{Change, Loop};
    /// use std::ffi::OsStr;
    ///
    /// let folder = std::env::temp_dir().join(format!("evloop-watch-{}", std::process::id()));
    /// std::fs::create_dir(&folder).unwrap();
    /// let mut lp = Loop::new()?;
    /// lp.watch_file(&folder, |lp, watch, change| {
    ///     if change == Change::Renamed(Some(OsStr::new("news"))) || change == Change::Renamed(None) {
    ///         watch.close(lp);
    ///     }
    /// })?;
    /// std::fs::write(folder.join("news"), "text").unwrap();
    /// lp.run()?;
    /// # std::fs::remove_dir_all(&folder).unwrap();
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of looking at the path, e.g. `ENOENT`, `EACCES`; `ENOSPC` or `EMFILE` when the user or the process watches as
    /// many files as allowed.
    pub fn watch_file(
        &mut self,
        path: impl AsRef<Path>,
        callback: impl FnMut(&mut Loop, FileWatch, Change<'_>) + 'static,
    ) -> Result<FileWatch> {
        let path = path.as_ref();
        let spot = self.add_spot(path)?;
        let watcher = Watcher {
            path: path.to_owned(),
            spot: None,
            referenced: true,
            callback: Some(Box::new(callback)),
        };
        let key = self.file_watches.store.insert(watcher);
        self.file_watches.attach(key, spot);
        self.active += 1;
        self.note_source(Moment::Born, Kind::FileWatch, key);
        log::debug!("filewatch#{key} watching {}", path.display());
        Ok(FileWatch(key))
    }

    fn add_spot(&mut self, path: &Path) -> Result<Spot> {
        let add = |lp: &mut Loop| -> Result<Spot> { Ok(lp.file_monitor()?.add(path)?) };
        add(self).map_err(|error| error.about(format_args!("watch {}", path.display())))
    }

    fn file_monitor(&mut self) -> Result<&mut Monitor> {
        let monitor = match self.file_watches.monitor.take() {
            Some(monitor) => monitor,
            None => {
                let monitor = Monitor::new()?;
                let readable = monitor.as_fd().try_clone_to_owned();
                let readable = readable.map_err(|error| evloop_ffi::Error::from_io("fcntl", &error))?;
                let watch = self.watch(readable, Interest::READ, |lp, _, _| lp.hear_file_changes())?;
                // The watchers keep the loop alive, or do not; the descriptor has no say.
                watch.set_ref(self, false);
                self.file_watches.readable = Some(watch);
                monitor
            }
        };
        Ok(self.file_watches.monitor.insert(monitor))
    }

    /// In a child of fork: the monitor is the parent's, who would miss what is read here. The watchers get another; what is
    /// not at its path any more is not watched until [`FileWatch::again`].
    pub(crate) fn renew_file_watches(&mut self) {
        let Some(readable) = self.file_watches.readable.take() else { return };
        let readable = readable.close(self);
        if let Some(monitor) = self.file_watches.monitor.take() {
            monitor.disown(readable);
        }
        self.file_watches.places.clear();
        for key in self.file_watches.keys().collect::<Vec<_>>() {
            let Some(watcher) = self.file_watches.store.get_mut(key) else { continue };
            watcher.spot = None;
            let path = watcher.path.clone();
            match self.add_spot(&path) {
                Ok(spot) => self.file_watches.attach(key, spot),
                Err(error) => log::warn!("filewatch#{key} is blind after a fork: {error}"),
            }
        }
    }

    /// The poll phase's word: one read. What it does not bring is told again by the next turn.
    fn hear_file_changes(&mut self) {
        let notices = match self.file_watches.monitor.as_mut().map(Monitor::read) {
            Some(Ok(notices)) => notices,
            Some(Err(error)) => {
                log::warn!("changes of files were lost: {error}");
                vec![Notice { spot: None, what: What::Lost, name: None }]
            }
            None => return,
        };
        // Whom they concern is found out for all, before any callback may close and watch, and numbers be used again.
        let watches = &mut self.file_watches;
        let news: Vec<_> = notices.into_iter().map(|notice| (watches.concerned(&notice), notice)).collect();
        for (keys, notice) in news {
            for key in keys {
                self.call_file_watch(key, notice.what, notice.name.as_ref());
            }
        }
    }

    fn call_file_watch(&mut self, key: Key, what: What, name: Option<&OsString>) {
        let Some(watcher) = self.file_watches.store.get_mut(key) else { return };
        let Some(mut callback) = watcher.callback.take() else { return };
        let own = if name.is_none() { watcher.own_name() } else { None };
        let name = name.or(own.as_ref()).map(OsString::as_os_str);
        self.note_source(Moment::Enter, Kind::FileWatch, key);
        let change = match what {
            What::Changed => Change::Changed(name),
            What::Renamed => Change::Renamed(name),
            What::Gone => Change::Gone,
            What::Lost => Change::Lost,
        };
        callback(self, FileWatch(key), change);
        self.note_source(Moment::Leave, Kind::FileWatch, key);
        if let Some(watcher) = self.file_watches.store.get_mut(key) {
            watcher.callback = Some(callback);
        }
    }
}

impl Watcher {
    /// The last part of its path: the name of what was told without one. Without inotify that may be a name in a folder, of
    /// which nobody knows.
    fn own_name(&self) -> Option<OsString> {
        let told = changes::TELLS_NAMES || !self.path.is_dir();
        self.path.file_name().filter(|_| told).map(OsStr::to_owned)
    }
}

impl FileWatch {
    /// Watches what is at the path now, in place of what was watched: for whoever heard [`Change::Gone`].
    ///
    /// # Errors
    /// As [`Loop::watch_file`]; what was watched is watched on then. `EBADF` when the handle is stale.
    ///
    /// ```
    /// use evloop::{Change, Loop};
    ///
    /// let path = std::env::temp_dir().join(format!("evloop-again-{}", std::process::id()));
    /// std::fs::write(&path, "one").unwrap();
    /// let mut lp = Loop::new()?;
    /// let own = path.clone();
    /// lp.watch_file(&path, move |lp, watch, change| match change {
    ///     Change::Gone if std::fs::exists(&own).unwrap() => watch.again(lp).unwrap(),
    ///     Change::Gone => drop(watch.close(lp)),
    ///     _ => {}
    /// })?;
    /// std::fs::remove_file(&path).unwrap();
    /// std::fs::write(&path, "two").unwrap();
    /// lp.turn()?;
    /// std::fs::remove_file(&path).unwrap();
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn again(self, lp: &mut Loop) -> Result<()> {
        let Some(watcher) = lp.file_watches.store.get(self.0) else {
            return Err(Error::from(evloop_ffi::Error::stale("watch")));
        };
        let (path, before) = (watcher.path.clone(), watcher.spot);
        let spot = lp.add_spot(&path)?;
        if before != Some(spot.number()) {
            lp.file_watches.attach(self.0, spot);
            if let Some(before) = before {
                lp.file_watches.detach(self.0, before);
            }
        }
        Ok(())
    }

    /// Watches no more. `false` when the handle is stale.
    pub fn close(self, lp: &mut Loop) -> bool {
        let Some(watcher) = lp.file_watches.store.remove(self.0) else { return false };
        if let Some(spot) = watcher.spot {
            lp.file_watches.detach(self.0, spot);
        }
        if watcher.referenced {
            lp.active -= 1;
        }
        lp.note_source(Moment::Died, Kind::FileWatch, self.0);
        log::debug!("filewatch#{} watches {} no more", self.0, watcher.path.display());
        true
    }

    /// Whether the watcher keeps the loop alive (it does unless told otherwise, also after [`Change::Gone`]). `false` when
    /// the handle is stale.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        let Some(watcher) = lp.file_watches.store.get_mut(self.0) else { return false };
        if mem::replace(&mut watcher.referenced, referenced) != referenced {
            lp.active = if referenced { lp.active + 1 } else { lp.active - 1 };
        }
        true
    }

    /// The path that was given; `None` when the handle is stale.
    pub fn path(self, lp: &Loop) -> Option<&Path> {
        lp.file_watches.store.get(self.0).map(|watcher| watcher.path.as_path())
    }

    /// The name in logs and traces.
    pub fn id(self) -> SourceId {
        SourceId::new(Kind::FileWatch, self.0)
    }
}
