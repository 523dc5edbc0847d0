//! Doubly linked lists in one slab: appending, and taking an entry out of the middle, cost the same however long a list is.

/// No entry.
const NONE: u32 = u32::MAX;

/// The place of an entry, until it is removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place(u32);

/// One list: its ends. The entries are in a [`Links`], which must be the same one at every call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain {
    head: u32,
    tail: u32,
}

impl Chain {
    pub(super) const EMPTY: Chain = Chain { head: NONE, tail: NONE };

    pub(super) fn is_empty(&self) -> bool {
        self.head == NONE
    }

    /// The oldest entry.
    pub(super) fn first(&self) -> Option<Place> {
        (self.head != NONE).then_some(Place(self.head))
    }
}

struct Entry<T> {
    /// Absent while the place is free.
    value: Option<T>,
    previous: u32,
    /// The next entry of the list; of a free place, the next free one.
    next: u32,
}

/// The entries of any number of lists.
pub(super) struct Links<T> {
    entries: Vec<Entry<T>>,
    free: u32,
}

impl<T> Links<T> {
    pub(super) const fn new() -> Links<T> {
        Links { entries: Vec::new(), free: NONE }
    }

    /// Adds a value at the end of a list.
    pub(super) fn append(&mut self, chain: &mut Chain, value: T) -> Place {
        let entry = Entry { value: Some(value), previous: chain.tail, next: NONE };
        let place = self.place(entry);
        match self.entries.get_mut(chain.tail as usize) {
            Some(last) => last.next = place,
            None => chain.head = place,
        }
        chain.tail = place;
        Place(place)
    }

    /// Puts an entry into a free place, or into a new one.
    fn place(&mut self, entry: Entry<T>) -> u32 {
        let place = self.free;
        match self.entries.get_mut(place as usize) {
            Some(free) => {
                self.free = free.next;
                *free = entry;
                place
            }
            None => {
                self.entries.push(entry);
                (self.entries.len() - 1) as u32
            }
        }
    }

    /// Takes an entry out of the list that it is in.
    #[inline(always)]
    pub(super) fn remove(&mut self, chain: &mut Chain, place: Place) -> Option<T> {
        let entry = self.entries.get_mut(place.0 as usize)?;
        let value = entry.value.take()?;
        let (previous, next) = (entry.previous, entry.next);
        entry.next = self.free;
        self.free = place.0;
        match self.entries.get_mut(previous as usize) {
            Some(before) => before.next = next,
            None => chain.head = next,
        }
        match self.entries.get_mut(next as usize) {
            Some(after) => after.previous = previous,
            None => chain.tail = previous,
        }
        Some(value)
    }

    /// What is at a place.
    pub(super) fn get(&self, place: Place) -> Option<&T> {
        self.entries.get(place.0 as usize)?.value.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(links: &Links<u32>, chain: &Chain) -> Vec<u32> {
        let mut at = chain.head;
        let mut values = Vec::new();
        while let Some(entry) = links.entries.get(at as usize) {
            values.extend(entry.value);
            at = entry.next;
        }
        values
    }

    #[test]
    fn entries_leave_from_anywhere_and_places_are_used_again() {
        let (mut links, mut odd, mut even) = (Links::new(), Chain::EMPTY, Chain::EMPTY);
        let places: Vec<Place> =
            (0..10).map(|n| links.append(if n % 2 == 1 { &mut odd } else { &mut even }, n)).collect();
        assert_eq!(all(&links, &odd), [1, 3, 5, 7, 9]);
        for n in [5, 1, 9] {
            assert_eq!(links.remove(&mut odd, places[n as usize]), Some(n));
        }
        assert_eq!(all(&links, &odd), [3, 7]);
        assert_eq!(all(&links, &even), [0, 2, 4, 6, 8]);
        assert_eq!(links.get(places[5]), None);
        for n in [11, 13, 15] {
            links.append(&mut odd, n);
        }
        assert_eq!(links.entries.len(), 10);
        assert_eq!(all(&links, &odd), [3, 7, 11, 13, 15]);
        while let Some(first) = odd.first() {
            links.remove(&mut odd, first);
        }
        assert!(odd.is_empty() && !even.is_empty());
    }
}
