//! Timers: one-shot, repeating and reusable.

pub(crate) mod clock;
pub(crate) mod heap;

use crate::event_loop::Loop;
use crate::observer::{Description, Kind, Moment, Phase, SourceId};
use crate::slab::{Key, Store};
use crate::timer::heap::{Deadline, Heap, NOWHERE};
use std::time::Duration;

/// The name of a timer. Stale once a one-shot timer has fired or a timer was cancelled.
///
/// ```
/// use evloop::{Loop, Timer};
/// use std::cell::Cell;
/// use std::rc::Rc;
/// use std::time::Duration;
///
/// let mut lp = Loop::new()?;
/// let beats = Rc::new(Cell::new(0));
/// let counter = Rc::clone(&beats);
/// lp.every(Duration::from_millis(1), move |lp, timer| {
///     counter.set(counter.get() + 1);
///     if counter.get() == 5 {
///         timer.cancel(lp);
///     }
/// });
/// // A limit that is not reached, since what it limits is done before.
/// let limit: Timer = lp.after(Duration::from_secs(60), |_| panic!("too late"));
/// lp.after(Duration::from_millis(1), move |lp| assert!(limit.cancel(lp)));
/// lp.run()?;
/// assert_eq!(beats.get(), 5);
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// A timer made by [`Loop::timer`] serves for a limit that is put off again and again, e.g. for how long a peer may be silent:
///
/// ```
/// use evloop::Loop;
/// use std::time::Duration;
///
/// let mut lp = Loop::new()?;
/// let silence = lp.timer(|lp, silence| {
///     assert!(!silence.is_armed(lp));
///     println!("nothing was heard for long");
/// });
/// silence.restart(&mut lp, Duration::from_secs(60));
/// // Something was heard: the time begins anew.
/// silence.restart(&mut lp, Duration::from_secs(90));
/// assert!(silence.is_armed(&lp));
/// // The peer was asked to wait. The callback is kept for later.
/// assert!(silence.stop(&mut lp) && !silence.stop(&mut lp));
/// silence.restart(&mut lp, Duration::from_millis(1));
///
/// // Statistics are no reason to stay alive: the loop ends without a single line of them.
/// let statistics = lp.every(Duration::from_secs(60), |lp, _| println!("{}", lp.metrics()));
/// statistics.set_ref(&mut lp, false);
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Timer(Key);

type Once = Box<dyn FnOnce(&mut Loop)>;
type Many = Box<dyn FnMut(&mut Loop, Timer)>;

enum Action {
    Once(Once),
    /// The callback is absent while it runs. Without a period the timer must be restarted by hand.
    Many {
        callback: Option<Many>,
        period: Option<u64>,
    },
}

struct TimerState {
    /// Where in the heap, or [`NOWHERE`].
    place: u32,
    referenced: bool,
    action: Action,
}

/// All timers of a loop.
pub(crate) struct Timers {
    store: Store<TimerState>,
    heap: Heap<Key>,
    /// How many were armed so far: the order among equal deadlines.
    armed: u64,
}

impl Timers {
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        self.store.keys()
    }

    pub(crate) fn describe(&self, key: Key) -> Option<Description> {
        let timer = self.store.get(key)?;
        let due = self.heap.get(timer.place).map(|deadline| Duration::from_nanos(deadline.at));
        let state = if due.is_some() { "armed" } else { "at rest" };
        let about = Description::new(SourceId::new(Kind::Timer, key), state, timer.referenced);
        Some(Description { keeps_alive: timer.referenced && due.is_some(), due, ..about })
    }

    pub(crate) fn armed_now(&self) -> usize {
        self.heap.len()
    }

    pub(crate) fn armed_so_far(&self) -> u64 {
        self.armed
    }

    pub(crate) const fn new() -> Timers {
        Timers { store: Store::new(), heap: Heap::new(), armed: 0 }
    }

    /// When the loop must be awake again.
    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        self.heap.first().map(|deadline| Duration::from_nanos(deadline.at))
    }

    /// Puts a timer's deadline into the heap, or moves it there. Whether the timer was at rest before; `None` when
    /// there is no such timer.
    fn arm(&mut self, key: Key, at: u64) -> Option<bool> {
        let place = self.store.get(key)?.place;
        let entry = Deadline { at, order: self.armed, who: key };
        self.armed += 1;
        let mut note = place_noter(&mut self.store);
        if place == NOWHERE {
            self.heap.push(entry, &mut note);
        } else {
            self.heap.replace(place, entry, &mut note);
        }
        Some(place == NOWHERE)
    }

    /// Takes a timer's deadline out of the heap; whether there was one.
    fn disarm(&mut self, key: Key) -> bool {
        match self.store.get(key) {
            Some(timer) if timer.place != NOWHERE => {
                self.heap.remove(timer.place, &mut place_noter(&mut self.store));
                true
            }
            _ => false,
        }
    }
}

