//! io_uring(7): the kernel is told what to do, and tells when it has been done.
//!
//! The rings themselves, memory that is shared with the kernel and its order of reads and writes, are the crate
//! `io-uring`'s. Here it is made safe: while an operation is under way the kernel writes into its buffer whenever it
//! likes, so the ring owns the buffer until the operation has come back.

use crate::socket::{SEND_FLAGS, Socket};
use crate::{Error, Result};
use io_uring::{IoUring, opcode, squeue, types};
use std::mem;
use std::ops::Range;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

/// The most entries that a kernel lets a ring have.
const MOST: usize = 32_768;

/// A ring for operations on sockets.
pub struct Ring {
    ring: IoUring,
    /// What is under way, by the number that the kernel gives back.
    under_way: Vec<Option<Operation>>,
    /// Numbers to be used again.
    free: Vec<usize>,
}

struct Operation {
    name: u64,
    kind: Kind,
}

enum Kind {
    Accept,
    Receive(Vec<u8>),
    Send(Vec<u8>, Range<usize>),
    Poll,
}

/// An operation that has been done.
#[derive(Debug)]
pub enum Completion {
    /// A connection was accepted. Its socket is in blocking mode, which the ring does not care about.
    Accepted(u64, Result<Socket>),
    /// Bytes were received: how many are at the beginning of the buffer. None: the end of the stream.
    Received(u64, Result<usize>, Vec<u8>),
    /// Bytes were sent: how many, and which of the buffer are still to be.
    Sent(u64, Result<usize>, Vec<u8>, Range<usize>),
    /// A descriptor can be read from.
    Readable(u64, Result<()>),
}

impl Ring {
    /// `io_uring_setup`, with room for so many operations under way at a time (at most 32,768, to which the number is cut).
    ///
    /// # Errors
    /// `ENOSYS` where the kernel has no io_uring, `EPERM` where it is forbidden, `EMFILE`, `ENOMEM`.
    pub fn new(operations: usize) -> Result<Ring> {
        let entries = operations.clamp(1, MOST) as u32;
        let ring = IoUring::new(entries).map_err(|error| Error::from_io("io_uring_setup", &error))?;
        Ok(Ring { ring, under_way: Vec::new(), free: Vec::new() })
    }

    /// Notes that a connection is to be accepted. `name` comes back with the completion.
    ///
    /// # Errors
    /// `EBUSY` when there is no room: the kernel must be told first ([`Ring::enter`]).
    pub fn accept(&mut self, name: u64, listener: BorrowedFd<'_>) -> Result<()> {
        let fd = types::Fd(listener.as_raw_fd());
        let entry = opcode::Accept::new(fd, std::ptr::null_mut(), std::ptr::null_mut());
        self.push(name, Kind::Accept, |_| entry.flags(libc::SOCK_CLOEXEC).build())
    }

    /// Notes that it is to be told when the descriptor can be read from: for what the kernel cannot do by itself.
    ///
    /// # Errors
    /// As [`Ring::accept`].
    pub fn poll(&mut self, name: u64, fd: BorrowedFd<'_>) -> Result<()> {
        let entry = opcode::PollAdd::new(types::Fd(fd.as_raw_fd()), libc::POLLIN as u32);
        self.push(name, Kind::Poll, |_| entry.build())
    }

    /// Notes that what arrives is to be received into the buffer, up to its length.
    ///
    /// # Errors
    /// `EBUSY` when there is no room; the buffer is gone then.
    pub fn receive(&mut self, name: u64, fd: BorrowedFd<'_>, buffer: Vec<u8>) -> Result<()> {
        let fd = types::Fd(fd.as_raw_fd());
        self.push(name, Kind::Receive(buffer), |buffer| {
            opcode::Recv::new(fd, buffer.as_mut_ptr(), length_of(buffer)).build()
        })
    }

    /// Notes that a part of the buffer is to be sent.
    ///
    /// # Errors
    /// `EBUSY` when there is no room; the buffer is gone then.
    ///
    /// # Panics
    /// When the part reaches beyond the buffer.
    pub fn send(&mut self, name: u64, fd: BorrowedFd<'_>, buffer: Vec<u8>, part: Range<usize>) -> Result<()> {
        let fd = types::Fd(fd.as_raw_fd());
        self.push(name, Kind::Send(buffer, part.clone()), |buffer| {
            let bytes = &buffer[part];
            opcode::Send::new(fd, bytes.as_ptr(), length_of(bytes)).flags(SEND_FLAGS).build()
        })
    }

    /// Stores the operation where it stays until it is done, and hands its entry to the ring.
    fn push(&mut self, name: u64, kind: Kind, entry: impl FnOnce(&mut [u8]) -> squeue::Entry) -> Result<()> {
        let place = self.free.pop().unwrap_or_else(|| {
            self.under_way.push(None);
            self.under_way.len() - 1
        });
        let operation = self.under_way[place].insert(Operation { name, kind });
        // A vector's bytes stay where they are when the vector itself is moved.
        let entry = match &mut operation.kind {
            Kind::Accept | Kind::Poll => entry(&mut []),
            Kind::Receive(buffer) | Kind::Send(buffer, _) => entry(buffer),
        };
        let entry = entry.user_data(place as u64);
        // SAFETY: the buffer that the entry points to is owned by `under_way` until the kernel has given the operation back, or
        // for ever (see drop). Nobody else has a reference to it meanwhile. A descriptor that is closed too early is an error
        // of the operation.
        if unsafe { self.ring.submission().push(&entry) }.is_err() {
            self.under_way[place] = None;
            self.free.push(place);
            return Err(Error::busy("io_uring_enter"));
        }
        Ok(())
    }

