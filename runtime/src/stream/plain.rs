//! Streams that are not simply sockets: pipes, terminals and devices, read and written by the plain calls; and sockets
//! through which descriptors come and go. All of it lies beside the way that the bytes of most streams take.

use crate::error::Result;
use crate::event_loop::Loop;
use crate::slab::Key;
use crate::stream::conn::{Conn, enqueue, is_idle, queued, send_failed, writable, write_failed};
use crate::stream::flags::Flags;
use crate::stream::terminal::is_end;
use crate::stream::{Descriptors, Event, Flow, Stream};
use evloop_ffi::rights::{self, Received};
use evloop_ffi::socket::Socket;
use evloop_ffi::{Error, io};
use std::io::IoSlice;
use std::os::fd::OwnedFd;

/// Hands pieces to the kernel by the call that suits the descriptor.
pub(crate) fn send_pieces(
    flags: Flags,
    socket: &Socket,
    pieces: &[IoSlice<'_>],
    fds: &[OwnedFd],
) -> evloop_ffi::Result<usize> {
    if flags.any(Flags::PLAIN) {
        io::write_vectored(socket, pieces)
    } else if fds.is_empty() {
        socket.send_vectored(pieces)
    } else {
        rights::send(socket, pieces, fds)
    }
}

fn receive(stream: &Stream, buffer: &mut [u8], fds: &mut Vec<OwnedFd>) -> evloop_ffi::Result<Received> {
    match &stream.socket {
        None => Err(Error::stale("read")),
        Some(fd) if stream.flags.any(Flags::PLAIN) => {
            io::read(fd, buffer).map(|count| Received { count, truncated: false })
        }
        Some(socket) => rights::receive(socket, buffer, fds),
    }
}

impl Loop {
    /// One read of a stream that is not simply a socket, or should not be read now. False if there is no more.
    #[cold]
    #[inline(never)]
    pub(crate) fn read_otherwise(&mut self, key: Key, buffer: &mut [u8]) -> bool {
        let Some(stream) = self.stream_mut(key).filter(|stream| stream.flags.may_read()) else {
            return false;
        };
        let mut fds = Vec::new();
        match receive(stream, buffer, &mut fds) {
            Ok(Received { count: 0, .. }) => self.end_of_stream(key),
            Ok(Received { count, truncated }) => {
                stream.bytes_read += count as u64;
                if !fds.is_empty() || truncated {
                    self.tell_stream(key, Event::Descriptors(&mut Descriptors { fds, truncated }));
                }
                self.tell_stream(key, Event::Data(&buffer[..count]));
                return count == buffer.len();
            }
            Err(error) if is_end(stream.flags, stream.socket.as_ref(), error) => self.end_of_stream(key),
            Err(error) => return self.read_failed(key, error),
        }
        false
    }
}

/// [`Conn::write`] where bytes must wait or cannot be taken, or the descriptor is no socket.
#[cold]
pub(crate) fn write_otherwise(lp: &mut Loop, key: Key, bytes: &[u8]) -> Flow {
    let Some(stream) = writable(lp, key) else { return Flow::Closed };
    let Some(fd) = stream.socket.as_ref().filter(|_| is_idle(stream) && !bytes.is_empty()) else {
        return enqueue(lp, key, bytes);
    };
    match send_pieces(stream.flags, fd, &[IoSlice::new(bytes)], &[]) {
        Ok(count) => {
            stream.bytes_written += count as u64;
            enqueue(lp, key, &bytes[count..])
        }
        Err(error) => send_failed(lp, key, error, bytes),
    }
}

/// Descriptors as companions of bytes, over Unix sockets (unix(7), SCM_RIGHTS).
impl Conn {
    /// [`Conn::write`], and with the first of the bytes the other end gets descriptors of the same open files: connections,
    /// listeners, files, whatever. Ours are closed when they have left; who wants to go on using one sends a duplicate
    /// ([`Conn::share`], [`OwnedFd::try_clone`]).
    ///
    /// ```
    /// use evloop::{Event, Loop, system};
    /// use std::fs::File;
    /// use std::io::Read;
    ///
    /// let mut lp = Loop::new()?;
    /// let (here, there) = system::socket_pair()?;
    /// let (here, there) = (lp.conn_on(here)?, lp.conn_on(there)?);
    /// there.take_descriptors(&mut lp, true);
    /// there.start(&mut lp, |lp, conn, event| match event {
    ///     Event::Descriptors(received) => {
    ///         let mut text = String::new();
    ///         for fd in received.fds.drain(..) {
    ///             File::from(fd).read_to_string(&mut text).unwrap();
    ///         }
    ///         assert!(text.contains("root"));
    ///     }
    ///     Event::Data(bytes) => {
    ///         assert_eq!(bytes, b"here you are");
    ///         conn.close(lp);
    ///     }
    ///     _ => {}
    /// });
    /// let file = File::open("/etc/passwd").unwrap();
    /// let _ = here.write_with(&mut lp, b"here you are", vec![file.into()])?;
    /// here.end(&mut lp);
    /// # here.close(&mut lp);
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `EINVAL` without bytes, or for more than 253 descriptors; `ENOTSUP` for what is no Unix socket; `EBADF` for a handle
    /// that is stale. Nothing is sent then.
    pub fn write_with(self, lp: &mut Loop, bytes: &[u8], fds: Vec<OwnedFd>) -> Result<Flow> {
        if bytes.is_empty() || fds.len() > rights::MOST {
            return Err(Error::invalid("write").into());
        }
        if !self.socket(lp, "write")?.is_unix() {
            return Err(Error::not_supported("write").into());
        }
        let Some(stream) = writable(lp, self.0) else { return Ok(Flow::Closed) };
        let at_once = is_idle(stream);
        if fds.is_empty() {
            return Ok(self.write(lp, bytes));
        }
        stream.outbox.push_with(bytes, fds);
        if let Some(socket) = stream.socket.as_ref().filter(|_| at_once) {
            match stream.outbox.offer(|pieces, fds| send_pieces(Flags::default(), socket, pieces, fds)) {
                Ok(count) => stream.bytes_written += count as u64,
                Err(error) if error.would_block() || error.interrupted() => {}
                Err(error) => return Ok(write_failed(lp, self.0, error)),
            }
        }
        Ok(queued(lp, self.0))
    }

    /// Whether descriptors that come with the bytes are taken, and told by [`Event::Descriptors`]; else the system closes
    /// them as they come, which is how every connection begins: who trusts the other end may ask for them. `false` when
    /// the handle is stale, or the stream is no Unix socket.
    pub fn take_descriptors(self, lp: &mut Loop, on: bool) -> bool {
        if !self.socket(lp, "read").is_ok_and(Socket::is_unix) {
            return false;
        }
        let Some(stream) = lp.stream_mut(self.0) else { return false };
        match on {
            true => stream.flags.set(Flags::TAKES_DESCRIPTORS),
            false => stream.flags.clear(Flags::TAKES_DESCRIPTORS),
        }
        true
    }
}
