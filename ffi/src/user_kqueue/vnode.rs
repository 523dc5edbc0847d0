//! Files that change, by inotify.
//!
//! inotify speaks of inodes and keeps silent about what a queue is asked for most: that a file is deleted which somebody
//! (we) has open. So whatever it says is a reason to look at the file anew, and of a folder its parent is watched, too,
//! because a folder that is removed does not even change its attributes.

use super::Errno;
use super::descriptor::{self, Fd, checked};
use super::{NOTE_ATTRIB, NOTE_DELETE, NOTE_EXTEND, NOTE_LINK, NOTE_RENAME, NOTE_WRITE};
use libc::c_int;
use std::collections::BTreeMap;
use std::ffi::CString;
use std::mem;
use std::os::fd::RawFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// What changes the entries of a folder.
const ENTRIES: u32 = libc::IN_CREATE | libc::IN_DELETE | libc::IN_MOVED_FROM | libc::IN_MOVED_TO;
const ITSELF: u32 = libc::IN_MODIFY | libc::IN_ATTRIB | libc::IN_MOVE_SELF | libc::IN_DELETE_SELF;
/// What befalls a folder in its parent.
const IN_PARENT: u32 = libc::IN_DELETE | libc::IN_MOVED_FROM;

/// What inotify puts before a name, which it fills up with zeros.
const HEAD: usize = mem::size_of::<libc::inotify_event>();

/// All files that one queue waits for.
pub(super) struct Vnodes {
    inotify: Fd,
    /// Who is interested in an inode: the registration, and whether it is one of its entries that counts.
    interested: BTreeMap<c_int, Vec<(u64, bool)>>,
}

impl Vnodes {
    pub(super) fn new() -> Result<Vnodes, Errno> {
        Ok(Vnodes { inotify: Fd::inotify()?, interested: BTreeMap::new() })
    }

    pub(super) fn number(&self) -> RawFd {
        self.inotify.number()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.interested.is_empty()
    }

    pub(super) fn add(&mut self, name: u64, fd: RawFd) -> Result<(), Errno> {
        let own = format!("/proc/self/fd/{fd}");
        let file = self.watch(Path::new(&own), ENTRIES | ITSELF)?;
        self.interested.entry(file).or_default().push((name, false));
        let is_folder = status(fd)?.st_mode & libc::S_IFMT == libc::S_IFDIR;
        let parent = std::fs::read_link(&own).ok().and_then(|path| Some(path.parent()?.to_owned()));
        if let Some(parent) = parent.filter(|_| is_folder) {
            let parent = self.watch(&parent, IN_PARENT)?;
            self.interested.entry(parent).or_default().push((name, true));
        }
        Ok(())
    }

    fn watch(&self, path: &Path, mask: u32) -> Result<c_int, Errno> {
        let path = CString::new(path.as_os_str().as_bytes()).map_err(|_| libc::EINVAL)?;
        let mask = mask | libc::IN_MASK_ADD;
        // SAFETY: the path is NUL-terminated.
        checked(unsafe { libc::inotify_add_watch(self.inotify.number(), path.as_ptr(), mask) })
    }

    pub(super) fn remove(&mut self, name: u64) {
        let inotify = self.inotify.number();
        self.interested.retain(|&watch, interested| {
            interested.retain(|(other, _)| *other != name);
            if interested.is_empty() {
                // SAFETY: the call touches no memory. It fails when the inode is gone, and the watch with it.
                unsafe { libc::inotify_rm_watch(inotify, watch) };
            }
            !interested.is_empty()
        });
    }

    /// What has happened: to which registration's file, and what. Zero says that it is worth a look.
    pub(super) fn read(&mut self) -> Vec<(u64, u32)> {
        let (mut news, mut buffer) = (Vec::new(), [0; 4096]);
        loop {
            let length = descriptor::read(self.inotify.number(), &mut buffer);
            let mut rest = &buffer[..length];
            while rest.len() >= HEAD {
                let word =
                    |at: usize| u32::from_ne_bytes([rest[at], rest[at + 1], rest[at + 2], rest[at + 3]]);
                let (watch, mask, name_length) = (word(0) as c_int, word(4), word(12) as usize);
                for &(name, as_entry) in self.interested.get(&watch).into_iter().flatten() {
                    news.push((name, if as_entry { 0 } else { mask }));
                }
                rest = &rest[HEAD + name_length..];
            }
            if length == 0 {
                return news;
            }
        }
    }
}

/// What a file was like when it was last looked at.
pub(super) struct FileState {
    size: i64,
    links: libc::nlink_t,
}

impl FileState {
    pub(super) fn of(fd: RawFd) -> Result<FileState, Errno> {
        let status = status(fd)?;
        Ok(FileState { size: status.st_size, links: status.st_nlink })
    }

    /// What a queue says of it, given what inotify said.
    pub(super) fn notes(&mut self, fd: RawFd, happened: u32) -> u32 {
        let Ok(now) = FileState::of(fd) else { return 0 };
        let mut notes = 0;
        if happened & libc::IN_MODIFY != 0 {
            notes |= NOTE_WRITE;
            notes |= if now.size > self.size { NOTE_EXTEND } else { 0 };
        }
        if happened & ENTRIES != 0 {
            notes |= NOTE_WRITE;
        }
        if happened & libc::IN_MOVE_SELF != 0 {
            notes |= NOTE_RENAME;
        }
        match now.links {
            links if links == self.links && happened & libc::IN_ATTRIB != 0 => notes |= NOTE_ATTRIB,
            links if links == self.links => {}
            0 => notes |= NOTE_DELETE,
            _ => notes |= NOTE_LINK,
        }
        *self = now;
        notes
    }
}

pub(super) fn status(fd: RawFd) -> Result<libc::stat, Errno> {
    // SAFETY: stat is plain old data, for which all-zero is a valid value.
    let mut status: libc::stat = unsafe { mem::zeroed() };
    // SAFETY: the pointer is to a valid stat.
    checked(unsafe { libc::fstat(fd, &mut status) })?;
    Ok(status)
}