    /// `io_uring_enter`: hands the kernel all that was noted, and sleeps until at least `want` operations have been done.
    ///
    /// # Errors
    /// `EINTR` when a signal ended the sleep; `EBUSY` and `EAGAIN` when the kernel wants completions to be taken first.
    pub fn enter(&mut self, want: usize) -> Result<()> {
        let done = self.ring.submit_and_wait(want);
        done.map(drop).map_err(|error| Error::from_io("io_uring_enter", &error))
    }

    /// Takes the next operation that has been done out of the ring; `None` if there is none. No system call: the ring is memory.
    pub fn completed(&mut self) -> Option<Completion> {
        let entry = self.ring.completion().next()?;
        let place = entry.user_data() as usize;
        let Operation { name, kind } = self.under_way.get_mut(place)?.take()?;
        self.free.push(place);
        let result = |call| match entry.result() {
            number if number < 0 => Err(Error::new(call, -number)),
            number => Ok(number),
        };
        let count = |call| result(call).map(|count| count as usize);
        Some(match kind {
            Kind::Accept => {
                // SAFETY: the operation succeeded, so the number is an open descriptor that nobody else owns.
                let socket = |raw| Socket::from(unsafe { OwnedFd::from_raw_fd(raw) });
                Completion::Accepted(name, result("accept4").map(socket))
            }
            Kind::Poll => Completion::Readable(name, result("poll").map(drop)),
            Kind::Receive(buffer) => Completion::Received(name, count("read"), buffer),
            Kind::Send(buffer, part) => {
                let sent = count("write");
                let rest = part.start + sent.unwrap_or(0)..part.end;
                Completion::Sent(name, sent, buffer, rest)
            }
        })
    }
}

impl Ring {
    /// Calls off all that was noted and handed over, and waits until that has come back.
    fn cancel(&self) -> std::io::Result<()> {
        let kernel = self.ring.submitter();
        // What the kernel has not heard of cannot be called off.
        kernel.submit()?;
        kernel.register_sync_cancel(None, types::CancelBuilder::any())
    }
}

fn length_of(bytes: &[u8]) -> u32 {
    // Of more than that the kernel takes a part anyway.
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

impl Drop for Ring {
    fn drop(&mut self) {
        while self.completed().is_some() {}
        if self.under_way.iter().any(Option::is_some) && self.cancel().is_ok() {
            while self.completed().is_some() {}
        }
        // What an old kernel does not give up at once (before 6.0) it gives up some time after the ring was closed, and may write
        // until then. Who drops a ring in the middle of its work pays with this memory.
        self.under_way.drain(..).flatten().for_each(mem::forget);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::os::fd::AsFd;

    /// None where io_uring is absent or forbidden.
    fn ring(operations: usize) -> Option<Ring> {
        match Ring::new(operations) {
            Ok(ring) => Some(ring),
            Err(error) => {
                assert!(["ENOSYS", "EPERM"].contains(&error.name()), "{error}");
                // Past the test runner, which shows the output of failing tests only.
                let _ = writeln!(std::io::stderr(), "skipped a test of io_uring: {error}");
                None
            }
        }
    }

    #[test]
    fn what_is_sent_is_received() {
        let Some(mut ring) = ring(4) else { return };
        let (here, there) = Socket::stream_pair().unwrap();
        ring.poll(3, here.as_fd()).unwrap();
        ring.receive(1, here.as_fd(), vec![0; 8]).unwrap();
        ring.send(2, there.as_fd(), b"-hello.".to_vec(), 1..6).unwrap();
        let (mut received, mut sent, mut told) = (None, None, false);
        while received.is_none() || sent.is_none() || !told {
            ring.enter(1).unwrap();
            while let Some(done) = ring.completed() {
                match done {
                    Completion::Received(1, Ok(5), buffer) => received = Some(buffer),
                    Completion::Sent(2, Ok(5), _, rest) if rest.is_empty() => sent = Some(()),
                    Completion::Readable(3, Ok(())) => told = true,
                    other => panic!("{other:?}"),
                }
            }
        }
        assert_eq!(received.unwrap(), b"hello\0\0\0");
    }

    #[test]
    fn a_full_ring_says_so_and_an_operation_under_way_may_be_abandoned() {
        let Some(mut ring) = ring(1) else { return };
        let (here, _there) = Socket::stream_pair().unwrap();
        ring.receive(1, here.as_fd(), vec![0; 8]).unwrap();
        assert_eq!(ring.receive(2, here.as_fd(), vec![0; 8]).unwrap_err().name(), "EBUSY");
        ring.enter(0).unwrap();
        ring.receive(2, here.as_fd(), vec![0; 8]).unwrap();
        assert!(ring.completed().is_none());
    }

    #[test]
    fn errors_come_back_with_the_operation() {
        let Some(mut ring) = ring(2) else { return };
        let (_reader, writer) = crate::io::pipe().unwrap();
        ring.receive(9, writer.as_fd(), vec![0; 8]).unwrap();
        ring.enter(1).unwrap();
        let Some(Completion::Received(9, Err(error), buffer)) = ring.completed() else { panic!("no answer") };
        assert_eq!((error.name(), buffer.len()), ("ENOTSOCK", 8));
    }
}
