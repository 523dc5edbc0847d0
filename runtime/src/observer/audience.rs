//! Who is told what the loop does, and when that was.

use crate::event_loop::Loop;
use crate::observer::metrics::Meter;
use crate::observer::{Kind, Moment, Observer, SourceId};
use crate::slab::Key;
use evloop_ffi::poller::Ready;
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// The program's observer, and the meter.
#[derive(Default)]
pub(crate) struct Audience {
    pub(crate) observer: Option<Box<dyn Observer>>,
    pub(crate) meter: Option<Meter>,
}

/// Where the audience sits. Most loops have none, and nobody left is no audience, so that one look tells.
#[derive(Default)]
pub(crate) struct Seats {
    audience: Option<Box<RefCell<Audience>>>,
    /// A reading of the clock that is still good: nothing has happened since that takes time. Readings are dear beside what is
    /// told, and most of what is told follows at once on something else.
    fresh: Cell<Option<Duration>>,
    /// How many callbacks are on the stack: what user code does takes time.
    inside: Cell<usize>,
}

impl Seats {
    /// Whether anybody is to be told: a single branch that always goes the same way; and none at all with the feature `blind`.
    #[inline(always)]
    pub(crate) fn taken(&self) -> bool {
        cfg!(not(feature = "blind")) && self.audience.is_some()
    }

    /// What the audience has to say, unless it is just being told something.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Audience) -> Option<T>) -> Option<T> {
        question(&*self.audience.as_ref()?.try_borrow().ok()?)
    }

    /// The reading is `at`; whether it will be good for what follows.
    fn pass(&self, at: Duration, what: Moment) {
        match what {
            Moment::Enter(_) => self.inside.set(self.inside.get() + 1),
            Moment::Leave(_) => self.inside.set(self.inside.get().saturating_sub(1)),
            Moment::Turn(_) => self.inside.set(0),
            _ => {}
        }
        let good = self.inside.get() == 0 && !matches!(what, Moment::Sleep(_));
        self.fresh.set(good.then_some(at));
    }
}

impl Loop {
    pub(crate) fn change_audience(&mut self, change: impl FnOnce(&mut Audience)) {
        let mut audience = self.audience.audience.take().unwrap_or_default();
        change(audience.get_mut());
        let anybody = audience.get_mut().meter.is_some() || audience.get_mut().observer.is_some();
        self.audience = Seats { audience: anybody.then_some(audience), ..Seats::default() };
    }

    /// The clock, read now.
    pub(crate) fn clock_now(&self) -> Duration {
        self.clock.read(&*self.poller)
    }

    /// The clock, for what happens now.
    fn reading(&self) -> Duration {
        // Between turns is user code, too.
        let fresh = self.audience.fresh.get().filter(|_| self.turning);
        fresh.unwrap_or_else(|| self.clock_now())
    }

    /// When a call begins; `None` if nobody wants to know.
    #[inline]
    pub(crate) fn before_call(&self) -> Option<Duration> {
        self.audience.taken().then(|| self.reading())
    }

    /// Does something that takes time of the world, and none of the loop's: its clock stands still meanwhile.
    pub(crate) fn stand_still(&self, wait: impl FnOnce()) {
        let begun = self.clock_now();
        wait();
        self.clock.pass_over(self.clock_now().saturating_sub(begun));
    }

    /// Tells the observer. Without one, this is a single branch that always goes the same way.
    #[inline]
    pub(crate) fn note(&self, what: Moment) {
        if self.audience.taken() {
            self.tell_observer(what);
        }
    }

    /// The same for what takes some finding out.
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
        let now = match what {
            // Time has passed since whatever was told before.
            Moment::Turn(_) | Moment::Wake(_) | Moment::Leave(_) | Moment::Asked => self.clock_now(),
            _ => self.reading(),
        };
        self.tell_observer_at(now, what);
    }

    pub(crate) fn tell_observer_at(&self, now: Duration, what: Moment) {
        self.audience.pass(now, what);
        // An observer looks at the loop, and does nothing that it would have to be told.
        let audience = self.audience.audience.as_ref().map(|audience| audience.try_borrow_mut());
        let Some(Ok(mut audience)) = audience else { return };
        if let Some(meter) = &mut audience.meter {
            meter.note(now, what);
        }
        if let Some(observer) = &mut audience.observer {
            observer.observe(self, now, what);
        }
    }
}
