//! Numbers of open files. JavaScript knows files by their descriptors' numbers; here they have owners.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::os::fd::AsRawFd;
use std::sync::{Arc, Weak};

use evloop::file;

/// The files that programs have opened, by number.
///
/// A job in the pool shares the file that it works on: a number that is closed meanwhile is not given to another file
/// before the job is done. Numbers that somebody else has opened (the parent process, the loop) can be read and written,
/// too, and closed as far as that does no harm; see [`file::retire`].
#[derive(Default)]
pub(crate) struct Descriptors {
    files: RefCell<HashMap<i32, Arc<File>>>,
    /// Files that a program has closed, and that a job may still be working on.
    closing: RefCell<HashMap<i32, Weak<File>>>,
    /// Numbers of others that a program has closed.
    retired: RefCell<HashSet<i32>>,
}

impl Descriptors {
    /// Takes a file in: its number.
    pub(super) fn insert(&self, file: File) -> i32 {
        let number = file.as_raw_fd();
        self.retired.borrow_mut().remove(&number);
        self.closing.borrow_mut().remove(&number);
        self.files.borrow_mut().insert(number, Arc::new(file));
        number
    }

    /// The file of a number.
    pub(crate) fn get(&self, number: i32) -> file::Result<Arc<File>> {
        if let Some(file) = self.files.borrow().get(&number) {
            return Ok(Arc::clone(file));
        }
        if self.is_closed(number) {
            return Err(file::Error::bad_number());
        }
        file::duplicate(number).map(Arc::new)
    }

    /// Takes a file out, to be closed: what remains to be done, by whoever may wait.
    pub(super) fn remove(&self, number: i32) -> file::Result<Option<Arc<File>>> {
        if let Some(file) = self.files.borrow_mut().remove(&number) {
            self.closing.borrow_mut().insert(number, Arc::downgrade(&file));
            return Ok(Some(file));
        }
        if self.is_closed(number) || !self.retired.borrow_mut().insert(number) {
            return Err(file::Error::bad_number());
        }
        let outcome = file::retire(number);
        if outcome.is_err() {
            self.retired.borrow_mut().remove(&number);
        }
        outcome.map(|()| None)
    }

    /// Whether the program has closed the number, and nobody has opened it again.
    fn is_closed(&self, number: i32) -> bool {
        let mut closing = self.closing.borrow_mut();
        closing.retain(|_, file| file.strong_count() > 0);
        closing.contains_key(&number) || self.retired.borrow().contains(&number)
    }
}
