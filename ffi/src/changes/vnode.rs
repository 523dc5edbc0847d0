//! EVFILT_VNODE of kqueue(2): a descriptor for each file, and no word about which name in a folder it was.

use super::{Notice, What};
use crate::error::check;
use crate::kqueue::{Kevent, Queue, change, sys};
use crate::process::disown;
use crate::{Error, Result};
use std::ffi::CString;
use std::fs::File;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

/// Whether notices say which name in a folder they are about.
pub const TELLS_NAMES: bool = false;

/// How many files one read tells of at most; the rest comes with the next one.
const BATCH: usize = 128;

/// What a file can tell.
const EVENTS: u32 = sys::NOTE_WRITE
    | sys::NOTE_EXTEND
    | sys::NOTE_ATTRIB
    | sys::NOTE_RENAME
    | sys::NOTE_DELETE
    | sys::NOTE_REVOKE;

// A file that is only opened to be watched does not keep its disk from being taken out, where there is a word for that.
// Elsewhere a pipe or a device must not hold up the opening.
#[cfg(target_vendor = "apple")]
const OPEN: libc::c_int = libc::O_EVTONLY | libc::O_CLOEXEC;
#[cfg(not(target_vendor = "apple"))]
const OPEN: libc::c_int = libc::O_RDONLY | libc::O_NONBLOCK | libc::O_CLOEXEC;

/// Watches files.
pub struct Monitor {
    queue: Queue,
    batch: Box<[Kevent]>,
}

/// A file that is watched: held open, since the kernel forgets what is closed.
#[derive(Debug)]
pub struct Spot(OwnedFd);

impl Spot {
    /// Its number, by which notices name it. It is used again as soon as the spot is dropped.
    pub fn number(&self) -> i32 {
        self.0.as_raw_fd()
    }
}

impl Monitor {
    /// One that watches nothing yet.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE` or `ENOMEM` when the process or the system has no descriptor left.
    pub fn new() -> Result<Monitor> {
        let nothing = change(0, sys::EVFILT_VNODE, 0, 0);
        Ok(Monitor { queue: Queue::new()?, batch: vec![nothing; BATCH].into() })
    }

    /// Watches a file, or a folder and the names in it. A file that is watched already gets one more spot.
    ///
    /// # Errors
    /// Those of opening the path (`ENOENT`, `EACCES`, `EMFILE`, …); `EINVAL` for a path with a NUL byte.
    pub fn add(&mut self, path: &Path) -> Result<Spot> {
        let path = CString::new(path.as_os_str().as_bytes()).map_err(|_| Error::new("open", libc::EINVAL))?;
        // SAFETY: the path is NUL-terminated.
        let raw = check("open", || unsafe { libc::open(path.as_ptr(), OPEN) })?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        let file = File::from(unsafe { OwnedFd::from_raw_fd(raw) });
        let found = file.metadata().map_err(|error| Error::from_io("fstat", &error))?;
        // Each event tells by its token whether it is about a folder: there, writing means names.
        let flags = sys::EV_ADD | sys::EV_CLEAR;
        let mut wish = change(raw, sys::EVFILT_VNODE, flags, u64::from(found.is_dir()));
        wish.fflags = EVENTS;
        self.queue.change(&wish)?;
        Ok(Spot(file.into()))
    }

    /// Watches a file no more.
    pub fn remove(&mut self, spot: Spot) {
        drop(spot);
    }

    /// In a child of fork: forgets what is the parent's, and the duplicate of it that a poller had. Neither is here.
    pub fn disown(self, duplicate: Option<OwnedFd>) {
        let all = [self.queue.into()].into_iter().chain(duplicate);
        all.for_each(disown);
    }

    /// What has happened; nothing when nothing has.
    pub fn read(&mut self) -> Result<Vec<Notice>> {
        let count = match self.queue.wait(&mut self.batch, Some(Duration::ZERO)) {
            Err(error) if error.interrupted() => 0,
            answer => answer?,
        };
        Ok(self.batch[..count].iter().flat_map(notices).collect())
    }
}

impl AsFd for Monitor {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.queue.as_fd()
    }
}

/// One event may tell of several things.
fn notices(event: &Kevent) -> impl Iterator<Item = Notice> {
    let (spot, bits, is_folder) = (event.ident as i32, event.fflags, event.udata as usize == 1);
    let names = if is_folder { sys::NOTE_WRITE | sys::NOTE_EXTEND } else { 0 };
    let renamed = sys::NOTE_RENAME | names;
    let gone = sys::NOTE_DELETE | sys::NOTE_REVOKE;
    let kinds = [(EVENTS & !(renamed | gone), What::Changed), (renamed, What::Renamed), (gone, What::Gone)];
    let heard = kinds.into_iter().filter(move |(some, _)| bits & some != 0);
    heard.map(move |(_, what)| Notice { spot: Some(spot), what, name: None })
}
