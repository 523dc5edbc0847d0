//! Watching the loop at work: the one hook on which tracers, live views and metrics hang.

use crate::event_loop::Loop;
use crate::slab::Key;
use std::fmt;
use std::time::Duration;

/// Is told of everything the loop does. It runs inside the loop: be quick, and do not print to a slow terminal.
pub trait Observer {
    /// Something happened at `at` on the loop's clock.
    fn observe(&mut self, at: Duration, what: Moment);
}

/// What an [`Observer`] is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Moment {
    /// A phase that has something to do begins; the one before has ended.
    Phase(Phase),
    /// The loop asks the kernel who is ready, and sleeps for at most this long (`None`: until something happens).
    Sleep(Option<Duration>),
    /// The kernel has answered with so many events.
    Wake(usize),
    /// User code is called for a source …
    Enter(SourceId),
    /// … and has returned.
    Leave(SourceId),
    /// A source came into being.
    Born(SourceId),
    /// A source is gone.
    Died(SourceId),
}

/// The phases of a turn, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Deadlines that have passed.
    Timers,
    /// Failures that methods met, told now.
    Pending,
    /// Hooks that run on every turn.
    Idle,
    /// The last word before sleep.
    Prepare,
    /// Sleep; then each ready source.
    Poll,
    /// The first word after sleep; immediates.
    Check,
    /// Farewells of closed sources.
    Closing,
}

/// What kind of thing calls user code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// A connection, over TCP or a Unix socket.
    Conn,
    /// A listening socket.
    Listener,
    /// A descriptor of the user's.
    Watch,
    /// A timer.
    Timer,
    /// An immediate.
    Immediate,
    /// An idle, prepare or check hook.
    Hook,
    /// A closure from another thread.
    Remote,
    /// The result of a job of the pool.
    Work,
    /// A signal.
    Signal,
    /// A child process.
    Child,
    /// A UDP socket.
    Udp,
    /// A Unix datagram socket.
    UnixDatagram,
    /// A file that the system watches.
    FileWatch,
    /// A file that is looked at again and again.
    FilePoll,
}

/// The name of a source in logs and traces, e.g. `conn#7.2`: kind, slot, generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId {
    /// What it is.
    pub kind: Kind,
    /// A number that no other living source of this kind has: generation in the high, slot in the low 32 bits.
    pub number: u64,
}

impl SourceId {
    pub(crate) fn new(kind: Kind, key: Key) -> SourceId {
        SourceId { kind, number: key.to_token() }
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = format!("{:?}", self.kind).to_lowercase();
        write!(f, "{kind}#{}", Key::from_token(self.number))
    }
}

impl Loop {
    /// Lets `observer` watch the loop from now on, instead of the one before.
    pub fn observe(&mut self, observer: impl Observer + 'static) {
        self.observer = Some(Box::new(observer));
    }

    /// Takes the observer away again.
    pub fn unobserve(&mut self) {
        self.observer = None;
    }

    /// Tells the observer. Without one, this is a single branch that always goes the same way.
    #[inline]
    pub(crate) fn note(&mut self, what: Moment) {
        if self.observer.is_some() {
            self.tell_observer(what);
        }
    }

    /// The same for what every turn has to tell: it is put into words only if somebody listens.
    #[inline]
    pub(crate) fn note_with(&mut self, what: impl FnOnce() -> Moment) {
        if self.observer.is_some() {
            self.tell_observer(what());
        }
    }

    /// The same about a source.
    #[inline]
    pub(crate) fn note_source(&mut self, what: fn(SourceId) -> Moment, kind: Kind, key: Key) {
        if self.observer.is_some() {
            self.tell_observer(what(SourceId::new(kind, key)));
        }
    }

    #[cold]
    #[inline(never)]
    fn tell_observer(&mut self, what: Moment) {
        let now = self.poller.now();
        if let Some(observer) = &mut self.observer {
            observer.observe(now, what);
        }
    }
}
