//! All queues of the process, and what befalls them from outside: descriptors are closed, processes fork.
//!
//! In a BSD, closing a descriptor takes its registrations out of every queue, even if a duplicate lives on. No call of
//! Linux tells of that, so a program that is linked with this has a [`close`] of ours, which tells the queues first.
//! One lock serves all: tests are not in a hurry.

use super::queue::Queue;
use super::{Errno, descriptor};
use libc::c_int;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::mem;
use std::os::fd::RawFd;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, Once};

type Table = BTreeMap<RawFd, Queue>;

static QUEUES: Mutex<Table> = Mutex::new(BTreeMap::new());

/// Whether there ever was a queue. Until then a close need not look.
static USED: AtomicBool = AtomicBool::new(false);

fn lock() -> MutexGuard<'static, Table> {
    QUEUES.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Makes a queue; its descriptor.
pub(super) fn new_queue() -> Result<RawFd, Errno> {
    static AT_FORK: Once = Once::new();
    // SAFETY: the functions live as long as the program, and do nothing that is forbidden after a fork.
    AT_FORK.call_once(|| unsafe {
        libc::pthread_atfork(Some(before_fork), Some(in_parent), Some(in_child));
    });
    // Refers to our `close`, so that the linker takes it before it looks into the C library.
    std::hint::black_box(close as *const ());
    USED.store(true, SeqCst);
    let queue = Queue::new()?;
    let number = queue.number();
    lock().insert(number, queue);
    Ok(number)
}

/// Does something with the queue of that descriptor.
pub(super) fn with_queue<T>(
    kq: RawFd,
    work: impl FnOnce(&mut Queue) -> Result<T, Errno>,
) -> Result<T, Errno> {
    work(lock().get_mut(&kq).ok_or(libc::EBADF)?)
}

/// close(2), for the whole program.
///
/// # Safety
/// As in C: whoever closes a descriptor must be the one to whom it belongs.
// SAFETY: it does what the C library's does, which it replaces.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn close(fd: c_int) -> c_int {
    if USED.load(SeqCst) {
        let mut queues = lock();
        queues.remove(&fd);
        for queue in queues.values_mut() {
            queue.descriptor_closed(fd);
        }
    }
    descriptor::close(fd)
}

thread_local!(
    /// The lock while this thread forks: no other thread may be in the middle of anything then.
    static HELD: RefCell<Option<MutexGuard<'static, Table>>> = const { RefCell::new(None) };
);

extern "C" fn before_fork() {
    HELD.set(Some(lock()));
}

extern "C" fn in_parent() {
    HELD.set(None);
}

/// Queues are not inherited: their descriptors are closed in the child, like those that they consist of.
extern "C" fn in_child() {
    let Some(mut queues) = HELD.take() else { return };
    for (number, queue) in mem::take(&mut *queues) {
        drop(queue);
        descriptor::close(number);
    }
}
