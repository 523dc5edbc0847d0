//! Living in a loop that is not ours: that of a graphical toolkit, of a game, of another library, or of a second `Loop`.
//!
//! A foreign loop asks three things: on which descriptor to sleep ([`Loop::as_fd`]), for how long at most
//! ([`Loop::next_deadline`]), and then that the turn be made ([`Loop::turn_without_sleep`]).

use crate::error::{Error, Result};
use crate::event_loop::{Haste, Loop};
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

impl Loop {
    /// A descriptor that is readable while a turn would find somebody ready or a wake-up of another thread: the epoll
    /// instance or kqueue itself. It is only to be slept on, by whatever means (poll(2), select(2), another epoll), never to
    /// be read. Timers do not make it readable; [`Loop::next_deadline`] tells of them.
    ///
    /// ```
    /// use evloop::{Loop, system};
    /// use std::time::{Duration, Instant};
    ///
    /// let mut lp = Loop::builder().backend(evloop::Backend::Native).build()?;
    /// lp.after(Duration::from_millis(5), |lp| lp.stop());
    /// while !lp.stopped() {
    ///     let limit = lp.next_deadline().map(|at| at.saturating_duration_since(Instant::now()));
    ///     system::wait_readable(&[lp.as_fd()?], limit).ok(); // the foreign loop's sleep
    ///     lp.turn_without_sleep()?;
    /// }
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ENOTSUP` on poll, select and the simulated backend, which have no such descriptor: the kernel learns what they wait
    /// for only when they sleep.
    pub fn as_fd(&self) -> Result<BorrowedFd<'_>> {
        self.poller.descriptor().ok_or_else(|| {
            let error = Error::from(evloop_ffi::Error::not_supported("as_fd"));
            error.about(format_args!("a loop on {}", self.backend()))
        })
    }

    /// Until when a foreign loop may sleep on [`Loop::as_fd`]: a moment that has passed already when there is something to
    /// be done at once (immediates, idle hooks, closures that were posted, what methods met, farewells), else that of the
    /// first timer, and `None` when there is none.
    ///
    /// To be asked before every such sleep and after everything that was done with the loop, since this is also when the
    /// kernel is told what the loop's sources wait for. Whether the loop is [`alive`](Loop::alive) makes no difference here:
    /// when the program ends, is the foreign loop's to say.
    ///
    /// On Unix `Instant` is the clock that the loop's timers go by. A loop of virtual time tells when its clock may move on,
    /// which is mostly now.
    /// ```
    /// use evloop::Loop;
    /// use std::time::{Duration, Instant};
    ///
    /// let mut lp = Loop::new()?;
    /// lp.turn_without_sleep()?;
    /// assert_eq!(lp.next_deadline(), None);
    /// lp.after(Duration::from_secs(3600), |_| {});
    /// assert!(lp.next_deadline().unwrap() > Instant::now());
    /// lp.immediate(|_| {});
    /// assert!(lp.next_deadline().unwrap() <= Instant::now());
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn next_deadline(&mut self) -> Option<Instant> {
        self.apply_interests();
        let limit = self.sleep_limit();
        // Years that the clock cannot express are for ever.
        limit.and_then(|limit| Instant::now().checked_add(limit))
    }

    fn sleep_limit(&mut self) -> Option<Duration> {
        let busy = self.has_work() || self.stopped() || self.mailbox.has_letters() || self.jobs.held() > 0;
        if busy || self.poller.is_restless() {
            return Some(Duration::ZERO);
        }
        self.update_now();
        let limit = self.timers.next_deadline().map(|deadline| deadline.saturating_sub(self.now()));
        match &self.virtual_time {
            None => limit,
            Some(time) => {
                time.look_round(self, true);
                limit.map(|limit| time.patience(limit))
            }
        }
    }

    /// [`Loop::turn`] without the sleep: what is to be done now, and no more. Cheap when that is nothing: one system call.
    /// ```
    /// use evloop::Loop;
    /// use std::time::Duration;
    ///
    /// let mut lp = Loop::new()?;
    /// lp.after(Duration::from_secs(3600), |_| unreachable!());
    /// lp.immediate(|_| println!("now"));
    /// // Does not wait for the hour to pass.
    /// lp.turn_without_sleep()?;
    /// assert!(lp.alive());
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Loop::turn`].
    pub fn turn_without_sleep(&mut self) -> Result<()> {
        // Called from inside a callback, it fails, and must not end the haste of the turn around it.
        let before = self.haste.is(Haste::FOREIGN);
        self.haste.set(Haste::FOREIGN, true);
        let outcome = self.turn();
        self.haste.set(Haste::FOREIGN, before);
        outcome
    }
}
