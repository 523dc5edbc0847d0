//! Models of what happens between threads: loom runs each through every order in which the threads may come to a
//! lock or an atomic, up to a number of preemptions. The loop, its mailbox and its remotes are the real ones; only
//! the kernel is made of loom's locks, so that a sleep nobody ends is a deadlock, which loom reports.
//!
//! ```text
//! LOOM_MAX_PREEMPTIONS=3 RUSTFLAGS="--cfg loom" cargo test --release -p evloop --lib models::
//! ```

use crate::event_loop::Loop;
use crate::sync::{Arc, Condvar, Mutex, thread};
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

    fn name(&self) -> &'static str {
        "model"
    }
}

/// Tries all orders of a model, with a bell that epoll tells of by level, and one by edge.
fn model(threads: fn(Loop)) {
    for edge_triggered in [false, true] {
        loom::model(move || threads(Loop::with_poller(Box::new(Sleeper(Kernel::new(edge_triggered))))));
    }
}

/// Counts outside of what loom looks at.
type Count = Arc<AtomicU32>;

fn raise(count: &Count) {
    count.fetch_add(1, Ordering::Relaxed);
}

#[test]
fn h111_h112_posts_of_two_threads_are_all_run_and_the_loop_then_ends() {
    model(|lp| {
        let count = Count::default();
        for _ in 0..2 {
            let (remote, count) = (lp.remote(), count.clone());
            thread::spawn(move || {
                for _ in 0..2 {
                    let count = count.clone();
                    remote.post(move |_| raise(&count)).unwrap();
                }
            });
        }
        lp.run().unwrap();
        assert_eq!(count.load(Ordering::Relaxed), 4);
    });
}

#[test]
fn h112_a_post_between_the_last_look_and_the_sleep_ends_the_sleep() {
    model(|lp| {
        let held = lp.remote();
        let remote = held.clone();
        thread::spawn(move || remote.post(|lp| lp.stop()).unwrap());
        lp.run().unwrap();
        drop(held);
    });
}

#[test]
fn h112_the_last_of_a_remotes_clones_ends_the_sleep() {
    model(|lp| {
        let remote = lp.remote();
        let clone = remote.clone();
        thread::spawn(move || drop(clone));
        thread::spawn(move || drop(remote));
        lp.run().unwrap();
    });
}

#[test]
fn h115_a_post_to_a_loop_that_goes_is_run_or_dropped_or_refused() {
    model(|mut lp| {
        let (ran, sent) = (Count::default(), Count::default());
        let remote = lp.remote();
        remote.unref(&mut lp);
        let inside = ran.clone();
        let accepted = sent.clone();
        let thread = thread::spawn(move || {
            if remote.post(move |_| raise(&inside)).is_ok() {
                raise(&accepted);
            }
        });
        lp.turn().unwrap();
        drop(lp);
        thread.join().unwrap();
        assert!(ran.load(Ordering::Relaxed) <= sent.load(Ordering::Relaxed));
        assert_eq!(Arc::strong_count(&ran), 1, "the closure is gone, whatever became of it");
    });
}