/// What the heap calls when it moves an entry.
fn place_noter(store: &mut Store<TimerState>) -> impl FnMut(Key, u32) + '_ {
    |key, place| {
        if let Some(timer) = store.get_mut(key) {
            timer.place = place;
        }
    }
}

/// Nanoseconds, as many as there can be in 584 years.
fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

impl Loop {
    /// Calls `callback` once, when `delay` has passed since [`Loop::now`]. Never early; timers with the same
    /// deadline in the order in which they were made.
    pub fn after(&mut self, delay: Duration, callback: impl FnOnce(&mut Loop) + 'static) -> Timer {
        let timer = self.new_timer(Action::Once(Box::new(callback)));
        self.arm(timer.0, delay);
        timer
    }

    /// Calls `callback` after every `period`. When the loop was too busy, the calls that were missed are left out
    /// instead of made up for; otherwise the rhythm does not drift.
    pub fn every(&mut self, period: Duration, callback: impl FnMut(&mut Loop, Timer) + 'static) -> Timer {
        let action = Action::Many { callback: Some(Box::new(callback)), period: Some(nanoseconds(period)) };
        let timer = self.new_timer(action);
        self.arm(timer.0, period);
        timer
    }

    /// A timer at rest, to be used again and again: [`Timer::restart`] arms it for one call of `callback`.
    pub fn timer(&mut self, callback: impl FnMut(&mut Loop, Timer) + 'static) -> Timer {
        self.new_timer(Action::Many { callback: Some(Box::new(callback)), period: None })
    }

    fn new_timer(&mut self, action: Action) -> Timer {
        let key = self.timers.store.insert(TimerState { place: NOWHERE, referenced: true, action });
        self.note_source(Moment::Born, Kind::Timer, key);
        Timer(key)
    }

    fn arm(&mut self, key: Key, delay: Duration) -> bool {
        let at = nanoseconds(self.now()).saturating_add(nanoseconds(delay));
        self.arm_at(key, at)
    }

    fn arm_at(&mut self, key: Key, at: u64) -> bool {
        let Some(was_at_rest) = self.timers.arm(key, at) else { return false };
        if was_at_rest && self.timers.store.get(key).is_some_and(|timer| timer.referenced) {
            self.active += 1;
        }
        self.note_with(|_| Moment::Armed(SourceId::new(Kind::Timer, key), Duration::from_nanos(at)));
        true
    }

    fn disarm(&mut self, key: Key) -> bool {
        let was_armed = self.timers.disarm(key);
        if was_armed && self.timers.store.get(key).is_some_and(|timer| timer.referenced) {
            self.active -= 1;
        }
        if was_armed {
            self.note_source(Moment::Disarmed, Kind::Timer, key);
        }
        was_armed
    }

