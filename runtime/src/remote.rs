//! The loop from other threads: closures sent to it.

use crate::event_loop::Loop;
use crate::observer::{Description, Kind, Moment, SourceId};
use crate::sync::{Arc, AtomicBool, AtomicUsize, Mutex, MutexGuard, Ordering};
use evloop_ffi::poller::Wake;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::mem;
use std::sync::Weak;

type Post = Box<dyn FnOnce(&mut Loop) + Send>;

/// The number of a remote of the loop's own, of which observers hear nothing.
const QUIET: u64 = 0;

/// Where posts arrive; shared by the loop and all of its remotes.
pub(crate) struct Mailbox {
    letters: Mutex<Letters>,
    /// How many families of remotes keep the loop alive.
    families: AtomicUsize,
    /// Whether the queue holds anything; written under the lock only.
    unread: AtomicBool,
    /// The bell was rung by somebody who only wants to know something …
    asked: AtomicBool,
    /// … or by somebody else.
    called: AtomicBool,
    waker: Arc<dyn Wake>,
}

#[derive(Default)]
struct Letters {
    /// With the numbers of the remotes they came through.
    queue: Vec<(u64, Post)>,
    /// Remotes that are gone, for observers that have heard of their birth. Their last posts are in the queue, or were taken.
    gone: Vec<u64>,
    closed: bool,
}

impl Mailbox {
    pub(crate) fn new(waker: Arc<dyn Wake>) -> Arc<Mailbox> {
        Arc::new(Mailbox {
            letters: Mutex::default(),
            families: AtomicUsize::new(0),
            unread: AtomicBool::new(false),
            asked: AtomicBool::new(false),
            called: AtomicBool::new(false),
            waker,
        })
    }

    /// Families first: whoever posts and then lets its remote go has filled the queue before the family ends.
    pub(crate) fn keeps_alive(&self) -> bool {
        self.families() > 0 || self.unread.load(Ordering::Acquire)
    }

    /// How many families of remotes keep the loop alive: other threads that may post.
    pub(crate) fn families(&self) -> usize {
        self.families.load(Ordering::Acquire)
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

    /// Everything that has arrived, and who is gone since.
    fn take(&self) -> (Vec<(u64, Post)>, Vec<u64>) {
        self.called.store(false, Ordering::Release);
        let mut letters = self.lock();
        self.unread.store(false, Ordering::Release);
        (mem::take(&mut letters.queue), mem::take(&mut letters.gone))
    }

    /// Puts a closure into the queue. Only the first one in an empty queue wakes the loop: until the loop has taken
    /// the queue (under the lock), it is awake or about to be.
    fn post(&self, from: u64, post: Post) -> Result<(), Gone> {
        let mut letters = self.lock();
        if letters.closed {
            return Err(Gone);
        }
        letters.queue.push((from, post));
        self.unread.store(true, Ordering::Release);
        let first = letters.queue.len() == 1;
        drop(letters);
        if first {
            self.wake();
        }
        Ok(())
    }

    fn wake(&self) {
        self.called.store(true, Ordering::Release);
        self.ring();
    }

    /// Wakes the loop without giving it anything to do: if it sleeps, it answers and sleeps on.
    fn ask(&self) {
        self.asked.store(true, Ordering::Release);
        self.ring();
    }

    /// Whether who has rung only wants to know something.
    pub(crate) fn was_only_asked(&self) -> bool {
        self.asked.swap(false, Ordering::AcqRel) && !self.called.load(Ordering::Acquire)
    }

    fn ring(&self) {
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
/// println!("{} goes to another thread", remote.id());
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
    /// Counts those of a loop.
    number: u64,
    /// Whether an observer has heard of its birth.
    told: bool,
    referenced: AtomicBool,
}

/// The loop's remotes, as far as it needs to know them: to describe them.
#[derive(Default)]
pub(crate) struct Remotes {
    made: Cell<u64>,
    families: RefCell<Vec<Weak<Family>>>,
}

impl Remotes {
    fn living(&self) -> Vec<Arc<Family>> {
        self.families.borrow().iter().filter_map(Weak::upgrade).collect()
    }

    /// The numbers of those that live.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u64> + use<> {
        self.living().into_iter().map(|family| family.number)
    }

    pub(crate) fn describe(&self, number: u64) -> Option<Description> {
        let family = self.living().into_iter().find(|family| family.number == number)?;
        let referenced = family.referenced.load(Ordering::Acquire);
        let state = if referenced { "held" } else { "unreferenced" };
        Some(Description::new(SourceId { kind: Kind::Remote, number }, state, referenced))
    }

    fn add(&self, family: &Arc<Family>) {
        let mut families = self.families.borrow_mut();
        // Now and then, so that those who are gone cost no more than those who live.
        if families.len() == families.capacity() {
            families.retain(|family| family.strong_count() > 0);
        }
        families.push(Arc::downgrade(family));
    }
}

/// The bell of a loop, for those who watch it.
#[derive(Clone)]
pub(crate) struct Bell(Arc<Mailbox>);

impl Bell {
    /// Has the loop make a turn.
    pub(crate) fn wake(&self) {
        self.0.wake();
    }

