//! Signals: what the system tells a process, heard by the loop.

use crate::error::Result;
use crate::event_loop::Loop;
use crate::observer::{Description, Kind, Moment, SourceId};
use crate::slab::{Key, Store};
use crate::watch::Watch;
use evloop_ffi::io;
use evloop_ffi::poller::Interest;
use evloop_ffi::signal::{Inbox, Sig};
use std::mem;

/// How many signals are told in one turn. More wait in the pipe, so that a storm keeps nobody else waiting.
const SIGNALS_PER_TURN: usize = 64;

/// The name of a watched signal.
/// ```
/// use evloop::{Loop, Sig, Signal, system};
///
/// let mut lp = Loop::new()?;
/// let usr1: Signal = lp.signal(Sig::USR1, |lp, signal| {
///     println!("{} has heard {}", signal.id(), signal.sig(lp).unwrap());
///     assert!(signal.close(lp));
/// })?;
/// // A program that has nothing else to do need not wait for signals.
/// assert!(usr1.set_ref(&mut lp, false));
/// assert!(!lp.alive());
///
/// usr1.set_ref(&mut lp, true);
/// system::kill(system::pid() as i32, Sig::USR1)?;
/// while lp.alive() {
///     lp.turn()?;
/// }
/// assert_eq!(usr1.sig(&lp), None);
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Signal(Key);

type Callback = Box<dyn FnMut(&mut Loop, Signal)>;

struct Watcher {
    sig: Sig,
    referenced: bool,
    callback: Option<Callback>,
}

/// All watched signals of a loop.
pub(crate) struct Signals {
    store: Store<Watcher>,
    /// In the order in which they were made, which is that of their calls.
    order: Vec<Key>,
    /// From the first watcher on.
    inbox: Option<Inbox>,
    /// The reading end of its pipe.
    pipe: Option<Watch>,
}

impl Signals {
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        self.store.keys()
    }

    pub(crate) fn describe(&self, key: Key) -> Option<Description> {
        let watcher = self.store.get(key)?;
        let id = SourceId::new(Kind::Signal, key);
        Some(Description::new(id, "watching", watcher.referenced).about(watcher.sig))
    }

    /// Whether this is the watch through which they come.
    pub(crate) fn is_heard_by(&self, watch: Watch) -> bool {
        self.pipe == Some(watch)
    }

    pub(crate) const fn new() -> Signals {
        Signals { store: Store::new(), order: Vec::new(), inbox: None, pipe: None }
    }

    /// The loop is going: nobody writes into the pipe any more.
    pub(crate) fn shut_down(&mut self) {
        self.inbox = None;
    }

    /// Those who want to hear of `sig`.
    fn watchers(&self, sig: Sig) -> Vec<Key> {
        let wants = |key: &Key| self.store.get(*key).is_some_and(|watcher| watcher.sig == sig);
        self.order.iter().copied().filter(wants).collect()
    }
}

impl Loop {
    /// Calls `callback` in the poll phase whenever the process gets the signal. What the system does about it otherwise
    /// (which is to end the process, for most) does not happen while any loop of the process watches it; afterwards it
    /// does again.
    ///
    /// Several watchers, also of several loops, all hear of it. Every signal is told by a call of its own, until there
    /// are so many that the system keeps no more (some ten thousand); then each that came is told at least once.
    ///
    /// ```
    /// use evloop::{Loop, Sig, system};
    ///
    /// let mut lp = Loop::new()?;
    /// lp.signal(Sig::HUP, |lp, signal| {
    ///     println!("time to read the configuration again");
    ///     signal.close(lp);
    /// })?;
    /// system::kill(system::pid() as i32, Sig::HUP)?;
    /// lp.run()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// `EINVAL` for what is no signal, and for SIGKILL and SIGSTOP, which cannot be watched; `EMFILE` when there is no
    /// descriptor left for the first watcher of a loop.
    pub fn signal(&mut self, sig: Sig, callback: impl FnMut(&mut Loop, Signal) + 'static) -> Result<Signal> {
        self.watch_signal(sig).map_err(|error| error.about(format_args!("signal {sig}")))?;
        let watcher = Watcher { sig, referenced: true, callback: Some(Box::new(callback)) };
        let key = self.signals.store.insert(watcher);
        self.signals.order.push(key);
        self.active += 1;
        self.note_source(Moment::Born, Kind::Signal, key);
        log::debug!("signal#{key} watching {sig}");
        Ok(Signal(key))
    }

