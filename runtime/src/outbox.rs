//! Bytes that the kernel did not take yet.

use std::collections::VecDeque;
use std::io::IoSlice;

/// Small writes share a chunk of this size, so that a thousand of them do not cost a thousand allocations.
/// Larger writes get a chunk of their own.
const CHUNK: usize = 16 * 1024;

/// How many chunks one call of the kernel is offered: a socket's buffer rarely takes more.
const OFFER: usize = 16;

/// A queue of bytes. Empty, it owns no memory: most connections never need one.
#[derive(Default)]
pub(crate) struct Outbox(Option<Box<Chunks>>);

struct Chunks {
    chunks: VecDeque<Vec<u8>>,
    /// How much of the first chunk has been sent.
    sent: usize,
    /// How many bytes wait.
    waiting: usize,
}

impl Outbox {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// How many bytes wait.
    pub(crate) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |queue| queue.waiting)
    }

    /// Adds bytes at the end.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let queue =
            self.0.get_or_insert_with(|| Box::new(Chunks { chunks: VecDeque::new(), sent: 0, waiting: 0 }));
        queue.waiting += bytes.len();
        match queue.chunks.back_mut() {
            Some(last) if last.capacity() - last.len() >= bytes.len() => last.extend_from_slice(bytes),
            _ => {
                // The first leftover is often the only one: it gets no more than it needs.
                let room = if queue.chunks.is_empty() { bytes.len() } else { bytes.len().max(CHUNK) };
                let mut chunk = Vec::with_capacity(room);
                chunk.extend_from_slice(bytes);
                queue.chunks.push_back(chunk);
            }
        }
    }

    /// Offers the first bytes to `send`, which says how many it took.
    pub(crate) fn offer<E>(
        &mut self,
        send: impl FnOnce(&[IoSlice<'_>]) -> Result<usize, E>,
    ) -> Result<usize, E> {
        let Some(queue) = &self.0 else { return Ok(0) };
        let mut pieces = [IoSlice::new(&[]); OFFER];
        let mut count = 0;
        for (piece, chunk) in pieces.iter_mut().zip(&queue.chunks) {
            *piece = IoSlice::new(if count == 0 { &chunk[queue.sent..] } else { chunk });
            count += 1;
        }
        let taken = send(&pieces[..count])?;
        self.forget_first(taken);
        Ok(taken)
    }

    /// Drops the first `count` bytes, and their memory.
    fn forget_first(&mut self, count: usize) {
        let Some(queue) = &mut self.0 else { return };
        queue.waiting -= count;
        queue.sent += count;
        while let Some(first) = queue.chunks.front() {
            if queue.sent < first.len() {
                return;
            }
            queue.sent -= first.len();
            queue.chunks.pop_front();
        }
        self.0 = None;
    }

    /// Throws everything away.
    pub(crate) fn clear(&mut self) {
        self.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_out_as_they_went_in_whatever_the_pieces() {
        let input: Vec<u8> = (0..200_000u32).map(|n| (n % 251) as u8).collect();
        let mut outbox = Outbox::default();
        let (mut rest, mut size) = (&input[..], 1);
        while !rest.is_empty() {
            let piece = size.min(rest.len());
            outbox.push(&rest[..piece]);
            rest = &rest[piece..];
            size = size * 3 % 40_009;
        }
        assert_eq!(outbox.len(), input.len());
        let (mut output, mut bite) = (Vec::new(), 1);
        while !outbox.is_empty() {
            bite = bite * 5 % 30_011;
            let result: Result<usize, ()> = outbox.offer(|pieces| {
                let all: Vec<u8> = pieces.iter().flat_map(|piece| piece.iter().copied()).collect();
                let taken = bite.min(all.len());
                output.extend_from_slice(&all[..taken]);
                Ok(taken)
            });
            assert!(result.is_ok());
        }
        assert!(output == input);
        assert_eq!(outbox.len(), 0);
    }
}
