//! Watching the loop at work: the one hook on which tracers, live views and metrics hang.

pub(crate) mod audience;
pub(crate) mod calls;
mod describe;
pub(crate) mod histogram;
pub(crate) mod metrics;

pub use describe::Description;

use crate::event_loop::Loop;
use crate::slab::Key;
use evloop_ffi::poller::Ready;
use std::fmt;
use std::time::Duration;

/// Is told of everything the loop does. It runs inside the loop: be quick, and do not print to a slow terminal.
pub trait Observer {
    /// Something happened to `lp` at `at` on its clock. The loop may be looked at, not changed.
    fn observe(&mut self, lp: &Loop, at: Duration, what: Moment);
}

/// What an [`Observer`] is told.
///
/// A turn is a row of phases in their order ([`Phase`] sorts so); those with nothing to do are left out, but for
/// [`Phase::Poll`], which every turn has, and which is `Sleep`, `Wake`, and a pair of `Enter` and `Leave` for each call. A phase
/// that does not come after the one before belongs to the next turn. What lies between `Enter` and `Leave` is user code, or a
/// source of the loop's own that calls user code: signals come through a watch, children end in one, so these pairs nest.
///
/// ```
/// use evloop::{Kind, Loop, Moment, Observer, Phase, SourceId};
/// use std::cell::RefCell;
/// use std::rc::Rc;
/// use std::time::Duration;
///
/// /// Writes down in which phase whose callback is called.
/// struct Minutes(Option<Phase>, Rc<RefCell<Vec<(Option<Phase>, SourceId)>>>);
///
/// impl Observer for Minutes {
///     fn observe(&mut self, _: &Loop, _: Duration, what: Moment) {
///         match what {
///             Moment::Phase(phase) => self.0 = Some(phase),
///             Moment::Enter(id) => self.1.borrow_mut().push((self.0, id)),
///             _ => {}
///         }
///     }
/// }
///
/// let mut lp = Loop::new()?;
/// let minutes = Rc::new(RefCell::new(Vec::new()));
/// lp.observe(Minutes(None, Rc::clone(&minutes)));
/// lp.immediate(|_| ());
/// lp.on_idle(|lp, hook| drop(hook.close(lp)));
/// lp.run()?;
///
/// let minutes = minutes.borrow();
/// let calls: Vec<_> = minutes.iter().map(|(phase, id)| (phase.unwrap(), id.kind)).collect();
/// assert_eq!(calls, [(Phase::Idle, Kind::Hook), (Phase::Check, Kind::Immediate)]);
/// assert!(minutes[1].1.to_string().starts_with("immediate#"));
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Moment {
    /// A turn begins: the first, the second ….
    Turn(u64),
    /// A phase that has something to do begins; the one before has ended.
    Phase(Phase),
    /// The loop asks the kernel who is ready, and sleeps for at most this long (`None`: until something happens).
    Sleep(Option<Duration>),
    /// The kernel has answered with so many events.
    Wake(usize),
    /// What it said of one source, which is told now.
    Ready(SourceId, Ready),
    /// User code is called for a source …
    Enter(SourceId),
    /// … and has returned.
    Leave(SourceId),
    /// The timer whose callback is entered next was due so long ago.
    Late(Duration),
    /// A source came into being.
    Born(SourceId),
    /// A source is gone, and its last callback was called.
    Died(SourceId),
    /// A timer is set to this moment of the loop's clock.
    Armed(SourceId, Duration),
    /// A timer is not going to fire any more, or fires now.
    Disarmed(SourceId),
    /// A method met something that the source's callback hears in the pending phase.
    Pending(SourceId),
    /// A source was closed; its farewell is told in the closing phase.
    Closing(SourceId),
    /// A system call was made for a source.
    Called(Call),
    /// While the loop sleeps, somebody wants to know of its sources ([`Reader::ask_survey`](crate::recorder::Reader::ask_survey)).
    /// It goes on sleeping.
    Asked,
    /// This is a child of fork now ([`Loop::after_fork`]); other threads are not here.
    Forked,
    /// A job of the pool was begun on this thread (from 0) at this moment. Told when it is done, next to [`Moment::Worked`].
    Begun(SourceId, usize, Duration),
    /// A job of the pool is done, whose result is told next: on which thread, and how long it took.
    Worked(SourceId, usize, Duration),
}

/// A system call that the loop made.
///
/// ```
/// use evloop::{Call, Loop, Moment, Observer};
/// use std::time::Duration;
///
/// struct Calls;
///
/// impl Observer for Calls {
///     fn observe(&mut self, _: &Loop, _: Duration, what: Moment) {
///         if let Moment::Called(Call { name, result, took, .. }) = what {
///             println!("{name} gave {result} after {took:?}");
///         }
///     }
/// }
///
/// let mut lp = Loop::new()?;
/// lp.observe(Calls);
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// Its name: `recv`.
    pub name: &'static str,
    /// For whom.
    pub source: SourceId,
    /// What it gave back (a count of bytes, a descriptor, 0), or the errno, negative.
    pub result: i64,
    /// How long it took.
    pub took: Duration,
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

impl Phase {
    /// All, in their order.
    pub const ALL: [Phase; 7] = [
        Phase::Timers,
        Phase::Pending,
        Phase::Idle,
        Phase::Prepare,
        Phase::Poll,
        Phase::Check,
        Phase::Closing,
    ];
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
    /// A [`Remote`](crate::Remote), through which closures come from other threads.
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

impl Kind {
    /// All there are now.
    pub const ALL: [Kind; 14] = [
        Kind::Conn,
        Kind::Listener,
        Kind::Watch,
        Kind::Timer,
        Kind::Immediate,
        Kind::Hook,
        Kind::Remote,
        Kind::Work,
        Kind::Signal,
        Kind::Child,
        Kind::Udp,
        Kind::UnixDatagram,
        Kind::FileWatch,
        Kind::FilePoll,
    ];
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

/// In lower case, as logs have it: `conn`, `filewatch`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format!("{self:?}").to_lowercase())
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.kind, Key::from_token(self.number))
    }
}

impl Loop {
    /// Lets `observer` watch the loop from now on, instead of the one before.
    ///
    /// ```
    /// use evloop::{Loop, Moment, Observer};
    /// use std::time::Duration;
    ///
    /// /// Complains about callbacks that keep the others waiting.
    /// struct Watchdog(Duration);
    ///
    /// impl Observer for Watchdog {
    ///     fn observe(&mut self, _: &Loop, at: Duration, what: Moment) {
    ///         match what {
    ///             Moment::Enter(_) => self.0 = at,
    ///             Moment::Leave(id) if at - self.0 > Duration::from_millis(100) => println!("{id} took {:?}", at - self.0),
    ///             _ => {}
    ///         }
    ///     }
    /// }
    ///
    /// let mut lp = Loop::new()?;
    /// lp.observe(Watchdog(Duration::ZERO));
    /// lp.after(Duration::from_millis(1), |lp| lp.unobserve());
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn observe(&mut self, observer: impl Observer + 'static) {
        self.change_audience(|audience| audience.observer = Some(Box::new(observer)));
    }

    /// Takes the observer away again.
    pub fn unobserve(&mut self) {
        self.change_audience(|audience| audience.observer = None);
    }
}
