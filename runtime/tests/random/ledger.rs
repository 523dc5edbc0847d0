//! The model: which bytes are the right ones, and how many of them must come.

use std::collections::BTreeMap;

/// One direction of a connection, which has a key of its own. Its first eight bytes are the key, so that whoever reads them
/// knows what must follow.
#[derive(Default)]
pub struct Direction {
    /// How many bytes the program has written.
    pub written: u64,
    /// The program has said that these were all.
    pub ended: bool,
    /// How many of them the kernel had taken when the program closed the connection.
    pub closed_after: Option<u64>,
    /// It broke, and the reader of a Unix socket cannot be told.
    pub broken: bool,
}

/// All directions of a program by their keys.
#[derive(Default)]
pub struct Ledger(BTreeMap<u64, Direction>);

impl Ledger {
    pub fn direction(&mut self, key: u64) -> &mut Direction {
        self.0.entry(key).or_default()
    }

    /// The next bytes of a direction.
    pub fn write(&mut self, key: u64, length: usize) -> Vec<u8> {
        let start = self.direction(key).written;
        (start..start + length as u64).map(|offset| byte(key, offset)).collect()
    }

    /// Whether a reader that has heard the end has heard all that it must.
    pub fn check_end(&self, key: u64, received: u64) {
        let Some(direction) = self.0.get(&key) else { panic!("an end of nobody's stream {key:x}") };
        if direction.broken {
            return self.check_length(key, received);
        }
        let must = match direction.closed_after {
            Some(taken) => taken,
            None => {
                assert!(direction.ended, "an end that nobody has sent, after {received} bytes");
                direction.written
            }
        };
        assert_eq!(received, must, "bytes before the end of {key:x}, of {} written", direction.written);
    }

    /// Whether not more has come than was sent.
    pub fn check_length(&self, key: u64, received: u64) {
        let written = self.0.get(&key).map_or(0, |direction| direction.written);
        assert!(received <= written, "{received} bytes of {key:x}, of which {written} were written");
    }
}

/// The byte at `offset` of the direction `key`.
fn byte(key: u64, offset: u64) -> u8 {
    match offset {
        0..8 => (key >> (8 * offset)) as u8,
        _ => ((key ^ offset).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as u8,
    }
}

/// What one end has read so far.
#[derive(Default)]
pub struct Reader {
    pub key: u64,
    pub count: u64,
}

impl Reader {
    /// Takes what has arrived, and checks each byte.
    pub fn read(&mut self, bytes: &[u8]) {
        for &found in bytes {
            if self.count < 8 {
                self.key |= u64::from(found) << (8 * self.count);
            } else {
                assert_eq!(found, byte(self.key, self.count), "byte {} of {:x}", self.count, self.key);
            }
            self.count += 1;
        }
    }

    /// The key, once it is known.
    pub fn known(&self) -> Option<u64> {
        (self.count >= 8).then_some(self.key)
    }
}
