//! Connections: what a handle can do, whatever the socket below.

use crate::error::Result;
use crate::event_loop::Loop;
use crate::observer::{Kind, SourceId};
use crate::slab::Key;
use crate::source::{Pending, Source};
use crate::stream::flags::Flags;
use crate::stream::plain::{Send, send_pieces, sending, write_otherwise};
use crate::stream::{Event, Flow, Stream, StreamNews};
use evloop_ffi::Error;
use evloop_ffi::socket::Socket;
use std::io::IoSlice;

/// The name of a stream: a connection over TCP or a Unix socket, an end of a pipe, a terminal. Stale as soon as it is
/// closed.
///
/// One type for all, so that what serves the one serves the other.
///
/// ```
/// use evloop::{Conn, Event, Flow, Loop, system};
///
/// let mut lp = Loop::new()?;
/// let (here, there) = system::socket_pair()?;
/// let (here, there): (Conn, Conn) = (lp.conn_on(here)?, lp.conn_on(there)?);
/// println!("{} talks with {}", here.id(), there.id());
/// there.start(&mut lp, |lp, conn, event| match event {
///     Event::Data(bytes) => assert_eq!(conn.write(lp, bytes), Flow::Open),
///     Event::End => {
///         assert!(!conn.is_readable(lp) && conn.is_writable(lp));
///         assert_eq!((conn.bytes_read(lp), conn.bytes_written(lp)), (11, 11));
///         conn.end(lp);
///     }
///     _ => {}
/// });
/// here.start(&mut lp, |_, _, _| {});
/// assert_eq!(here.write_all(&mut lp, &[b"one", b", ", b"two"]), Flow::Open);
/// assert_eq!(here.try_write(&mut lp, b"...")?, 3);
/// here.end(&mut lp);
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// Who writes much asks how much is waiting, and who reads slowly pauses:
///
/// ```
/// use evloop::{Event, Flow, Loop, system};
///
/// let mut lp = Loop::new()?;
/// let (here, there) = system::socket_pair()?;
/// let (writer, reader) = (lp.conn_on(here)?, lp.conn_on(there)?);
/// writer.set_high_water(&mut lp, 100_000);
/// while writer.write(&mut lp, &[7; 10_000]) == Flow::Open {}
/// assert!(writer.queued(&lp) >= 100_000);
/// writer.start(&mut lp, |lp, writer, event| {
///     if let Event::Drain = event {
///         assert_eq!(writer.queued(lp), 0);
///         writer.reset(lp);
///         assert!(!writer.is_open(lp));
///     }
/// });
/// reader.set_ref(&mut lp, false); // does not keep the loop alive
/// reader.start(&mut lp, |lp, reader, event| {
///     if let Event::Data(_) = event {
///         reader.pause(lp);
///         lp.immediate(move |lp| drop(reader.resume(lp)));
///     }
/// });
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Conn(pub(crate) Key);

/// A connection over TCP.
pub type Tcp = Conn;

/// A connection over a Unix socket.
///
/// ```
/// use evloop::{Loop, Tcp, Unix};
///
/// let greet = |lp: &mut Loop, conn: Tcp| drop(conn.end_with(lp, b"hello"));
/// let mut lp = Loop::new()?;
/// lp.listen(([127, 0, 0, 1], 0), greet)?;
/// let _over_unix: fn(&mut Loop, Unix) = greet;
/// # Ok::<(), evloop::Error>(())
/// ```
pub type Unix = Conn;

