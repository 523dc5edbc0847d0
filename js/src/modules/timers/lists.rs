//! Which timer is due next: Node's own arrangement, because programs can see its order.
//!
//! All timers of one duration are in one list; armed later, they are due later, so a list sorts itself. The lists stand in
//! a queue by the time at which their first timer is due, and at the same time by their age. When a list has to
//! wait it is given a new age. That decides the order of timers with different durations which fall due together.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::{Chain, Links, Place};

/// Where a waiting timer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Seat {
    list: u32,
    place: Place,
}

struct List {
    /// The duration, in milliseconds.
    duration: u32,
    /// When the list has to be looked at, in milliseconds of the clock.
    expiry: u64,
    age: u64,
    chain: Chain,
}

/// A timer in its list.
struct Waiting<T> {
    /// When it was armed, in milliseconds of the clock.
    start: u64,
    timer: T,
}

/// The name of a list, until it is forgotten or has to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ListName {
    number: u32,
    age: u64,
}

/// What [`Lists::first`] found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum First {
    /// This list has to be looked at.
    Due(ListName),
    /// None before this time.
    Wait(u64),
    /// None at all.
    Nothing,
}

/// The age of a list that is forgotten.
const FORGOTTEN: u64 = u64::MAX;

/// All lists. Times are milliseconds of a clock that never goes back.
pub(super) struct Lists<T> {
    links: Links<Waiting<T>>,
    lists: Vec<List>,
    /// Numbers of `lists` that are free.
    free: Vec<u32>,
    /// Programs use few durations at a time, and among few this is faster than hashing.
    of_duration: BTreeMap<u32, u32>,
    /// Expiry, age, number.
    queue: BTreeSet<(u64, u64, u32)>,
    ages: u64,
}

impl<T> Lists<T> {
    pub(super) fn new() -> Lists<T> {
        Lists {
            links: Links::new(),
            lists: Vec::new(),
            free: Vec::new(),
            of_duration: BTreeMap::new(),
            queue: BTreeSet::new(),
            ages: 0,
        }
    }

    /// Arms a timer. With its seat comes the expiry of its list, if the list had to be made.
    pub(super) fn insert(&mut self, duration: u32, start: u64, timer: T) -> (Seat, Option<u64>) {
        let (number, made) = match self.of_duration.get(&duration) {
            Some(&number) => (number, None),
            None => {
                let expiry = start.saturating_add(u64::from(duration));
                (self.make(duration, expiry), Some(expiry))
            }
        };
        let chain = &mut self.lists[number as usize].chain;
        let place = self.links.append(chain, Waiting { start, timer });
        (Seat { list: number, place }, made)
    }

    fn make(&mut self, duration: u32, expiry: u64) -> u32 {
        let list = List { duration, expiry, age: self.ages, chain: Chain::EMPTY };
        let number = match self.free.pop() {
            Some(number) => number,
            None => self.lists.len() as u32,
        };
        self.queue.insert((expiry, self.ages, number));
        self.of_duration.insert(duration, number);
        self.ages += 1;
        match self.lists.get_mut(number as usize) {
            Some(place) => *place = list,
            None => self.lists.push(list),
        }
        number
    }

    /// Takes a timer out.
    #[inline(always)]
    pub(super) fn remove(&mut self, seat: Seat) -> Option<T> {
        let chain = &mut self.lists.get_mut(seat.list as usize)?.chain;
        self.links.remove(chain, seat.place).map(|waiting| waiting.timer)
    }

    /// Forgets the list of a duration, if there is one and nobody waits in it. A list that is left standing keeps its
    /// expiry and its age, for the next timer of that duration.
    pub(super) fn forget_empty(&mut self, duration: u32) {
        if let Some(&number) = self.of_duration.get(&duration)
            && self.lists[number as usize].chain.is_empty()
        {
            self.forget(number);
        }
    }

