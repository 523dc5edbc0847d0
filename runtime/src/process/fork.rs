//! Forking with a loop: the child gets one of its own that waits for the same things.

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::Moment;
use crate::process::Child;
use evloop_ffi::process::{ExitStatus, fork_single_threaded};
use evloop_ffi::{process, signal};
use std::time::Duration;

/// How long the pool's threads are waited for, which have nothing left to do but to end: longer than any machine lets them wait.
const PATIENCE: Duration = Duration::from_secs(60);

/// With what status a child ends that cannot have a loop: what shells say of a command that could not be begun.
const STILLBORN: i32 = 127;

/// Which of the two processes this is.
/// ```standalone_crate
/// use evloop::{Fork, Loop};
///
/// let mut lp = Loop::new()?;
/// let which = lp.fork(|_, _, status| assert!(status.success()))?;
/// if which == Fork::Child {
///     // The copy has had its say.
///     std::process::exit(0);
/// }
/// assert!(matches!(which, Fork::Parent(_)));
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[must_use = "both processes go on from here"]
pub enum Fork {
    /// The one that was there before, and the handle of the new one.
    Parent(Child),
    /// The new one.
    Child,
}

impl Loop {
    /// Makes a copy of this process, fork(2). In the parent, `ended` hears how the child ended. Both go on from here, the child
    /// in the same callback, with all that is above it on the stack; a child that has its own to do and no more ends by
    /// `std::process::exit`.
    ///
    /// The child's loop waits for the same things as the parent's, by means of its own: another poller, another
    /// waker for its remotes, another inbox for its signals (those that the parent got before and did not tell yet
    /// are the parent's), and a pool whose threads begin with its first job. Timers, immediates, hooks and posts are there
    /// twice. The parent's children are not the child's: their handles are stale there.
    ///
    /// Sockets are *shared*: what one of the two reads, the other does not get, and what is in an outbox is written by
    /// both. So the child closes what is the parent's, before it returns from its callback, and the parent what is the
    /// child's. Closing ends nothing for the other; only `end` (a FIN) is for both.
    ///
    /// ```standalone_crate
    /// use evloop::{ExitStatus, Fork, Loop};
    ///
    /// let mut lp = Loop::new()?;
    /// match lp.fork(|_, _, status| assert_eq!(status, ExitStatus::Code(7)))? {
    ///     Fork::Child => {
    ///         lp.immediate(|_| std::process::exit(7));
    ///     }
    ///     Fork::Parent(child) => assert!(child.pid(&lp).is_some()),
    /// }
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// In the parent only: `EBUSY` when the process has other threads, with which a fork would not be safe (those of this
    /// loop's pool are sent away first, unless they have a job), `ENOTSUP` where the system does not tell how many there
    /// are (other than Linux), `EAGAIN` when there may be no more processes, `EMFILE`, `ENOMEM`. A child that cannot have
    /// a loop (for want of memory, say) ends at once with code 127.
    pub fn fork(&mut self, ended: impl FnOnce(&mut Loop, Child, ExitStatus) + 'static) -> Result<Fork> {
        let own = 1 + self.pool_load().threads;
        let has_others = process::threads().is_some_and(|count| count > own);
        if has_others || !self.jobs.retire() {
            return Err(about_fork(evloop_ffi::Error::busy("fork")));
        }
        // A signal must not find a child that is not ready for it.
        let quiet = signal::block_all();
        match fork_single_threaded(PATIENCE).map_err(about_fork)? {
            Some((process, handle)) => {
                drop(quiet);
                let child = self.adopt_child(process, handle, ended)?;
                log::debug!("{} forked as process {}", child.id(), process.id());
                Ok(Fork::Parent(child))
            }
            None => {
                if let Err(error) = self.after_fork() {
                    log::error!("a child of fork has no loop: {error}");
                    std::process::exit(STILLBORN);
                }
                Ok(Fork::Child)
            }
        }
    }

    /// Gives a loop of the parent's means of its own, in a child that was forked by another [`Loop::fork`] of the same thread,
    /// or by other code. [`Loop::fork`] does so for its own loop. A loop of the parent's that is not given its own must
    /// neither be turned nor changed: on epoll it would do that to the parent's.
    ///
    /// Jobs of the pool that were not done at the time of the fork are forgotten, since their threads are not here.
    /// ```standalone_crate
    /// use evloop::{Fork, Loop};
    ///
    /// let (mut lp, mut other) = (Loop::new()?, Loop::new()?);
    /// match lp.fork(|_, _, status| assert!(status.success()))? {
    ///     Fork::Parent(_) => lp.run()?,
    ///     Fork::Child => {
    ///         other.after_fork()?;
    ///         other.immediate(|_| std::process::exit(0));
    ///         other.run()?;
    ///     }
    /// }
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the system has no descriptors or memory left (`EMFILE`, `ENFILE`, `ENOMEM`).
    pub fn after_fork(&mut self) -> Result<()> {
        self.poller.renew()?;
        self.clock.forget();
        self.forget_children();
        self.register_anew();
        self.renew_signals()?;
        self.renew_file_watches();
        self.forget_jobs();
        self.mailbox.ring_if_unread();
        self.note(Moment::Forked);
        Ok(())
    }
}

fn about_fork(error: evloop_ffi::Error) -> Error {
    match process::threads() {
        Some(count) if count > 1 => Error::from(error).about(format_args!("a process of {count} threads")),
        _ => error.into(),
    }
}