impl Conn {
    /// Installs the callback and begins to read; in the life of a connection that was accepted, nothing is read
    /// before. Called again, it replaces the callback. `false` when the handle is stale.
    pub fn start(
        self,
        lp: &mut Loop,
        mut callback: impl FnMut(&mut Loop, Conn, Event<'_>) + 'static,
    ) -> bool {
        let Some(stream) = lp.stream_mut(self.0) else { return false };
        stream.flags.set(Flags::STARTED);
        stream.callback = Some(Box::new(move |lp, key, event| callback(lp, Conn(key), event)));
        lp.refresh(self.0);
        true
    }

    /// Writes: hands the bytes to the kernel at once, and keeps what it does not take. They go out in the order of
    /// the calls. A failure is told by [`Event::Error`].
    #[inline(always)]
    pub fn write(self, lp: &mut Loop, bytes: &[u8]) -> Flow {
        self.write_by(lp, bytes, Socket::send)
    }

    #[inline(always)]
    fn write_by(self, lp: &mut Loop, bytes: &[u8], send: Send) -> Flow {
        let Some(Source::Stream(stream)) = lp.sources.get_mut(self.0) else { return Flow::Closed };
        let may_send = stream.flags.may_send() && stream.outbox.is_empty() && !bytes.is_empty();
        let may_send = may_send && !lp.audience.taken();
        let Some(socket) = stream.socket.as_ref().filter(|_| may_send) else {
            return write_otherwise(lp, self.0, bytes, send);
        };
        match send(socket, bytes) {
            Ok(count) => {
                stream.bytes_written += count as u64;
                if count == bytes.len() { Flow::Open } else { enqueue(lp, self.0, &bytes[count..]) }
            }
            Err(error) => send_failed(lp, self.0, error, bytes),
        }
    }

    /// [`Conn::write`] for several pieces, with one system call for up to 1024 of them.
    pub fn write_all(self, lp: &mut Loop, pieces: &[&[u8]]) -> Flow {
        if writable(lp, self.0).is_none() {
            return Flow::Closed;
        }
        let mut slices: Vec<IoSlice<'_>> =
            pieces.iter().filter(|piece| !piece.is_empty()).map(|piece| IoSlice::new(piece)).collect();
        let mut rest = &mut slices[..];
        while !rest.is_empty() {
            let begun = lp.before_call();
            let Some(stream) = lp.stream_mut(self.0).filter(|stream| is_idle(stream)) else { break };
            let Some(socket) = stream.socket.as_ref() else { return Flow::Closed };
            let offered: usize =
                rest.iter().take(evloop_ffi::socket::MAX_SLICES).map(|slice| slice.len()).sum();
            let (name, outcome) = (sending(stream.flags), send_pieces(stream.flags, socket, rest, &[]));
            stream.bytes_written += outcome.unwrap_or(0) as u64;
            lp.after_call(begun, name, self.id(), &outcome);
            match outcome {
                Ok(count) => {
                    IoSlice::advance_slices(&mut rest, count);
                    if count < offered {
                        break;
                    }
                }
                Err(error) if error.would_block() || error.interrupted() => break,
                Err(error) => return write_failed(lp, self.0, error),
            }
        }
        let Some(stream) = lp.stream_mut(self.0) else { return Flow::Closed };
        if rest.is_empty() {
            return flow(stream);
        }
        for slice in rest {
            stream.outbox.push(slice);
        }
        queued(lp, self.0)
    }

    /// Writes what the kernel takes at once, and keeps nothing: how many bytes that were.
    ///
    /// # Errors
    /// `EAGAIN` when it takes none now, which is always so while others wait in the outbox, or for the connection; `EPIPE`
    /// when the stream is ended or broken, `EBADF` when it is closed or the handle is stale. Whatever write(2) says besides
    /// breaks the stream, and is told by [`Event::Error`], too.
    pub fn try_write(self, lp: &mut Loop, bytes: &[u8]) -> Result<usize> {
        let begun = lp.before_call();
        let Some(stream) = lp.stream_mut(self.0) else { return Err(Error::stale("write").into()) };
        if stream.flags.any(Flags::ENDED | Flags::FAILED) {
            return Err(Error::broken_pipe("write").into());
        }
        let Some(socket) = stream.socket.as_ref().filter(|_| is_idle(stream)) else {
            return Err(Error::not_now("write").into());
        };
        let outcome = send_pieces(stream.flags, socket, &[IoSlice::new(bytes)], &[]);
        let name = sending(stream.flags);
        stream.bytes_written += outcome.unwrap_or(0) as u64;
        lp.after_call(begun, name, self.id(), &outcome);
        match outcome {
            Ok(count) => Ok(count),
            Err(error) if error.interrupted() => Err(Error::not_now("write").into()),
            Err(error) => {
                if !error.would_block() {
                    let _ = write_failed(lp, self.0, error);
                }
                Err(error.into())
            }
        }
    }

    /// Writes no more: when everything is out, the peer gets our end of stream, and the callback hears
    /// [`Event::Finish`]. Reading goes on. `false` when it was called before, or the stream is closed or broken.
    pub fn end(self, lp: &mut Loop) -> bool {
        let Some(stream) = writable(lp, self.0) else { return false };
        stream.flags.set(Flags::ENDED);
        if is_idle(stream) {
            match lp.send_fin(self.0) {
                Ok(_) => lp.tell_later(Pending::Stream(self.0, StreamNews::Finished)),
                Err(error) => lp.fail_stream_later(self.0, error),
            }
        }
        true
    }

    /// [`Conn::write`] and [`Conn::end`] in one: the last bytes and our end of stream travel in one packet if they can,
    /// which saves both kernels the work of another.
    ///
    /// ```
    /// use evloop::{Event, Loop};
    /// use std::{cell::RefCell, rc::Rc};
    ///
    /// let mut lp = Loop::new()?;
    /// let server = lp.listen(([127, 0, 0, 1], 0), |lp, conn| {
    ///     let _ = conn.end_with(lp, b"HelloWorld\n");
    ///     conn.start(lp, |_, _, _| {});
    /// })?;
    /// let text = Rc::new(RefCell::new(Vec::new()));
    /// let heard = Rc::clone(&text);
    /// lp.connect(server.local_addr(&lp)?, move |lp, conn, event| match event {
    ///     Event::Data(bytes) => heard.borrow_mut().extend_from_slice(bytes),
    ///     Event::End => drop(conn.end(lp)),
    ///     Event::Closed => drop(server.close(lp)),
    ///     _ => {}
    /// });
    /// lp.run()?;
    /// assert_eq!(*text.borrow(), b"HelloWorld\n");
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn end_with(self, lp: &mut Loop, bytes: &[u8]) -> Flow {
        let flow = self.write_by(lp, bytes, Socket::send_more);
        self.end(lp);
        flow
    }

    /// Closes now: what waits in the outbox is thrown away ([`Conn::end`] sends it first). The callback hears
    /// [`Event::Closed`] in the closing phase. `false` when it was closed before.
    pub fn close(self, lp: &mut Loop) -> bool {
        lp.close_stream(self.0)
    }

    /// Closes with a reset: the peer hears an error, and nothing lingers. `false` when it was closed before.
    pub fn reset(self, lp: &mut Loop) -> bool {
        if let Some(socket) = lp.stream_mut(self.0).and_then(|stream| stream.socket.as_ref()) {
            // When it fails, an ordinary close is the next best thing.
            let _ = socket.set_reset_on_close();
        }
        lp.close_stream(self.0)
    }

    /// Reads no more until [`Conn::resume`]; the peer is slowed down by the kernel. `false` when the handle is stale.
    pub fn pause(self, lp: &mut Loop) -> bool {
        let Some(stream) = lp.stream_mut(self.0) else { return false };
        stream.flags.set(Flags::PAUSED);
        lp.refresh(self.0);
        true
    }

    /// Reads again. `false` when the handle is stale.
    pub fn resume(self, lp: &mut Loop) -> bool {
        let Some(stream) = lp.stream_mut(self.0) else { return false };
        stream.flags.clear(Flags::PAUSED);
        lp.refresh(self.0);
        true
    }

    /// Whether the connection may keep the loop alive (it does unless told otherwise), which it does while it
    /// reads, connects, or has something to write. `false` when the handle is stale.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        lp.set_source_ref(self.0, referenced)
    }

