//! A priority queue of deadlines in which every entry can be found again.
//!
//! A heap with four children to a node: half as deep as a binary one, and the four lie side by side in memory.
//! Each move of an entry is told to a callback, which writes the new place down; so an entry is removed or moved
//! in O(log n) at once, and nothing dead ever lies about in the heap.

/// The place of a timer that is not in the heap.
pub(crate) const NOWHERE: u32 = u32::MAX;

const CHILDREN: usize = 4;

/// When (nanoseconds of the loop's clock), then in which order armed, then who.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Deadline<K> {
    pub(crate) at: u64,
    pub(crate) order: u64,
    pub(crate) who: K,
}

/// The heap. `places` arguments are told `(who, place)` whenever an entry comes to a place.
pub(crate) struct Heap<K> {
    entries: Vec<Deadline<K>>,
}

impl<K: Copy> Heap<K> {
    pub(crate) const fn new() -> Heap<K> {
        Heap { entries: Vec::new() }
    }

    /// The earliest entry.
    #[inline]
    pub(crate) fn first(&self) -> Option<&Deadline<K>> {
        self.entries.first()
    }

    /// The entry at a place; `None` for [`NOWHERE`].
    pub(crate) fn get(&self, place: u32) -> Option<&Deadline<K>> {
        self.entries.get(place as usize)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn push(&mut self, entry: Deadline<K>, places: &mut impl FnMut(K, u32)) {
        self.entries.push(entry);
        self.rise(self.entries.len() - 1, entry, places);
    }

    /// Takes the entry at `place` out.
    pub(crate) fn remove(&mut self, place: u32, places: &mut impl FnMut(K, u32)) {
        let place = place as usize;
        let removed = self.entries[place];
        let Some(last) = self.entries.pop() else { return };
        places(removed.who, NOWHERE);
        if place < self.entries.len() {
            self.settle(place, last, places);
        }
    }

    /// Gives the entry at `place` another deadline.
    pub(crate) fn replace(&mut self, place: u32, entry: Deadline<K>, places: &mut impl FnMut(K, u32)) {
        self.settle(place as usize, entry, places);
    }

    /// Finds the right place for an entry, beginning at `place`, which is free.
    fn settle(&mut self, place: usize, entry: Deadline<K>, places: &mut impl FnMut(K, u32)) {
        if place > 0 && earlier(&entry, &self.entries[(place - 1) / CHILDREN]) {
            self.rise(place, entry, places);
        } else {
            self.sink(place, entry, places);
        }
    }

    fn rise(&mut self, mut place: usize, entry: Deadline<K>, places: &mut impl FnMut(K, u32)) {
        while place > 0 {
            let parent = (place - 1) / CHILDREN;
            if !earlier(&entry, &self.entries[parent]) {
                break;
            }
            self.put(place, self.entries[parent], places);
            place = parent;
        }
        self.put(place, entry, places);
    }

    fn sink(&mut self, mut place: usize, entry: Deadline<K>, places: &mut impl FnMut(K, u32)) {
        loop {
            let first = place * CHILDREN + 1;
            let last = (first + CHILDREN).min(self.entries.len());
            let Some(least) =
                (first..last).reduce(|a, b| if earlier(&self.entries[b], &self.entries[a]) { b } else { a })
            else {
                break;
            };
            if !earlier(&self.entries[least], &entry) {
                break;
            }
            self.put(place, self.entries[least], places);
            place = least;
        }
        self.put(place, entry, places);
    }

    fn put(&mut self, place: usize, entry: Deadline<K>, places: &mut impl FnMut(K, u32)) {
        self.entries[place] = entry;
        places(entry.who, place as u32);
    }
}

fn earlier<K>(a: &Deadline<K>, b: &Deadline<K>) -> bool {
    (a.at, a.order) < (b.at, b.order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Compares the heap with a sorted set through ten thousand random operations.
    #[test]
    fn behaves_as_a_sorted_set() {
        let (mut heap, mut model) = (Heap::new(), BTreeSet::new());
        let mut places = vec![NOWHERE; 64];
        let mut deadlines = [(0, 0); 64];
        let mut seed = 1u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) % below
        };
        for order in 0..10_000u64 {
            let who = random(64) as usize;
            let at = random(50);
            let entry = Deadline { at, order, who };
            let place = places[who];
            assert_eq!(place, place_of(&heap, who));
            let mut note = |who: usize, place| places[who] = place;
            if place == NOWHERE {
                heap.push(entry, &mut note);
                model.insert((at, order, who));
            } else if random(2) == 0 {
                heap.remove(place, &mut note);
                model.remove(&(deadlines[who].0, deadlines[who].1, who));
            } else {
                heap.replace(place, entry, &mut note);
                model.remove(&(deadlines[who].0, deadlines[who].1, who));
                model.insert((at, order, who));
            }
            deadlines[who] = (at, order);
            let first = heap.first().map(|d| (d.at, d.order, d.who));
            assert_eq!(first, model.first().copied());
            assert_eq!(heap.len(), model.len());
        }
    }

    /// Where an entry really is, which must be what the callback was told.
    fn place_of(heap: &Heap<usize>, who: usize) -> u32 {
        heap.entries.iter().position(|entry| entry.who == who).map_or(NOWHERE, |place| place as u32)
    }
}
