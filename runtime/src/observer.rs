//! Watching the loop at work: the one hook on which tracers, live views and metrics hang.

pub(crate) mod calls;
mod describe;
pub(crate) mod histogram;
pub(crate) mod metrics;

pub use describe::Description;

use crate::event_loop::Loop;
use crate::observer::metrics::Meter;
use crate::slab::Key;
use evloop_ffi::poller::Ready;
use std::cell::RefCell;
use std::fmt;
use std::time::Duration;

/// Is told of everything the loop does. It runs inside the loop: be quick, and do not print to a slow terminal.
pub trait Observer {
    /// Something happened to `lp` at `at` on its clock. The loop may be looked at, not changed.
    fn observe(&mut self, lp: &Loop, at: Duration, what: Moment);
}

/// Whoever is told: the program's observer, and the meter.
#[derive(Default)]
pub(crate) struct Audience {
    pub(crate) observer: Option<Box<dyn Observer>>,
    pub(crate) meter: Option<Meter>,
}

/// Where the audience sits. Most loops have none, and nobody left is no audience, so that one look tells.
#[derive(Default)]
pub(crate) struct Seats(Option<Box<RefCell<Audience>>>);

impl Seats {
    /// Whether anybody is to be told: a single branch that always goes the same way.
    #[inline(always)]
    pub(crate) fn taken(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Audience)) {
        let mut audience = self.0.take().unwrap_or_default();
        change(audience.get_mut());
        let anybody = audience.get_mut().meter.is_some() || audience.get_mut().observer.is_some();
        self.0 = anybody.then_some(audience);
    }

    /// What the audience has to say, unless it is just being told something.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Audience) -> Option<T>) -> Option<T> {
        question(&*self.0.as_ref()?.try_borrow().ok()?)
    }
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
    /// A job of the pool was begun on this thread (from 0) at this moment. Told when it is done, next to [`Moment::Worked`].
    Begun(SourceId, usize, Duration),
    /// A job of the pool is done, whose result is told next: on which thread, and how long it took.
    Worked(SourceId, usize, Duration),
}

/// A system call that the loop made.
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
        self.audience.change(|audience| audience.observer = Some(Box::new(observer)));
    }

    /// Takes the observer away again.
    pub fn unobserve(&mut self) {
        self.audience.change(|audience| audience.observer = None);
    }

    /// The clock, read now.
    pub(crate) fn clock_now(&self) -> Duration {
        self.poller.now()
    }

    /// Tells the observer. Without one, this is a single branch that always goes the same way.
    #[inline]
    pub(crate) fn note(&self, what: Moment) {
        if self.audience.taken() {
            self.tell_observer(what);
        }
    }

    /// The same for what every turn has to tell: it is put into words only if somebody listens.
    #[inline]
    pub(crate) fn note_with(&self, what: impl FnOnce(&Loop) -> Moment) {
        if self.audience.taken() {
            let what = what(self);
            self.tell_observer(what);
        }
    }

    /// What the kernel said of a source, if it is still there.
    #[cold]
    pub(crate) fn note_ready(&self, key: Key, ready: Ready) {
        if let Some(source) = self.sources.get(key) {
            let id = SourceId::new(source.kind(), key);
            self.tell_observer(Moment::Ready(id, ready));
        }
    }

    /// The same about a source that the loop has under its name.
    #[inline]
    pub(crate) fn note_about(&self, what: fn(SourceId) -> Moment, key: Key) {
        if self.audience.taken()
            && let Some(source) = self.sources.get(key)
        {
            self.tell_observer(what(SourceId::new(source.kind(), key)));
        }
    }

    /// The same about a source.
    #[inline]
    pub(crate) fn note_source(&self, what: fn(SourceId) -> Moment, kind: Kind, key: Key) {
        if self.audience.taken() {
            self.tell_observer(what(SourceId::new(kind, key)));
        }
    }

    #[cold]
    #[inline(never)]
    fn tell_observer(&self, what: Moment) {
        self.tell_observer_at(self.poller.now(), what);
    }

    fn tell_observer_at(&self, now: Duration, what: Moment) {
        // An observer looks at the loop, and does nothing that it would have to be told.
        let Some(Ok(mut audience)) = self.audience.0.as_ref().map(|audience| audience.try_borrow_mut())
        else {
            return;
        };
        if let Some(meter) = &mut audience.meter {
            meter.note(now, what);
        }
        if let Some(observer) = &mut audience.observer {
            observer.observe(self, now, what);
        }
    }
}
