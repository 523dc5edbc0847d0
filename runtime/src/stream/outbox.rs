//! Bytes that the kernel did not take yet, and descriptors that ride with them.

use std::collections::VecDeque;
use std::io::IoSlice;
use std::os::fd::OwnedFd;

/// Small writes share a chunk of this size, so that a thousand of them do not cost a thousand allocations.
/// Larger writes get a chunk of their own.
const CHUNK: usize = 16 * 1024;

/// How many chunks one call of the kernel is offered: a socket's buffer rarely takes more.
const OFFER: usize = 16;

/// A queue of bytes. Empty, it owns no memory: most connections never need one.
#[derive(Default)]
pub(crate) struct Outbox(Option<Box<Chunks>>);

#[derive(Default)]
struct Chunks {
    chunks: VecDeque<Vec<u8>>,
    /// How much of the first chunk has been sent.
    sent: usize,
    /// How many bytes wait.
    waiting: usize,
    /// Descriptors, and how many bytes wait before the one that they ride with. Nearly always empty.
    riders: VecDeque<Riders>,
}

struct Riders {
    before: usize,
    fds: Vec<OwnedFd>,
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
        let queue = self.0.get_or_insert_with(Box::default);
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

    /// Adds bytes at the end, and descriptors that ride with the first of them.
    pub(crate) fn push_with(&mut self, bytes: &[u8], fds: Vec<OwnedFd>) {
        let before = self.len();
        self.push(bytes);
        if let Some(queue) = &mut self.0 {
            queue.riders.push_back(Riders { before, fds });
        }
    }

    /// Offers the first bytes to `send`, and the descriptors that ride with them; it says how many bytes it took.
    pub(crate) fn offer<E>(
        &mut self,
        send: impl FnOnce(&[IoSlice<'_>], &[OwnedFd]) -> Result<usize, E>,
    ) -> Result<usize, E> {
        let Some(queue) = &self.0 else { return Ok(0) };
        if !queue.riders.is_empty() {
            return self.offer_riders(send);
        }
        let mut pieces = [IoSlice::new(&[]); OFFER];
        let mut count = 0;
        for (piece, chunk) in pieces.iter_mut().zip(&queue.chunks) {
            *piece = IoSlice::new(if count == 0 { &chunk[queue.sent..] } else { chunk });
            count += 1;
        }
        let taken = send(&pieces[..count], &[])?;
        self.forget_first(taken);
        Ok(taken)
    }

    /// [`Outbox::offer`] where descriptors wait: bytes of one chunk, up to where others ride.
    #[cold]
    fn offer_riders<E>(
        &mut self,
        send: impl FnOnce(&[IoSlice<'_>], &[OwnedFd]) -> Result<usize, E>,
    ) -> Result<usize, E> {
        let Some(queue) = &mut self.0 else { return Ok(0) };
        let Some(first) = queue.chunks.front() else { return Ok(0) };
        let mut riders = queue.riders.iter().peekable();
        let now = riders.next_if(|riders| riders.before == 0);
        let until = riders.next().map_or(usize::MAX, |next| next.before);
        let bytes = &first[queue.sent..];
        let piece = IoSlice::new(&bytes[..until.min(bytes.len())]);
        let taken = send(&[piece], now.map_or(&[], |riders| &riders.fds))?;
        if taken > 0 && now.is_some() {
            // They are in the kernel's hands; ours are closed.
            queue.riders.pop_front();
        }
        for riders in &mut queue.riders {
            riders.before -= taken;
        }
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
            let result: Result<usize, ()> = outbox.offer(|pieces, _| {
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

    #[test]
    fn descriptors_ride_with_the_first_byte_of_theirs() {
        let descriptor = || std::fs::File::open("/").unwrap().into();
        let mut outbox = Outbox::default();
        outbox.push(b"before");
        outbox.push_with(b"one", vec![descriptor()]);
        outbox.push_with(b"two", vec![descriptor(), descriptor()]);
        outbox.push(b"after");
        let mut heard = Vec::new();
        while !outbox.is_empty() {
            let result: Result<usize, ()> = outbox.offer(|pieces, fds| {
                // All but a byte, so that a rest without its riders goes out as well.
                let taken = (pieces[0].len() - 1).max(1);
                let text = String::from_utf8_lossy(&pieces[0][..taken]).into_owned();
                heard.push(format!("{text}+{}", fds.len()));
                Ok(taken)
            });
            assert!(result.is_ok());
        }
        assert_eq!(heard, ["befor+0", "e+0", "on+1", "e+0", "twoafte+2", "r+0"]);
    }
}
