//! inotify(7): one descriptor for any number of files. The kernel watches inodes, so two paths of one file have one spot.

use super::{Notice, What};
use crate::error::check;
use crate::{Error, Result, io};
use std::ffi::{CString, OsStr, OsString};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Whether notices say which name in a folder they are about.
pub const TELLS_NAMES: bool = true;

/// What is heard of the content and of what else is known of a file …
const CHANGED: u32 = libc::IN_MODIFY | libc::IN_ATTRIB;
/// … and of names.
const RENAMED: u32 =
    libc::IN_CREATE | libc::IN_DELETE | libc::IN_MOVED_FROM | libc::IN_MOVED_TO | libc::IN_MOVE_SELF;

/// How much is read at once: some four hundred notices with names of ordinary length, sixty with the longest.
const BATCH: usize = 16 * 1024;

/// The length of what stands before each name: spot, bits, cookie and the name's length, of four bytes each.
const HEAD: usize = size_of::<libc::inotify_event>();

/// Watches files.
#[derive(Debug)]
pub struct Monitor {
    queue: OwnedFd,
    batch: Box<[u8]>,
}

/// A file that is watched.
#[derive(Debug)]
pub struct Spot(i32);

impl Spot {
    /// Its number, by which notices name it. Linux does not use a number again before two billion others.
    pub fn number(&self) -> i32 {
        self.0
    }
}

impl Monitor {
    /// One that watches nothing yet.
    ///
    /// # Errors
    /// `EMFILE` when the process has no descriptor left, or the user has as many monitors as allowed
    /// (`/proc/sys/fs/inotify/max_user_instances`); `ENFILE`; `ENOMEM`.
    pub fn new() -> Result<Monitor> {
        // SAFETY: inotify_init1(2) touches no memory.
        let call = || unsafe { libc::inotify_init1(libc::IN_NONBLOCK | libc::IN_CLOEXEC) };
        let raw = check("inotify_init1", call)?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        let queue = unsafe { OwnedFd::from_raw_fd(raw) };
        Ok(Monitor { queue, batch: vec![0; BATCH].into() })
    }

    /// Watches a file, or a folder and the names in it. A file that is watched already has the same spot.
    ///
    /// # Errors
    /// Those of looking at the path (`ENOENT`, `EACCES`, …); `ENOSPC` when the user watches as many files as allowed
    /// (`/proc/sys/fs/inotify/max_user_watches`); `EINVAL` for a path with a NUL byte.
    pub fn add(&mut self, path: &Path) -> Result<Spot> {
        let call = "inotify_add_watch";
        let path = CString::new(path.as_os_str().as_bytes()).map_err(|_| Error::new(call, libc::EINVAL))?;
        let queue = self.queue.as_raw_fd();
        // SAFETY: the path is NUL-terminated.
        let add = || unsafe { libc::inotify_add_watch(queue, path.as_ptr(), CHANGED | RENAMED) };
        Ok(Spot(check(call, add)?))
    }

    /// Watches a file no more. Notices that were not read yet still come.
    pub fn remove(&mut self, spot: Spot) {
        // SAFETY: inotify_rm_watch(2) touches no memory. It fails for a spot that is gone already, which is as well.
        unsafe { libc::inotify_rm_watch(self.queue.as_raw_fd(), spot.0) };
    }

    /// In a child of fork: gives up what is the parent's, and the duplicate of it that a poller had.
    pub fn disown(self, duplicate: Option<OwnedFd>) {
        drop((self, duplicate));
    }

    /// What has happened, as much as one read brings; nothing when nothing has.
    pub fn read(&mut self) -> Result<Vec<Notice>> {
        let length = match io::read(&self.queue, &mut self.batch) {
            Err(error) if error.would_block() || error.interrupted() => 0,
            answer => answer?,
        };
        let mut notices = Vec::new();
        let mut rest = &self.batch[..length];
        while let Some((head, after)) = rest.split_at_checked(HEAD) {
            let field = |at: usize| head[at..at + 4].try_into().expect("four bytes");
            let name_length = u32::from_ne_bytes(field(12)) as usize;
            let Some((name, next)) = after.split_at_checked(name_length) else { break };
            let (spot, bits) = (i32::from_ne_bytes(field(0)), u32::from_ne_bytes(field(4)));
            notices.extend(what(bits).map(|what| Notice {
                spot: (bits & libc::IN_Q_OVERFLOW == 0).then_some(spot),
                what,
                name: text(name),
            }));
            rest = next;
        }
        Ok(notices)
    }
}

impl AsFd for Monitor {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.queue.as_fd()
    }
}

/// Of a file that is deleted, or whose file system goes, two notices come; the second (`IN_IGNORED`) says all.
fn what(bits: u32) -> Option<What> {
    let is = |some: u32| bits & some != 0;
    match () {
        () if is(libc::IN_Q_OVERFLOW) => Some(What::Lost),
        () if is(libc::IN_IGNORED) => Some(What::Gone),
        () if is(CHANGED) => Some(What::Changed),
        () if is(RENAMED) => Some(What::Renamed),
        () => None,
    }
}

/// The name that is filled up with NUL bytes.
fn text(name: &[u8]) -> Option<OsString> {
    let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
    (!name.is_empty()).then(|| OsStr::from_bytes(name).to_owned())
}