    /// Whether the connection is open: neither closed nor stale.
    pub fn is_open(self, lp: &Loop) -> bool {
        lp.stream(self.0).is_some()
    }

    /// Whether something can still be read: the other end has not ended, and the stream is not broken. `false` when the
    /// handle is stale.
    pub fn is_readable(self, lp: &Loop) -> bool {
        let no = Flags::READ_ENDED | Flags::FAILED | Flags::CONNECTING;
        lp.stream(self.0).is_some_and(|stream| !stream.flags.any(no))
    }

    /// Whether writes are taken, be it that they wait for the connection: nobody has called [`Conn::end`], and the stream is
    /// not broken. `false` when the handle is stale.
    pub fn is_writable(self, lp: &Loop) -> bool {
        lp.stream(self.0).is_some_and(|stream| !stream.flags.any(Flags::ENDED | Flags::FAILED))
    }

    /// How many bytes wait in the outbox.
    pub fn queued(self, lp: &Loop) -> usize {
        lp.stream(self.0).map_or(0, |stream| stream.outbox.len())
    }

    /// Answers writes with [`Flow::Full`] when so many bytes (at least one) wait; 64 KiB unless told otherwise.
    /// `false` when the handle is stale.
    pub fn set_high_water(self, lp: &mut Loop, bytes: usize) -> bool {
        let Some(stream) = lp.stream_mut(self.0) else { return false };
        stream.high_water = bytes.max(1);
        true
    }