    /// Fires what is due. Timers that are armed meanwhile have later deadlines or later numbers, so they sort
    /// behind all that were due, and wait for the next turn.
    pub(crate) fn run_timers(&mut self) {
        if self.timers.heap.first().is_none() {
            return;
        }
        let now = nanoseconds(self.now());
        let newcomers = self.timers.armed;
        let mut fired = false;
        while let Some(&deadline) = self.timers.heap.first() {
            if deadline.at > now || deadline.order >= newcomers {
                break;
            }
            if !fired {
                self.note(Moment::Phase(Phase::Timers));
            }
            self.fire(deadline, now);
            fired = true;
        }
        if fired {
            // The callbacks took time, and the poll phase must not sleep too long for it.
            self.clock.forget();
        }
    }

    fn fire(&mut self, deadline: Deadline<Key>, now: u64) {
        let key = deadline.who;
        self.disarm(key);
        let id = SourceId::new(Kind::Timer, key);
        self.note_with(|_| Moment::Late(Duration::from_nanos(now.saturating_sub(deadline.at))));
        self.note(Moment::Enter(id));
        match self.timers.store.get_mut(key).map(|timer| &mut timer.action) {
            Some(Action::Many { callback, period }) => {
                let (callback, period) = (callback.take(), *period);
                if let Some(period) = period {
                    self.arm_at(key, next_beat(deadline.at, period, now));
                }
                self.call_many(key, callback);
            }
            Some(Action::Once(_)) => {
                self.call_once(key);
                self.note(Moment::Leave(id));
                return self.note(Moment::Died(id));
            }
            None => {}
        }
        self.note(Moment::Leave(id));
    }

    fn call_once(&mut self, key: Key) {
        let timer = self.timers.store.remove(key);
        if let Some(TimerState { action: Action::Once(callback), .. }) = timer {
            callback(self);
        }
    }

    fn call_many(&mut self, key: Key, callback: Option<Many>) {
        let Some(mut running) = callback else { return };
        running(self, Timer(key));
        if let Some(TimerState { action: Action::Many { callback, .. }, .. }) = self.timers.store.get_mut(key)
        {
            *callback = Some(running);
        }
    }
}

/// When a repeating timer is due next: in the old rhythm, or in a new one if that beat is past already.
fn next_beat(due: u64, period: u64, now: u64) -> u64 {
    let beat = due.saturating_add(period);
    if beat > now { beat } else { now.saturating_add(period) }
}

impl Timer {
    /// The name in logs and traces.
    ///
    /// ```
    /// let mut lp = evloop::Loop::new()?;
    /// let timer = lp.timer(|_, _| ());
    /// assert!(timer.id().to_string().starts_with("timer#"));
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn id(self) -> SourceId {
        SourceId::new(Kind::Timer, self.0)
    }

    /// Takes the timer away; `false` when it was gone already.
    pub fn cancel(self, lp: &mut Loop) -> bool {
        lp.disarm(self.0);
        let removed = lp.timers.store.remove(self.0).is_some();
        if removed {
            lp.note_source(Moment::Died, Kind::Timer, self.0);
        }
        removed
    }

    /// Arms the timer anew: it fires when `delay` has passed from now, whatever was planned before. A repeating
    /// timer goes on from there with its period. `false` when the timer is gone (a one-shot timer that has fired,
    /// or is firing).
    pub fn restart(self, lp: &mut Loop, delay: Duration) -> bool {
        lp.arm(self.0, delay)
    }

    /// Disarms the timer without forgetting its callback; `false` when it was not armed.
    pub fn stop(self, lp: &mut Loop) -> bool {
        lp.disarm(self.0)
    }

    /// Whether the timer is going to fire.
    pub fn is_armed(self, lp: &Loop) -> bool {
        lp.timers.store.get(self.0).is_some_and(|timer| timer.place != NOWHERE)
    }

    /// Whether the timer keeps the loop alive while it is armed (it does unless told otherwise). `false` when the
    /// timer is gone.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        let Some(timer) = lp.timers.store.get_mut(self.0) else { return false };
        let before = std::mem::replace(&mut timer.referenced, referenced);
        if timer.place != NOWHERE && before != referenced {
            lp.active = if referenced { lp.active + 1 } else { lp.active - 1 };
        }
        true
    }
}
