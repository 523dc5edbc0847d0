//! Streams: reading, write-first with an outbox, half-close, and the events that tell of it.
//!
//! What methods of a handle do is in `stream/conn.rs`, and how it connects in `stream/connect.rs`; here is what the phases do.

pub(crate) mod adopt;
pub(crate) mod conn;
pub(crate) mod connect;
mod ending;
pub(crate) mod flags;
pub(crate) mod options;
pub(crate) mod outbox;
pub(crate) mod plain;
pub(crate) mod tcp;
pub(crate) mod terminal;
pub(crate) mod unix;

use crate::error::Error;
use crate::event_loop::Loop;
use crate::observer::{Kind, Moment};
use crate::slab::Key;
use crate::source::{Registration, Source};
use crate::stream::conn::Conn;
use crate::stream::connect::Target;
use crate::stream::flags::Flags;
use crate::stream::outbox::Outbox;
use crate::stream::plain::{send_pieces, sending};
use evloop_ffi::poller::{Interest, Ready};
use evloop_ffi::socket::Socket;
use std::os::fd::OwnedFd;

/// How many times a stream may fill the buffer in one turn before the others have theirs. Four floods of 64 KiB reads
/// take about a millisecond of a turn at this bound; a fast reader loses one wait in four reads, some 2 %.
const READS_PER_TURN: usize = 4;

/// At how many waiting bytes a write is answered with [`Flow::Full`], unless told otherwise.
pub(crate) const HIGH_WATER: usize = 64 * 1024;

