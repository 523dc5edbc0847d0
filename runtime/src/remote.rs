//! The loop from other threads: closures sent to it.

use crate::event_loop::Loop;
use crate::observer::{Kind, Moment, SourceId};
use crate::sync::{Arc, AtomicBool, AtomicUsize, Mutex, MutexGuard, Ordering};
use evloop_ffi::poller::Wake;
use std::fmt;
use std::mem;

type Post = Box<dyn FnOnce(&mut Loop) + Send>;

/// Where posts arrive; shared by the loop and all of its remotes.
pub(crate) struct Mailbox {
    letters: Mutex<Letters>,
    /// How many families of remotes keep the loop alive.
    families: AtomicUsize,
    /// Whether the queue holds anything; written under the lock only.
    unread: AtomicBool,
    waker: Arc<dyn Wake>,
}

#[derive(Default)]
struct Letters {
    queue: Vec<Post>,
    closed: bool,
}

impl Mailbox {
    pub(crate) fn new(waker: Arc<dyn Wake>) -> Arc<Mailbox> {
        Arc::new(Mailbox {
            letters: Mutex::default(),
            families: AtomicUsize::new(0),
            unread: AtomicBool::new(false),
            waker,
        })
    }

    /// Families first: whoever posts and then lets its remote go has filled the queue before the family ends.
    pub(crate) fn keeps_alive(&self) -> bool {
        self.families.load(Ordering::Acquire) > 0 || self.unread.load(Ordering::Acquire)
    }

    /// Whether something has arrived.
    pub(crate) fn has_letters(&self) -> bool {
        self.unread.load(Ordering::Acquire)
    }

    /// In a child of fork, whose bell is a new one: what had arrived is still there.
    pub(crate) fn ring_if_unread(&self) {
        if self.has_letters() {
            self.wake();
        }
    }

    /// Everything that has arrived.
    fn take(&self) -> Vec<Post> {
        let mut letters = self.lock();
        self.unread.store(false, Ordering::Release);
        mem::take(&mut letters.queue)
    }

    /// Puts a closure into the queue. Only the first one in an empty queue wakes the loop: until the loop has taken
    /// the queue (under the lock), it is awake or about to be.
    fn post(&self, post: Post) -> Result<(), Gone> {
        let mut letters = self.lock();
        if letters.closed {
            return Err(Gone);
        }
        letters.queue.push(post);
        self.unread.store(true, Ordering::Release);
        let first = letters.queue.len() == 1;
        drop(letters);
        if first {
            self.wake();
        }
        Ok(())
    }

    fn wake(&self) {
        if let Err(error) = self.waker.wake() {
            log::error!("the loop cannot be woken: {error}");
        }
    }

    /// The loop is gone: posts are refused from now on. Those that were not run are dropped, after the lock has
    /// been let go, since their destructors may post.
    pub(crate) fn close(&self) {
        let mut letters = self.lock();
        letters.closed = true;
        let unread = mem::take(&mut letters.queue);
        drop(letters);
        drop(unread);
    }

    fn lock(&self) -> MutexGuard<'_, Letters> {
        self.letters.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// A handle on the loop for other threads. While a clone of it lives, the loop does not end by itself.
///
/// ```
/// use evloop::{Loop, Remote};
/// use std::sync::mpsc;
/// use std::thread;
///
/// let mut lp = Loop::new()?;
/// let remote: Remote = lp.remote();
/// let (sender, heard) = mpsc::channel();
/// let worker = thread::spawn(move || {
///     for number in 1..=3 {
///         let sender = sender.clone();
///         remote.post(move |_| sender.send(number).unwrap()).unwrap();
///     }
///     // The remote goes with the thread, and with it what kept the loop alive.
/// });
/// lp.run()?;
/// worker.join().unwrap();
/// assert_eq!(heard.iter().collect::<Vec<_>>(), [1, 2, 3]);
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone)]
pub struct Remote(Arc<Family>);

/// A remote and its clones.
struct Family {
    mailbox: Arc<Mailbox>,
    referenced: AtomicBool,
}

/// The loop that was posted to does not exist any more.
///
/// ```
/// use evloop::{Gone, Loop};
///
/// let mut lp = Loop::new()?;
/// let remote = lp.remote();
/// // Without this the loop would wait for what the remote may post, for ever.
/// remote.unref(&mut lp);
/// lp.run()?;
/// assert_eq!(remote.post(|_| println!("nobody calls this")), Err(Gone));
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the loop is gone")
    }
}

impl std::error::Error for Gone {}

impl Family {
    /// Lets the loop end; whether it was held before.
    fn release(&self) -> bool {
        let held = self.referenced.swap(false, Ordering::AcqRel);
        if held {
            self.mailbox.families.fetch_sub(1, Ordering::AcqRel);
        }
        held
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        if self.release() {
            // The loop may be asleep with nothing left to wait for: it must look.
            self.mailbox.wake();
        }
    }
}

impl Remote {
    /// Has `callback` called by the loop, in its poll phase, in the order of posting (of one thread).
    ///
    /// # Errors
    /// [`Gone`] when the loop is; the closure is dropped then. It is dropped, too, when the loop ends before it was
    /// called.
    pub fn post(&self, callback: impl FnOnce(&mut Loop) + Send + 'static) -> Result<(), Gone> {
        self.0.mailbox.post(Box::new(callback))
    }

    /// Lets the loop end although this remote and its clones live.
    pub fn unref(&self, _lp: &mut Loop) {
        self.0.release();
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remote")
    }
}

impl Loop {
    /// A handle for other threads.
    pub fn remote(&self) -> Remote {
        self.mailbox.families.fetch_add(1, Ordering::AcqRel);
        Remote(Arc::new(Family { mailbox: Arc::clone(&self.mailbox), referenced: AtomicBool::new(true) }))
    }

    /// The poll phase's word after a wake-up: takes the queue, then calls. What is posted meanwhile wakes the loop
    /// again.
    pub(crate) fn run_mailbox(&mut self) {
        let posts = self.mailbox.take();
        self.counts.posts += posts.len() as u64;
        for post in posts {
            let id = SourceId { kind: Kind::Remote, number: 0 };
            self.note(Moment::Enter(id));
            post(self);
            self.note(Moment::Leave(id));
        }
    }
}
