//! Immediates: closures for the check phase of this turn, or of the next.

use crate::event_loop::Loop;
use crate::observer::{Description, Kind, Moment, Phase, SourceId};
use std::collections::VecDeque;

/// The name of an immediate.
///
/// ```
/// use evloop::{Immediate, Loop};
/// use std::cell::RefCell;
/// use std::rc::Rc;
///
/// let mut lp = Loop::new()?;
/// let lines = Rc::new(RefCell::new(vec!["one"]));
/// // However many lines the callbacks of a turn add, they are sent at its end and together.
/// let later = Rc::clone(&lines);
/// let send: Immediate = lp.immediate(move |_| assert_eq!(later.take().join(" "), "one two three"));
/// lines.borrow_mut().extend(["two", "three"]);
///
/// let superfluous = lp.immediate(|_| panic!("it was taken back"));
/// assert!(superfluous.cancel(&mut lp));
/// lp.run()?;
/// assert!(lines.borrow().is_empty());
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// One that has run cannot be taken back:
///
/// ```
/// let mut lp = evloop::Loop::new()?;
/// let first = lp.immediate(|_| ());
/// lp.immediate(move |lp| assert!(!first.cancel(lp)));
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Immediate(u64);

type Callback = Box<dyn FnOnce(&mut Loop)>;

/// The queue. Numbers rise along it, so that one is found by bisection; a cancelled one leaves an empty place.
#[derive(Default)]
pub(crate) struct Immediates {
    queue: VecDeque<(u64, Option<Callback>)>,
    made: u64,
}

impl Immediates {
    pub(crate) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// The numbers of those that are going to run.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u64> {
        self.queue.iter().filter(|(_, callback)| callback.is_some()).map(|(number, _)| *number)
    }

    pub(crate) fn describe(&self, number: u64) -> Option<Description> {
        let id = SourceId { kind: Kind::Immediate, number };
        self.numbers().find(|&own| own == number).map(|_| Description::new(id, "queued", true))
    }

    /// The first in the queue, if its number is below `limit`.
    fn take_below(&mut self, limit: u64) -> Option<(u64, Option<Callback>)> {
        if self.queue.front()?.0 < limit { self.queue.pop_front() } else { None }
    }
}

impl Loop {
    /// Calls `callback` in the check phase, right after the poll phase. From inside the check phase: in that of the
    /// next turn, so that immediates which make immediates do not starve anybody.
    pub fn immediate(&mut self, callback: impl FnOnce(&mut Loop) + 'static) -> Immediate {
        let number = self.immediates.made;
        self.immediates.made += 1;
        self.immediates.queue.push_back((number, Some(Box::new(callback))));
        self.active += 1;
        self.note_with(|_| Moment::Born(SourceId { kind: Kind::Immediate, number }));
        Immediate(number)
    }

    pub(crate) fn run_immediates(&mut self) {
        let newcomers = self.immediates.made;
        while let Some((number, callback)) = self.immediates.take_below(newcomers) {
            let Some(callback) = callback else { continue };
            self.active -= 1;
            let id = SourceId { kind: Kind::Immediate, number };
            self.note(Moment::Enter(id));
            callback(self);
            self.note(Moment::Leave(id));
            self.note(Moment::Died(id));
        }
    }

    /// Check hooks first, then immediates.
    pub(crate) fn run_check(&mut self) {
        if self.hooks.any_check() || !self.immediates.is_empty() {
            self.run_check_now();
        }
    }

    #[inline(never)]
    fn run_check_now(&mut self) {
        self.note(Moment::Phase(Phase::Check));
        self.call_hooks(Phase::Check);
        self.run_immediates();
    }
}

impl Immediate {
    /// The name in logs and traces.
    ///
    /// ```
    /// let mut lp = evloop::Loop::new()?;
    /// let immediate = lp.immediate(|_| ());
    /// assert!(immediate.id().to_string().starts_with("immediate#"));
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn id(self) -> SourceId {
        SourceId { kind: Kind::Immediate, number: self.0 }
    }

    /// Takes the immediate back; `false` when it has run, is running, or was cancelled before.
    pub fn cancel(self, lp: &mut Loop) -> bool {
        let queue = &mut lp.immediates.queue;
        let place = queue.partition_point(|(number, _)| *number < self.0);
        let found =
            queue.get_mut(place).filter(|(number, _)| *number == self.0).and_then(|(_, cb)| cb.take());
        if found.is_some() {
            lp.active -= 1;
            lp.note(Moment::Died(SourceId { kind: Kind::Immediate, number: self.0 }));
        }
        found.is_some()
    }
}
