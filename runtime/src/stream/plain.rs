//! Streams that are not simply sockets: pipes, terminals and devices, read and written by the plain calls; and sockets
//! through which descriptors come and go. All of it lies beside the way that the bytes of most streams take.

use crate::error::Result;
use crate::event_loop::Loop;
use crate::slab::Key;
use crate::stream::conn::{Conn, enqueue, is_idle, queued, send_failed, writable, write_failed};
use crate::stream::flags::Flags;
use crate::stream::terminal::is_end;
use crate::stream::{Descriptors, Event, Flow};
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

/// The name of that call.
pub(crate) fn sending(flags: Flags) -> &'static str {
    if flags.any(Flags::PLAIN) { "writev" } else { "sendmsg" }
}

/// The call by which a stream is read, and its name.
type Receive = fn(&Socket, &mut [u8], &mut Vec<OwnedFd>) -> evloop_ffi::Result<Received>;

fn receiving(flags: Flags) -> (&'static str, Receive) {
    fn whole(count: usize) -> Received {
        Received { count, truncated: false }
    }
    if flags.any(Flags::PLAIN) {
        ("read", |fd, buffer, _| io::read(fd, buffer).map(whole))
    } else if flags.any(Flags::TAKES_DESCRIPTORS) {
        ("recvmsg", rights::receive)
    } else {
        ("recv", |socket, buffer, _| socket.receive(buffer).map(whole))
    }
}

impl Loop {
    /// One read of a stream that is not simply a socket, or is watched, or should not be read now. False if there is no more.
    #[cold]
    #[inline(never)]
    pub(crate) fn read_otherwise(&mut self, key: Key, buffer: &mut [u8]) -> bool {
        let begun = self.before_call();
        let Some(stream) = self.stream_mut(key).filter(|stream| stream.flags.may_read()) else {
            return false;
        };
        let Some(socket) = &stream.socket else { return false };
        let ((name, receive), mut fds) = (receiving(stream.flags), Vec::new());
        let outcome = receive(socket, buffer, &mut fds);
        stream.bytes_read += outcome.as_ref().map_or(0, |received| received.count as u64);
        let at_end =
            outcome.as_ref().is_err_and(|&error| is_end(stream.flags, stream.socket.as_ref(), error));
        self.after_call(begun, name, Conn(key).id(), &outcome);
        match outcome {
            Ok(Received { count: 0, .. }) => self.end_of_stream(key),
            Ok(Received { count, truncated }) => {
                if !fds.is_empty() || truncated {
                    self.tell_stream(key, Event::Descriptors(&mut Descriptors { fds, truncated }));
                }
                self.tell_stream(key, Event::Data(&buffer[..count]));
                return count == buffer.len();
            }
            Err(_) if at_end => self.end_of_stream(key),
            Err(error) => return self.read_failed(key, error),
        }
        false
    }
}

/// A call that sends.
pub(crate) type Send = fn(&Socket, &[u8]) -> evloop_ffi::Result<usize>;

/// [`Conn::write`] where bytes must wait or cannot be taken, the descriptor is no socket, or somebody watches.
#[cold]
pub(crate) fn write_otherwise(lp: &mut Loop, key: Key, bytes: &[u8], send: Send) -> Flow {
    let begun = lp.before_call();
    let Some(stream) = writable(lp, key) else { return Flow::Closed };
    let Some(fd) = stream.socket.as_ref().filter(|_| is_idle(stream) && !bytes.is_empty()) else {
        return enqueue(lp, key, bytes);
    };
    let (name, outcome) = match stream.flags.any(Flags::PLAIN) {
        true => ("writev", io::write_vectored(fd, &[IoSlice::new(bytes)])),
        false => ("send", send(fd, bytes)),
    };
    stream.bytes_written += outcome.unwrap_or(0) as u64;
    lp.after_call(begun, name, Conn(key).id(), &outcome);
    match outcome {
        Ok(count) => enqueue(lp, key, &bytes[count..]),
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
        let begun = lp.before_call();
        let Some(stream) = writable(lp, self.0) else { return Ok(Flow::Closed) };
        let at_once = is_idle(stream);
        if fds.is_empty() {
            return Ok(self.write(lp, bytes));
        }
        stream.outbox.push_with(bytes, fds);
        if let Some(socket) = stream.socket.as_ref().filter(|_| at_once) {
            let outcome =
                stream.outbox.offer(|pieces, fds| send_pieces(Flags::default(), socket, pieces, fds));
            stream.bytes_written += outcome.unwrap_or(0) as u64;
            lp.after_call(begun, "sendmsg", self.id(), &outcome);
            match outcome {
                Ok(_) => {}
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
