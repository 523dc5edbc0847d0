//! What the program's thread wants of the view's.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Mutex, PoisonError};

pub(super) enum Order {
    /// The program is over. Says so when the pages know; or, if it is to `stay`, when nobody looks any more.
    End { stay: bool, done: SyncSender<()> },
    /// The view is over.
    Stop,
}

/// Orders that wait to be carried out.
#[derive(Default)]
pub(super) struct Orders {
    waiting: Mutex<Vec<Order>>,
    hurried: AtomicBool,
}

impl Orders {
    pub(super) fn give(&self, order: Order) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(order);
    }

    pub(super) fn take(&self) -> Vec<Order> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Somebody wants the end, now.
    pub(super) fn hurry(&self) {
        self.hurried.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_hurried(&self) -> bool {
        self.hurried.load(Ordering::Relaxed)
    }
}