    fn watch_signal(&mut self, sig: Sig) -> Result<()> {
        if self.signals.inbox.is_none() {
            self.open_inbox()?;
        }
        match &self.signals.inbox {
            Some(inbox) => Ok(inbox.watch(sig)?),
            None => Ok(()),
        }
    }

    fn open_inbox(&mut self) -> Result<()> {
        let (inbox, reader) = Inbox::new()?;
        let watch = self.watch(reader, Interest::READ, |lp, watch, _| lp.hear_signals(watch))?;
        // The watchers keep the loop alive, or do not; the pipe has no say.
        watch.set_ref(self, false);
        (self.signals.inbox, self.signals.pipe) = (Some(inbox), Some(watch));
        Ok(())
    }

    /// In a child of fork: the inbox is the parent's, and so is what waits in its pipe. The watchers get another.
    pub(crate) fn renew_signals(&mut self) -> Result<()> {
        let (Some(old), Some(pipe)) = (self.signals.inbox.take(), self.signals.pipe.take()) else {
            return Ok(());
        };
        self.open_inbox()?;
        for key in self.signals.order.clone() {
            if let (Some(watcher), Some(inbox)) = (self.signals.store.get(key), &self.signals.inbox) {
                inbox.watch(watcher.sig)?;
            }
        }
        // Not before, lest a signal be nobody's for a moment.
        drop(old);
        pipe.close(self);
        Ok(())
    }

    /// The poll phase's word for the pipe. What is not read now is told again by the next turn.
    fn hear_signals(&mut self, watch: Watch) {
        let mut numbers = [0; SIGNALS_PER_TURN];
        let read = watch.fd(self).map(|fd| io::read(fd, &mut numbers));
        let count = match read {
            Some(Ok(count)) => count,
            // "Not now", or a signal has just interrupted us: the next turn asks again.
            _ => 0,
        };
        for &number in &numbers[..count] {
            self.tell_signal(Sig::from_number(i32::from(number)));
        }
        let lost = self.signals.inbox.as_ref().map(Inbox::take_lost);
        for sig in lost.into_iter().flatten() {
            self.tell_signal(sig);
        }
    }

    fn tell_signal(&mut self, sig: Sig) {
        for key in self.signals.watchers(sig) {
            self.call_signal(key);
        }
    }

    fn call_signal(&mut self, key: Key) {
        let watcher = self.signals.store.get_mut(key);
        let Some(mut callback) = watcher.and_then(|watcher| watcher.callback.take()) else { return };
        self.note_source(Moment::Enter, Kind::Signal, key);
        callback(self, Signal(key));
        self.note_source(Moment::Leave, Kind::Signal, key);
        if let Some(watcher) = self.signals.store.get_mut(key) {
            watcher.callback = Some(callback);
        }
    }
}

impl Signal {
    /// Watches no more. `false` when the handle is stale.
    pub fn close(self, lp: &mut Loop) -> bool {
        let Some(watcher) = lp.signals.store.remove(self.0) else { return false };
        lp.signals.order.retain(|&key| key != self.0);
        if watcher.referenced {
            lp.active -= 1;
        }
        if lp.signals.watchers(watcher.sig).is_empty()
            && let Some(inbox) = &lp.signals.inbox
        {
            inbox.unwatch(watcher.sig);
        }
        lp.note_source(Moment::Died, Kind::Signal, self.0);
        log::debug!("signal#{} watches {} no more", self.0, watcher.sig);
        true
    }

    /// Whether the watcher keeps the loop alive (it does unless told otherwise). `false` when the handle is stale.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        let Some(watcher) = lp.signals.store.get_mut(self.0) else { return false };
        if mem::replace(&mut watcher.referenced, referenced) != referenced {
            lp.active = if referenced { lp.active + 1 } else { lp.active - 1 };
        }
        true
    }

    /// Which signal it is; `None` when the handle is stale.
    pub fn sig(self, lp: &Loop) -> Option<Sig> {
        lp.signals.store.get(self.0).map(|watcher| watcher.sig)
    }

    /// The name in logs and traces.
    pub fn id(self) -> SourceId {
        SourceId::new(Kind::Signal, self.0)
    }
}