    /// How many bytes were read so far.
    pub fn bytes_read(self, lp: &Loop) -> u64 {
        lp.stream(self.0).map_or(0, |stream| stream.bytes_read)
    }

    /// How many bytes the kernel has taken so far; those in the outbox are not among them.
    pub fn bytes_written(self, lp: &Loop) -> u64 {
        lp.stream(self.0).map_or(0, |stream| stream.bytes_written)
    }

    /// The name in logs and traces.
    pub fn id(self) -> SourceId {
        SourceId::new(Kind::Conn, self.0)
    }

    pub(crate) fn socket<'a>(self, lp: &'a Loop, call: &'static str) -> Result<&'a Socket> {
        let socket = lp.stream(self.0).and_then(|stream| stream.socket.as_ref());
        Ok(socket.ok_or(Error::stale(call))?)
    }
}

/// The stream, if it still takes writes.
#[inline]
pub(crate) fn writable(lp: &mut Loop, key: Key) -> Option<&mut Stream> {
    lp.stream_mut(key).filter(|stream| !stream.flags.any(Flags::ENDED | Flags::FAILED))
}

/// Whether no bytes wait, for the connection or for room.
pub(crate) fn is_idle(stream: &Stream) -> bool {
    stream.outbox.is_empty() && !stream.flags.any(Flags::CONNECTING)
}

#[inline]
fn flow(stream: &Stream) -> Flow {
    if stream.flags.any(Flags::FULL) { Flow::Full } else { Flow::Open }
}

/// Puts bytes into the outbox.
#[cold]
pub(crate) fn enqueue(lp: &mut Loop, key: Key, bytes: &[u8]) -> Flow {
    let Some(stream) = lp.stream_mut(key) else { return Flow::Closed };
    if bytes.is_empty() {
        return flow(stream);
    }
    stream.outbox.push(bytes);
    queued(lp, key)
}

/// The kernel took nothing: for the moment, or ever more.
#[cold]
pub(crate) fn send_failed(lp: &mut Loop, key: Key, error: Error, bytes: &[u8]) -> Flow {
    if error.would_block() || error.interrupted() {
        return enqueue(lp, key, bytes);
    }
    write_failed(lp, key, error)
}

/// Something was put into the outbox: ask for room, and say how full it is.
#[cold]
pub(crate) fn queued(lp: &mut Loop, key: Key) -> Flow {
    lp.refresh(key);
    let Some(stream) = lp.stream_mut(key) else { return Flow::Closed };
    if stream.outbox.len() >= stream.high_water {
        stream.flags.set(Flags::FULL);
    }
    flow(stream)
}

#[cold]
pub(crate) fn write_failed(lp: &mut Loop, key: Key, error: Error) -> Flow {
    lp.fail_stream_later(key, error.into());
    Flow::Closed
}
