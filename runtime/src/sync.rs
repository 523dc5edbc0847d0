//! Locks, atomics and threads: the standard library's; and loom's in the models (`models/`), where every order in
//! which threads may come to them is tried. So it is the code that ships that is modelled.

#[cfg(not(all(test, loom)))]
mod chosen {
    pub(crate) use std::sync::atomic::{AtomicBool, AtomicUsize};
    pub(crate) use std::sync::{Condvar, Mutex, MutexGuard};

    pub(crate) use evloop_ffi::thread::spawn;
}

#[cfg(all(test, loom))]
mod chosen {
    pub(crate) use loom::sync::atomic::{AtomicBool, AtomicUsize};
    pub(crate) use loom::sync::{Condvar, Mutex, MutexGuard};
    pub(crate) use loom::thread;

    /// As that of `ffi`.
    pub(crate) fn spawn(_name: &str, body: impl FnOnce() + Send + 'static) -> evloop_ffi::Result<()> {
        thread::spawn(body);
        Ok(())
    }
}

pub(crate) use chosen::*;
// Counting references is not what is in question, and loom's `Arc` does not hold what has no size.
pub(crate) use std::sync::Arc;
pub(crate) use std::sync::atomic::Ordering;