    /// Has the loop tell its observer that it is asked something.
    pub(crate) fn ask(&self) {
        self.0.ask();
    }
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
        if self.told {
            self.mailbox.lock().gone.push(self.number);
        }
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
        self.0.mailbox.post(self.0.number, Box::new(callback))
    }

    /// Lets the loop end although this remote and its clones live.
    pub fn unref(&self, _lp: &mut Loop) {
        self.0.release();
    }

    /// The name in logs and traces: that of a remote and its clones.
    pub fn id(&self) -> SourceId {
        SourceId { kind: Kind::Remote, number: self.0.number }
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
        let number = self.remotes.made.get() + 1;
        self.remotes.made.set(number);
        let remote = self.new_remote(number, true);
        self.remotes.add(&remote.0);
        self.note(Moment::Born(remote.id()));
        remote
    }

    pub(crate) fn bell(&self) -> Bell {
        Bell(Arc::clone(&self.mailbox))
    }

    /// One for the loop's own purposes: it keeps nobody alive, and nobody hears of it.
    pub(crate) fn quiet_remote(&self) -> Remote {
        self.new_remote(QUIET, false)
    }

    fn new_remote(&self, number: u64, referenced: bool) -> Remote {
        Remote(Arc::new(Family {
            mailbox: Arc::clone(&self.mailbox),
            number,
            told: number != QUIET && self.audience.taken(),
            referenced: AtomicBool::new(referenced),
        }))
    }

    /// The poll phase's word after a wake-up: takes the queue, then calls. What is posted meanwhile wakes the loop
    /// again.
    pub(crate) fn run_mailbox(&mut self) {
        let (posts, gone) = self.mailbox.take();
        self.counts.posts += posts.len() as u64;
        for (number, post) in posts {
            if number == QUIET {
                post(self);
                continue;
            }
            let id = SourceId { kind: Kind::Remote, number };
            self.note(Moment::Enter(id));
            post(self);
            self.note(Moment::Leave(id));
        }
        self.mourn_remotes(gone);
    }

    /// Tells observers of remotes that went without a word to the loop.
    pub(crate) fn tell_of_remotes(&self) {
        let mut letters = self.mailbox.lock();
        // Their last posts come first.
        let gone = if letters.queue.is_empty() { mem::take(&mut letters.gone) } else { Vec::new() };
        drop(letters);
        self.mourn_remotes(gone);
    }

    fn mourn_remotes(&self, gone: Vec<u64>) {
        for number in gone {
            self.note(Moment::Died(SourceId { kind: Kind::Remote, number }));
        }
    }
}
