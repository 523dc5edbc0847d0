//! Things with names: a slab whose keys carry a generation.
//!
//! A slot is used again as soon as it is free, but under the next generation. So a name that outlived its thing
//! finds nothing, and never a stranger.

use std::fmt;

/// The name of a thing: where it lives (the low half), and which tenant of that place it is (the high half).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key(u64);

impl Key {
    /// A name that nobody has: the slab's highest generation is not used.
    pub(crate) const NOBODY: Key = Key(u64::MAX - 1);

    fn new(slot: u32, generation: u32) -> Key {
        Key(u64::from(generation) << 32 | u64::from(slot))
    }

    #[inline]
    fn slot(self) -> usize {
        self.0 as u32 as usize
    }

    #[inline]
    fn generation(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The name as pollers and observers carry it.
    #[inline]
    pub(crate) fn to_token(self) -> u64 {
        self.0
    }

    #[inline]
    pub(crate) fn from_token(token: u64) -> Key {
        Key(token)
    }
}

/// As logs show it: `7.2` is the second tenant of slot 7.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.slot(), self.generation())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A slab of named things.
pub(crate) struct Store<T> {
    entries: slab::Slab<(u32, T)>,
    // How many tenants each slot has had. Kept apart, because the slab forgets a vacant entry's content.
    tenants: Vec<u32>,
}

impl<T> Store<T> {
    pub(crate) const fn new() -> Store<T> {
        Store { entries: slab::Slab::new(), tenants: Vec::new() }
    }

    /// Takes a thing in, and gives it a name.
    pub(crate) fn insert(&mut self, thing: T) -> Key {
        let entry = self.entries.vacant_entry();
        let slot = entry.key();
        if slot == self.tenants.len() {
            self.tenants.push(0);
        }
        // Wrapping: a name would have to outlive four billion tenants of its slot to meet a namesake. The highest
        // generation stays unused, so that no key is the token of a wake-up.
        let mut generation = self.tenants[slot].wrapping_add(1);
        if generation == u32::MAX {
            generation = 1;
        }
        self.tenants[slot] = generation;
        entry.insert((generation, thing));
        Key::new(u32::try_from(slot).expect("fewer than four billion sources"), generation)
    }

    #[inline]
    pub(crate) fn get(&self, key: Key) -> Option<&T> {
        match self.entries.get(key.slot()) {
            Some((generation, thing)) if *generation == key.generation() => Some(thing),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        match self.entries.get_mut(key.slot()) {
            Some((generation, thing)) if *generation == key.generation() => Some(thing),
            _ => None,
        }
    }

    pub(crate) fn contains(&self, key: Key) -> bool {
        self.get(key).is_some()
    }

    /// All of them under their names, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key, &T)> {
        self.entries.iter().map(|(slot, (generation, thing))| (Key::new(slot as u32, *generation), thing))
    }

    /// The names of all.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        self.iter().map(|(key, _)| key)
    }

    pub(crate) fn remove(&mut self, key: Key) -> Option<T> {
        self.contains(key).then(|| self.entries.remove(key.slot()).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_name_finds_nothing_although_the_slot_is_taken_again() {
        let mut store = Store::new();
        let first = store.insert('a');
        assert_eq!(store.remove(first), Some('a'));
        let second = store.insert('b');
        assert_eq!(first.slot(), second.slot());
        assert_eq!(store.get(first), None);
        assert_eq!(store.remove(first), None);
        assert_eq!(store.get(second), Some(&'b'));
        assert_eq!(Key::from_token(second.to_token()), second);
    }
}