    fn forget(&mut self, number: u32) {
        let list = &mut self.lists[number as usize];
        self.queue.remove(&(list.expiry, list.age, number));
        self.of_duration.remove(&list.duration);
        list.age = FORGOTTEN;
        self.free.push(number);
    }

    /// The list that has to be looked at first.
    pub(super) fn first(&self, now: u64) -> First {
        match self.queue.first() {
            None => First::Nothing,
            Some(&(expiry, ..)) if expiry > now => First::Wait(expiry),
            Some(&(_, age, number)) => First::Due(ListName { number, age }),
        }
    }

    /// The next timer of a list that is due. It stays in the list. When there is none, the list is put where it belongs, or
    /// forgotten.
    pub(super) fn due(&mut self, name: ListName, now: u64) -> Option<&T> {
        let ListName { number, age } = name;
        let list = self.lists.get(number as usize).filter(|list| list.age == age)?;
        let duration = u64::from(list.duration);
        let Some(first) = list.chain.first() else {
            self.forget(number);
            return None;
        };
        let start = self.links.get(first)?.start;
        if now.saturating_sub(start) < duration {
            // Never twice in one pass, whatever the duration.
            self.postpone(number, start.saturating_add(duration).max(now + 1));
            return None;
        }
        self.links.get(first).map(|waiting| &waiting.timer)
    }

    fn postpone(&mut self, number: u32, expiry: u64) {
        let list = &mut self.lists[number as usize];
        self.queue.remove(&(list.expiry, list.age, number));
        (list.expiry, list.age) = (expiry, self.ages);
        self.ages += 1;
        self.queue.insert((expiry, list.age, number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs all that is due at `now`, and says when to look again.
    fn run(lists: &mut Lists<u32>, seats: &mut BTreeMap<u32, Seat>, now: u64) -> (Vec<u32>, First) {
        let mut fired = Vec::new();
        loop {
            let First::Due(list) = lists.first(now) else { return (fired, lists.first(now)) };
            while let Some(&timer) = lists.due(list, now) {
                lists.remove(seats.remove(&timer).unwrap());
                fired.push(timer);
            }
        }
    }

    #[test]
    fn the_list_that_is_due_first_goes_first_and_at_a_tie_the_older_one() {
        let (mut lists, mut seats) = (Lists::new(), BTreeMap::new());
        for (name, duration, start) in [(1, 10, 0), (2, 5, 5), (3, 10, 0), (4, 9, 0), (5, 10, 4)] {
            seats.insert(name, lists.insert(duration, start, name).0);
        }
        assert_eq!(lists.first(8), First::Wait(9));
        assert_eq!(run(&mut lists, &mut seats, 10), (vec![4, 1, 3, 2], First::Wait(14)));
        assert_eq!(run(&mut lists, &mut seats, 14), (vec![5], First::Nothing));
    }

    #[test]
    fn a_list_that_must_wait_goes_behind_those_that_are_due_at_the_same_time() {
        let (mut lists, mut seats) = (Lists::new(), BTreeMap::new());
        for (name, duration, start) in [(1, 10, 0), (2, 10, 5), (3, 15, 0)] {
            seats.insert(name, lists.insert(duration, start, name).0);
        }
        assert_eq!(run(&mut lists, &mut seats, 10).0, [1]);
        assert_eq!(run(&mut lists, &mut seats, 15).0, [3, 2]);
    }

    #[test]
    fn an_empty_list_keeps_its_expiry_until_it_is_forgotten() {
        let mut lists = Lists::new();
        let (seat, made) = lists.insert(10, 0, 1);
        assert_eq!((made, lists.remove(seat)), (Some(10), Some(1)));
        assert_eq!(lists.insert(10, 7, 2).1, None);
        let mut seats = BTreeMap::new();
        assert_eq!(run(&mut lists, &mut seats, 10).1, First::Wait(17));
        lists.forget_empty(10);
        assert_eq!(lists.first(10), First::Wait(17));
    }
}
