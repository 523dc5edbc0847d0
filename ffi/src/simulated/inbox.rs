//! Bytes on their way to one end of a connection, and those that have arrived there.

use std::collections::VecDeque;
use std::time::Duration;

/// What travels.
enum Packet {
    Bytes(Vec<u8>),
    /// The sender's end of stream.
    End,
}

/// One direction of a connection, at its receiver.
#[derive(Default)]
pub(super) struct Inbox {
    /// In their order, with the time of arrival. What is due but has no room stays here.
    flight: VecDeque<(Duration, Packet)>,
    /// How many bytes are under way.
    pub(super) flying: usize,
    /// What waits for the reader.
    arrived: VecDeque<u8>,
    pub(super) ended: bool,
    /// When the latest packet arrives: none overtakes it.
    pub(super) latest: Duration,
}

impl Inbox {
    /// Sends bytes on their way.
    pub(super) fn send(&mut self, at: Duration, bytes: Vec<u8>) {
        self.flying += bytes.len();
        self.push(at, Packet::Bytes(bytes));
    }

    /// Sends the end of the stream after them.
    pub(super) fn end(&mut self, at: Duration) {
        self.push(at, Packet::End);
    }

    fn push(&mut self, at: Duration, packet: Packet) {
        self.latest = at;
        self.flight.push_back((at, packet));
    }

    /// Takes in what has arrived by `now`, as far as there is room.
    pub(super) fn settle(&mut self, now: Duration, room_for: usize) {
        while let Some((at, packet)) = self.flight.front_mut() {
            if *at > now {
                return;
            }
            match packet {
                Packet::End => self.ended = true,
                Packet::Bytes(bytes) => {
                    let count = bytes.len().min(room_for.saturating_sub(self.arrived.len()));
                    self.arrived.extend(bytes.drain(..count));
                    self.flying -= count;
                    if !bytes.is_empty() {
                        return;
                    }
                }
            }
            self.flight.pop_front();
        }
    }

    /// Loses what is under way.
    pub(super) fn cut(&mut self) {
        self.flight.clear();
        self.flying = 0;
    }

    /// How much waits for the reader.
    pub(super) fn waiting(&self) -> usize {
        self.arrived.len()
    }

    /// Hands the first bytes over, as many as fit.
    pub(super) fn take(&mut self, buffer: &mut [u8]) -> usize {
        let count = buffer.len().min(self.arrived.len());
        for (target, byte) in buffer.iter_mut().zip(self.arrived.drain(..count)) {
            *target = byte;
        }
        count
    }

    /// When the first bytes that are still under way arrive.
    pub(super) fn first_bytes(&self) -> Option<Duration> {
        self.flight.iter().find(|(_, packet)| matches!(packet, Packet::Bytes(_))).map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_arrive_in_time_and_as_far_as_there_is_room() {
        let (mut inbox, mut buffer) = (Inbox::default(), [0; 8]);
        let at = Duration::from_secs;
        inbox.send(at(1), b"abc".to_vec());
        inbox.send(at(2), b"defg".to_vec());
        inbox.end(at(2));
        inbox.settle(at(0), 5);
        assert_eq!((inbox.waiting(), inbox.flying, inbox.first_bytes()), (0, 7, Some(at(1))));
        inbox.settle(at(2), 5);
        assert_eq!((inbox.waiting(), inbox.flying, inbox.ended), (5, 2, false));
        assert_eq!((inbox.take(&mut buffer), &buffer[..5]), (5, &b"abcde"[..]));
        inbox.settle(at(2), 5);
        assert_eq!((inbox.take(&mut buffer), inbox.ended, inbox.first_bytes()), (2, true, None));
    }
}
