//! Models of what happens between threads: loom runs each through every order in which the threads may come to a
//! lock or an atomic, up to a number of preemptions. The loop, its mailbox, its remotes and its pool are the real ones;
//! only the kernel is made of loom's locks, so that a sleep nobody ends is a deadlock, which loom reports. What other
//! memory a thread may see late, loom tries, too.
//!
//! `scripts/models` runs them.

mod pool;
mod wake;

use crate::event_loop::Loop;
use crate::sync::{Arc, Condvar, Mutex};
use evloop_ffi::Result;
use evloop_ffi::poller::{Event, Interest, Poller, Ready, Token, Wake};
use std::os::fd::BorrowedFd;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// eventfd(2) under epoll(7), as the manual pages tell.
struct Kernel {
    bell: Mutex<Bell>,
    changed: Condvar,
    edge_triggered: bool,
}

struct Bell {
    counter: u64,
    /// Whether it was written since epoll told of it last.
    news: bool,
}

impl Kernel {
    fn new(edge_triggered: bool) -> Arc<Kernel> {
        let bell = Mutex::new(Bell { counter: 0, news: false });
        Arc::new(Kernel { bell, changed: Condvar::new(), edge_triggered })
    }

    /// `epoll_wait`: whether the bell rings, or for ever until it does.
    fn wait(&self, timeout: Option<Duration>) -> bool {
        let mut bell = self.bell.lock().unwrap();
        loop {
            if bell.counter > 0 && (bell.news || !self.edge_triggered) {
                bell.news = false;
                return true;
            }
            if timeout.is_some() {
                return false;
            }
            bell = self.changed.wait(bell).unwrap();
        }
    }

    /// `read`: empties the counter.
    fn read(&self) {
        self.bell.lock().unwrap().counter = 0;
    }
}

impl Wake for Kernel {
    /// `write`: adds to the counter.
    fn wake(&self) -> Result<()> {
        let mut bell = self.bell.lock().unwrap();
        (bell.counter, bell.news) = (bell.counter + 1, true);
        self.changed.notify_all();
        Ok(())
    }
}

/// A poller that is only ever woken, by the steps that those over epoll take.
struct Sleeper(Arc<Kernel>);

impl Poller for Sleeper {
    fn add(&mut self, _: BorrowedFd<'_>, _: Token, _: Interest) -> Result<()> {
        unreachable!("no descriptors here")
    }

    fn modify(&mut self, _: BorrowedFd<'_>, _: Token, _: Interest, _: Interest) -> Result<()> {
        unreachable!("no descriptors here")
    }

    fn remove(&mut self, _: BorrowedFd<'_>, _: Interest) -> Result<()> {
        unreachable!("no descriptors here")
    }

    fn wait(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> Result<()> {
        if self.0.wait(timeout) {
            events.push(Event { token: Token::WAKE, ready: Ready::READ });
            self.0.read();
        }
        Ok(())
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.0.clone()
    }

    fn renew(&mut self) -> Result<()> {
        unreachable!("nobody forks here")
    }

    fn name(&self) -> &'static str {
        "model"
    }
}

/// A loop on that kernel, with so many threads in its pool at most.
fn model_loop(edge_triggered: bool, pool_size: usize) -> Loop {
    Loop::with_poller(Box::new(Sleeper(Kernel::new(edge_triggered))), pool_size)
}

/// Counts outside of what loom looks at.
type Count = Arc<AtomicU32>;

fn raise(count: &Count) {
    count.fetch_add(1, Ordering::Relaxed);
}