/// What befalls a stream. [`Event::Closed`] comes always, once, and last.
/// ```
/// use evloop::{Descriptors, Event, Flow, Loop, system};
/// let (mut lp, (one, other)) = (Loop::new()?, system::socket_pair()?);
/// let (here, there) = (lp.conn_on(one)?, lp.conn_on(other)?);
/// here.start(&mut lp, |_, _, event| match event {
///     Event::Descriptors(Descriptors { fds, .. }) => println!("{fds:?}"), // see `Conn::take_descriptors`
///     other => println!("{other:?}"), // Data, then End
/// });
/// assert_eq!(there.end_with(&mut lp, b"hello"), Flow::Open);
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Descriptors have arrived, with one of the bytes of the [`Event::Data`] that follows (what was sent earlier may lie
    /// before it); only after [`Conn::take_descriptors`](crate::Conn::take_descriptors). Those that the callback does not
    /// take out are closed.
    Descriptors(&'a mut Descriptors),
    /// The connection stands (only after [`Loop::connect`] or [`Loop::connect_unix`]).
    Connected,
    /// Bytes have arrived. They lie in the loop's buffer, and are gone after the callback.
    Data(&'a [u8]),
    /// The peer will send no more (or, at a terminal, somebody typed Ctrl-D). We may go on writing; when we have finished,
    /// too, the stream closes.
    End,
    /// The outbox is empty again after a write was answered with [`Flow::Full`].
    Drain,
    /// After [`Conn::end`](crate::Conn::end): all is written, and the peer has been told that no more comes.
    Finish,
    /// The stream broke, or never stood. It closes by itself.
    Error(Error),
    /// The stream is gone.
    Closed,
}

/// Descriptors from another process. Lent to the callback, which takes out what it wants to keep.
#[derive(Debug)]
#[non_exhaustive]
pub struct Descriptors {
    /// New descriptors of the sender's open files, closed on exec.
    pub fds: Vec<OwnedFd>,
    /// More were sent. They are lost, since this process may have no more (`EMFILE`).
    pub truncated: bool,
}

/// How a write was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a writer that ignores Full fills the memory"]
pub enum Flow {
    /// Go on.
    Open,
    /// Taken, but much is waiting now. A polite writer pauses until [`Event::Drain`].
    Full,
    /// Not taken: the stream is closed, broken, ended, or the handle is stale.
    Closed,
}

/// What a stream's methods met, and its callback hears in the pending phase.
pub(crate) enum StreamNews {
    Failed(Error),
    Finished,
}

pub(crate) type Callback = Box<dyn FnMut(&mut Loop, Key, Event<'_>)>;

/// The state of one connection.
pub(crate) struct Stream {
    /// Gone once the stream is closing, and never there if the socket could not be made.
    pub(crate) socket: Option<Socket>,
    pub(crate) flags: Flags,
    pub(crate) registration: Registration,
    /// Absent before `start`, and while it runs.
    pub(crate) callback: Option<Callback>,
    pub(crate) outbox: Outbox,
    pub(crate) high_water: usize,
    pub(crate) bytes_read: u64,
    pub(crate) bytes_written: u64,
    /// Whom a client stream connects to: the subject of its errors.
    pub(crate) target: Option<Box<Target>>,
}

impl Stream {
    pub(crate) fn new(socket: Option<Socket>) -> Stream {
        Stream {
            socket,
            flags: Flags::default(),
            registration: Registration::new(),
            callback: None,
            outbox: Outbox::default(),
            high_water: HIGH_WATER,
            bytes_read: 0,
            bytes_written: 0,
            target: None,
        }
    }

    #[inline]
    fn wants_read(&self) -> bool {
        self.flags.may_read()
    }

    #[inline]
    fn wants_write(&self) -> bool {
        !self.flags.any(Flags::DEAD) && (self.flags.any(Flags::CONNECTING) || !self.outbox.is_empty())
    }

    pub(crate) fn wanted(&self) -> Interest {
        match (self.wants_read(), self.wants_write()) {
            (false, false) => Interest::NONE,
            (true, false) => Interest::READ,
            (false, true) => Interest::WRITE,
            (true, true) => Interest::BOTH,
        }
    }

    /// Like libuv, and so like Node: who neither reads nor has anything to write does not keep the loop alive.
    pub(crate) fn active(&self) -> bool {
        !self.wanted().is_none()
    }
}

impl Loop {
    /// The stream of that name, unless it is closing.
    #[inline]
    pub(crate) fn stream_mut(&mut self, key: Key) -> Option<&mut Stream> {
        match self.sources.get_mut(key) {
            Some(Source::Stream(stream)) if !stream.flags.any(Flags::CLOSING) => Some(stream),
            _ => None,
        }
    }

    pub(crate) fn stream(&self, key: Key) -> Option<&Stream> {
        match self.sources.get(key) {
            Some(Source::Stream(stream)) if !stream.flags.any(Flags::CLOSING) => Some(stream),
            _ => None,
        }
    }

    /// The poll phase's word for one stream. What was read comes before what can be written: the last data of a
    /// peer that is gone must not be lost to the error that a write would bring.
    pub(crate) fn stream_ready(&mut self, key: Key, ready: Ready, buffer: &mut [u8]) {
        if ready.read() && self.read_once(key, buffer) {
            self.read_on(key, buffer);
        }
        if ready.write() {
            self.stream_writable(key);
        }
    }

    /// Reads on until the kernel has no more, or the stream has had its share. Apart, since most need one read only.
    #[inline(never)]
    fn read_on(&mut self, key: Key, buffer: &mut [u8]) {
        for _ in 1..READS_PER_TURN {
            if !self.read_once(key, buffer) {
                return;
            }
        }
    }

    /// One read, and what comes of it. False if there is no more: a short read says so and saves the call that would.
    #[inline(always)]
    fn read_once(&mut self, key: Key, buffer: &mut [u8]) -> bool {
        let Some(Source::Stream(stream)) = self.sources.get_mut(key) else { return false };
        let Some(socket) =
            stream.socket.as_ref().filter(|_| stream.flags.may_receive() && !self.audience.taken())
        else {
            return self.read_otherwise(key, buffer);
        };
        match socket.receive(buffer) {
            Ok(0) => self.end_of_stream(key),
            Ok(count) => {
                stream.bytes_read += count as u64;
                let callback = stream.callback.take();
                self.call_stream(key, callback, Event::Data(&buffer[..count]));
                return count == buffer.len();
            }
            Err(error) => return self.read_failed(key, error),
        }
        false
    }

    /// A read that brought nothing; whether to try again.
    #[cold]
    pub(crate) fn read_failed(&mut self, key: Key, error: evloop_ffi::Error) -> bool {
        if !error.would_block() && !error.interrupted() {
            self.fail_stream(key, error.into());
        }
        error.interrupted()
    }

    pub(crate) fn end_of_stream(&mut self, key: Key) {
        let Some(stream) = self.stream_mut(key) else { return };
        stream.flags.set(Flags::READ_ENDED);
        self.refresh(key);
        self.tell_stream(key, Event::End);
        if let Some(stream) = self.stream_mut(key) {
            stream.flags.set(Flags::END_TOLD);
        }
        self.close_if_done(key);
    }

    #[inline(never)]
    fn stream_writable(&mut self, key: Key) {
        let begun = self.before_call();
        let Some(stream) = self.stream_mut(key) else { return };
        if !stream.wants_write() {
            // A late word: somebody changed the interest after the kernel had spoken.
            return;
        }
        if stream.flags.any(Flags::CONNECTING) {
            return self.finish_connect(key);
        }
        let Some(socket) = stream.socket.as_ref() else { return };
        let flags = stream.flags;
        let outcome = stream.outbox.offer(|pieces, fds| send_pieces(flags, socket, pieces, fds));
        stream.bytes_written += outcome.unwrap_or(0) as u64;
        let emptied = stream.outbox.is_empty();
        self.after_call(begun, sending(flags), Conn(key).id(), &outcome);
        match outcome {
            Ok(_) if emptied => self.outbox_emptied(key),
            Ok(_) => {}
            Err(error) if error.would_block() || error.interrupted() => {}
            Err(error) => self.fail_stream(key, error.into()),
        }
    }

    /// Nothing waits any more: time to say so, and to send our end of stream if that was asked for.
    pub(crate) fn outbox_emptied(&mut self, key: Key) {
        self.refresh(key);
        let Some(stream) = self.stream_mut(key) else { return };
        if stream.flags.any(Flags::ENDED) {
            match self.send_fin(key) {
                Ok(true) => self.tell_finish(key),
                Ok(false) => {}
                Err(error) => self.fail_stream(key, error),
            }
        } else if stream.flags.any(Flags::FULL) {
            stream.flags.clear(Flags::FULL);
            self.tell_stream(key, Event::Drain);
        }
    }

    pub(crate) fn tell_stream(&mut self, key: Key, event: Event<'_>) {
        let callback = self.stream_mut(key).and_then(|stream| stream.callback.take());
        self.call_stream(key, callback, event);
    }

    /// Calls a callback that was taken out of its slot, and puts it back: unless `start` has put another there
    /// meanwhile, or the stream is gone. A closing stream gets it back, for the farewell is still to be told.
    #[inline(always)]
    fn call_stream(&mut self, key: Key, callback: Option<Callback>, event: Event<'_>) {
        let Some(mut callback) = callback else { return };
        self.note_source(Moment::Enter, Kind::Conn, key);
        callback(self, key, event);
        self.note_source(Moment::Leave, Kind::Conn, key);
        match self.sources.get_mut(key) {
            Some(Source::Stream(stream)) if stream.callback.is_none() => stream.callback = Some(callback),
            _ => {}
        }
    }
}
